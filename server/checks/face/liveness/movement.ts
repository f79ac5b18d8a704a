import { dot } from '../../../people/similarity.ts';
import type { Face } from '../../../vision/analysis.ts';
import type { Reference } from './front.ts';
import type { Action } from './challenge.ts';
import { changeOf, lidOpening, shapeOf, type ShapeChange } from './head-shape.ts';

/** What a frame shows against the visitor's frontal frames. */
export interface Movement {
  /** Seen from the front, within what talking and breathing do. */
  front: boolean;
  /** What a head, and not a picture of one, has done; null while it is under way. */
  done: Action | null;
  /** The way that it leads, by looser limits: enough to know that it is the wrong one. */
  towards: Exclude<Action, 'blink'> | null;
  /** It moved as a flat or bent thing moves, and not as a head. */
  flat: boolean;
  /** To the frontal frames. */
  cosine: number;
}

/**
 * The model's angles, the nose's parallax, what no affine map explains, and how much narrower the face
 * became have to agree. A flat picture has neither the parallax nor the residual; one that is bent has
 * both when it is turned far, but is then narrower than a head whose nose moved as much, and its
 * template stays nearer to the frontal one.
 */
const limits = {
  front: { yaw: 9, pitch: 9, nose: 0.05 },
  turn: { yaw: 14, nose: 0.065, residual: 0.09, perDegree: [0.0034, 0.0085], pitch: 15 },
  up: { pitch: 12, nose: 0.07, residual: 0.08, yaw: 12, noseAside: 0.06 },
  towards: { yaw: 14, nose: 0.05, pitch: 12, noseUp: 0.06 },
  narrowest: 0.85,
  /** Above this, a face that claims to be turned still looks like the frontal picture. */
  alikeCosine: 0.8,
  flat: { slant: 0.88, residual: 0.055 },
  closed: { eyesOpen: 0.3, lids: 0.8, slant: 0.92 },
} as const;

export function movementOf(reference: Reference, face: Face): Movement {
  const { headPose } = face.quality;
  const seen = {
    yaw: headPose.yaw - reference.yaw,
    pitch: headPose.pitch - reference.pitch,
    change: changeOf(reference.shape, shapeOf(face.landmarks68)),
    cosine: dot(reference.template, face.template),
  };
  const front = isFront(seen);
  const shut = front && areShut(reference, face, seen.change.slant);
  return {
    front: front && !shut,
    done: shut ? 'blink' : (turned(seen) ?? lookedUp(seen)),
    towards: towards(seen),
    flat: isFlat(seen),
    cosine: seen.cosine,
  };
}

interface HeadState {
  yaw: number;
  pitch: number;
  change: ShapeChange;
  cosine: number;
}

/** Frames are not mirrored: the visitor's left is the image's right, where yaw is positive. */
function side(yaw: number): 'turn_left' | 'turn_right' {
  return yaw > 0 ? 'turn_left' : 'turn_right';
}

function isFront({ yaw, pitch, change }: HeadState): boolean {
  const { front } = limits;
  const aside = Math.abs(change.nose.x);
  return Math.abs(yaw) <= front.yaw && Math.abs(pitch) <= front.pitch && aside <= front.nose;
}

function turned({ yaw, pitch, change, cosine: alike }: HeadState): Action | null {
  const { turn } = limits;
  const nose = change.nose.x * Math.sign(yaw);
  const perDegree = nose / Math.abs(yaw);
  const asHead =
    Math.abs(yaw) >= turn.yaw &&
    Math.abs(pitch) <= turn.pitch &&
    nose >= turn.nose &&
    perDegree >= turn.perDegree[0] &&
    perDegree <= turn.perDegree[1] &&
    change.residual >= turn.residual &&
    change.narrowing >= limits.narrowest &&
    alike <= limits.alikeCosine;
  return asHead ? side(yaw) : null;
}

function lookedUp({ yaw, pitch, change, cosine: alike }: HeadState): Action | null {
  const { up } = limits;
  const asHead =
    pitch >= up.pitch &&
    Math.abs(yaw) <= up.yaw &&
    -change.nose.y >= up.nose &&
    Math.abs(change.nose.x) <= up.noseAside &&
    change.residual >= up.residual &&
    alike <= limits.alikeCosine;
  return asHead ? 'look_up' : null;
}

function towards({ yaw, pitch, change }: HeadState): Movement['towards'] {
  const limit = limits.towards;
  const nose = change.nose.x * Math.sign(yaw);
  if (Math.abs(yaw) >= limit.yaw && nose >= limit.nose) return side(yaw);
  const isUp = pitch >= limit.pitch && -change.nose.y >= limit.noseUp;
  return isUp && Math.abs(yaw) < limits.front.yaw ? 'look_up' : null;
}

function isFlat({ change, cosine: alike }: HeadState): boolean {
  const slanted = change.slant <= limits.flat.slant && change.residual <= limits.flat.residual;
  const turnedPicture = Math.abs(change.nose.x) >= limits.turn.nose && alike > limits.alikeCosine;
  return slanted || turnedPicture;
}

/**
 * Both the eye model and the lids' outline: the model alone takes grimaces for closed eyes. Not while
 * the face is seen slantwise, because a tilted picture has narrower eyes.
 */
function areShut(reference: Reference, face: Face, slant: number): boolean {
  const { closed } = limits;
  const lids = lidOpening(face.landmarks68) / reference.lidOpening;
  return face.quality.eyesOpen <= closed.eyesOpen && lids <= closed.lids && slant >= closed.slant;
}
