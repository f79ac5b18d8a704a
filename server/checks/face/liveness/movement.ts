import { dot } from '../../../people/similarity.ts';
import type { Face } from '../../../vision/analysis.ts';
import type { Reference } from './front.ts';
import type { Action } from './challenge.ts';
import { type HeadMotion, lidOpening, shapeOf } from './head-motion.ts';

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
 * The pose model's angles and the landmarks' parallax have to agree, and the parallax has to be a head's:
 * its nose stands out beyond what a bent sheet explains, and its width and height stay alike. How much a
 * turned face still looks like the frontal one says nothing: people keep a cosine of 0.45 to 0.93.
 * `vestibule evaluate pad` prints what these limits do to clips of people and of pictures.
 *
 * Angles in degrees, parallax and relief as sines, residuals in inter-eye distances.
 */
const limits = {
  front: { yaw: 9, pitch: 9, parallax: 0.14 },
  turn: { yaw: 12, parallax: 0.15, relief: 0.12 },
  up: { pitch: 10, parallax: 0.13, relief: 0.17, aside: 0.28, reliefShare: 0.87 },
  /** Of whatever moves as one rigid head. */
  rigid: { breadth: [0.915, 1.2], skew: 0.15, residualShare: 1.05 },
  towards: { yaw: 14, pitch: 12, relief: 0.1, reliefUp: 0.12 },
  flat: { slant: 0.88, residual: 0.055, breadth: 0.85, parallax: 0.1, yaw: 14, relief: 0.05 },
  closed: { eyesOpen: 0.3, lids: 0.8, slant: 0.92 },
} as const;

export function movementOf(reference: Reference, face: Face): Movement {
  const { headPose } = face.quality;
  const seen = {
    yaw: headPose.yaw - reference.yaw,
    pitch: headPose.pitch - reference.pitch,
    motion: reference.fits.motionTo(shapeOf(face.landmarks68)),
  };
  const front = isFront(seen);
  const shut = front && areShut(reference, face, seen.motion.slant);
  return {
    front: front && !shut,
    done: shut ? 'blink' : (turned(seen) ?? lookedUp(seen)),
    towards: towards(seen),
    flat: isFlat(seen),
    cosine: dot(reference.template, face.template),
  };
}

interface HeadState {
  /** By the pose model, against the frontal frames. */
  yaw: number;
  pitch: number;
  motion: HeadMotion;
}

/** Frames are not mirrored: the visitor's left is the image's right, where yaw is positive. */
function side(yaw: number): 'turn_left' | 'turn_right' {
  return yaw > 0 ? 'turn_left' : 'turn_right';
}

function isFront({ yaw, pitch, motion }: HeadState): boolean {
  const { front } = limits;
  const aside = Math.abs(motion.parallax.x);
  return Math.abs(yaw) <= front.yaw && Math.abs(pitch) <= front.pitch && aside <= front.parallax;
}

/** Comparisons are written so that a broken number is no head. */
function isRigidHead({ breadth, skew, residual }: HeadMotion): boolean {
  const { rigid } = limits;
  const [narrowest, broadest] = rigid.breadth;
  return (
    breadth >= narrowest &&
    breadth <= broadest &&
    Math.abs(skew) <= rigid.skew &&
    residual.head <= rigid.residualShare * residual.bent
  );
}

function turned({ yaw, motion }: HeadState): Action | null {
  const { turn } = limits;
  const asHead =
    Math.abs(yaw) >= turn.yaw &&
    motion.parallax.x * Math.sign(yaw) >= turn.parallax &&
    motion.relief.x * Math.sign(yaw) >= turn.relief &&
    isRigidHead(motion);
  return asHead ? side(yaw) : null;
}

function lookedUp({ pitch, motion }: HeadState): Action | null {
  const { up } = limits;
  const parallax = -motion.parallax.y;
  const relief = -motion.relief.y;
  const asHead =
    pitch >= up.pitch &&
    parallax >= up.parallax &&
    relief >= up.relief &&
    // A sheet that is rolled up and tilted has much less relief than parallax.
    relief >= up.reliefShare * parallax &&
    Math.abs(motion.parallax.x) <= up.aside &&
    isRigidHead(motion);
  return asHead ? 'look_up' : null;
}

function towards({ yaw, pitch, motion }: HeadState): Movement['towards'] {
  const limit = limits.towards;
  if (Math.abs(yaw) >= limit.yaw && motion.relief.x * Math.sign(yaw) >= limit.relief) {
    return side(yaw);
  }
  const isUp = pitch >= limit.pitch && -motion.relief.y >= limit.reliefUp;
  return isUp && Math.abs(yaw) < limits.front.yaw ? 'look_up' : null;
}

function isFlat({ yaw, motion }: HeadState): boolean {
  const { flat } = limits;
  const slanted = motion.slant <= flat.slant && motion.residual.flat <= flat.residual;
  const narrowed = motion.breadth <= flat.breadth && Math.abs(motion.parallax.x) >= flat.parallax;
  const turnedWithoutNose =
    Math.abs(yaw) >= flat.yaw && motion.relief.x * Math.sign(yaw) < flat.relief;
  return slanted || narrowed || turnedWithoutNose;
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
