import type { Analysis, Point } from '#face';
import { fivePoints, meanHead } from '#face/steps';
import { landmarksBetween, morph, through, type MorphPhoto } from './morph.ts';
import { meshMapping, type MeshTurn } from './mesh.ts';
import { heldMapping, type SheetPose, type Mapping } from './sheet.ts';
import { emptyRoom, frameSize, photograph, type Layer } from './sheet-camera.ts';

/** The content of one camera frame. */
export interface ShownAttack {
  /** Empty: a hand, or the wall. */
  photos: readonly MorphPhoto[];
  weights: readonly number[];
  held: SheetPose;
  /** Whether the photos are bent to fit each other, or only fade. */
  isBent: boolean;
  /** Whether each face is at a visitor's place; otherwise the picture fills the frame. */
  isPlaced: boolean;
  /** Set for a mesh with the depths of a head, instead of a sheet. */
  turn?: MeshTurn;
  /** Whether the head is cut out and laid over the first photo, so that the background stays still. */
  isCutOut?: boolean;
  /** Whether an upright screen shows the picture, so that the room is visible on both sides. */
  isUpright?: boolean;
  /** Set where a program also moves the skin, as an expression does: the phase of a slow wave over the picture. */
  restless?: number;
}

/** The wave of a restless picture, in pixels: 3 % of a face. */
const wave = { high: 5, long: 150 } as const;

/** Noise of the landmarks in pixels, in addition to the hand's movement. */
const trembling = 0.8;

/** Takes a frame as the lobby camera does. @returns a JPEG */
export function photographAttack(attack: ShownAttack, random: () => number): Promise<Buffer> {
  const { photos, weights, isBent, isPlaced, turn } = attack;
  const flat = photos.length === 0 ? [] : isPlaced ? morph(photos, weights, isBent) : whole(attack);
  const turned = turn ? through(meshMapping(landmarksBetween(photos, weights), turn), flat) : flat;
  const layers = attack.restless === undefined ? turned : through(waveBy(attack.restless), turned);
  const exposure = 0.95 + 0.02 * random();
  const { scale = 1 } = attack.held;
  const hand = byHand(attack.isCutOut ? { scale } : attack.held, random);
  const seen = attack.isCutOut
    ? cutOut(attack, layers)
    : attack.isUpright
      ? upright(layers)
      : layers;
  return photograph(through(heldMapping(hand, frameSize), seen), { exposure, random });
}

function waveBy(phase: number): Mapping {
  return ({ x, y }) => ({
    x: x + wave.high * Math.sin((2 * Math.PI * y) / wave.long + phase),
    y: y + wave.high * Math.sin((2 * Math.PI * x) / wave.long + 1.7 * phase),
  });
}

/** Place of the head in the frame. The edge fades over a quarter of the size. */
const headPlace = { x: 320, y: 230, across: 170, down: 215, fades: 0.25 } as const;

/** Half the width of an upright screen in pixels. Its upper and lower edges are outside the frame. */
const uprightHalf = 230;

function upright(layers: readonly Layer[]): Layer[] {
  const share = ({ x }: Point) => (Math.abs(x - frameSize.width / 2) < uprightHalf ? 1 : 0);
  return [
    ...layers.map((layer) => ({ ...layer, share })),
    { ...emptyRoom, share: (at: Point) => 1 - share(at) },
  ];
}

/** Lays the moving head over the unchanged first photo. */
function cutOut({ photos, held }: ShownAttack, layers: readonly Layer[]): Layer[] {
  const { x, y, across, down, fades } = headPlace;
  const head = ({ x: right, y: below }: Point) => {
    const away = Math.hypot((right - x) / across, (below - y) / down);
    return Math.min(1, Math.max(0, (1 + fades - away) / fades));
  };
  const behind = morph(photos.slice(0, 1), [1]);
  return [
    ...through(heldMapping({ ...held, scale: 1 }, frameSize), layers).map((layer) => ({
      ...layer,
      share: head,
    })),
    ...behind.map((layer) => ({ ...layer, share: (at: Point) => 1 - head(at) })),
  ];
}

/**
 * Returns the best analysis that the attack could get. Landmarks follow the sheet. The face is alive, clear and the
 * person's, and its template is a mixture of the photos'. A computed frame takes a thousandth of the time of an
 * analysed one.
 */
export function landmarksSeen(attack: ShownAttack, random: () => number): Analysis {
  const { photos, weights, isPlaced } = attack;
  const [front] = photos;
  if (!front) return { ok: false, failure: 'no_face', explanation: 'The wall.' };
  const points = isPlaced ? landmarksBetween(photos, weights) : scaleLandmarks(front);
  const seen = inverseOf(heldMapping(byHand(attack.held, random), frameSize));
  const off = () => trembling * 2 * (random() + random() + random() - 1.5);
  const turned = attack.turn ? byDepth(points, attack.turn) : points;
  const landmarks = turned.map(seen).map(({ x, y }) => ({ x: x + off(), y: y + off() }));
  const sum = (value: (photo: MorphPhoto) => number) =>
    photos.reduce((all, photo, index) => all + weights[index]! * value(photo), 0);
  const { headPose } = front.face.quality;
  const pose = {
    yaw: headPose.yaw + sum(({ yaw }) => yaw) - front.yaw + (attack.turn?.yaw ?? 0),
    pitch: headPose.pitch + sum(({ pitch }) => pitch) - front.pitch + (attack.turn?.pitch ?? 0),
    roll: 0,
  };
  const mixed = front.face.template.map((_, at) => sum(({ face }) => face.template[at]!));
  const length = Math.hypot(...mixed);
  const face = {
    ...front.face,
    box: { x: 220, y: 120, width: 200, height: 240 },
    landmarks68: landmarks,
    patch: { luma: new Uint8Array(), landmarks },
    liveness: 1,
    template: mixed.map((value) => value / length),
    quality: { ...front.face.quality, ...clear, headPose: pose },
  };
  // An empty print, so that no frame counts as a repeat.
  const print = { width: 0, height: 0, cell: 4, luma: new Uint16Array() };
  return { ok: true, ...frameSize, faces: [face], face, print, milliseconds: 0 };
}

const clear = {
  interEyeDistance: 100,
  sharpness: 200,
  brightness: 120,
  underExposure: 0,
  overExposure: 0,
  flatness: 0,
  noise: 0.3,
  chroma: 20,
  eyesOpen: 1,
};

/** Moves points by the depths of a mean head, in distances between the eyes. */
function byDepth(
  points: readonly Point[],
  { yaw, pitch }: { yaw: number; pitch: number },
): Point[] {
  const [left, right] = fivePoints(points);
  const eyes = Math.hypot(right.x - left.x, right.y - left.y);
  const middle = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
  const [turned, tilted] = [yaw, pitch].map((degrees) => (degrees * Math.PI) / 180) as [
    number,
    number,
  ];
  return points.map(({ x, y }, index) => {
    const depth = eyes * meanHead[index]!.depth;
    return {
      x: middle.x + (x - middle.x) * Math.cos(turned) + depth * Math.sin(turned),
      y: middle.y + (y - middle.y) * Math.cos(tilted) - depth * Math.sin(tilted),
    };
  });
}

/** Adds the tremor of a hand. */
function byHand(held: SheetPose, random: () => number): SheetPose {
  const tremor = () => 0.003 * (random() + random() - 1);
  return {
    ...held,
    right: (held.right ?? 0) + tremor(),
    down: (held.down ?? 0) + tremor(),
    roll: (held.roll ?? 0) + 200 * tremor(),
    yaw: (held.yaw ?? 0) + 500 * tremor(),
    pitch: (held.pitch ?? 0) + 500 * tremor(),
  };
}

function whole({ photos, weights }: ShownAttack): Layer[] {
  return photos.map(({ picture }, index) => ({
    picture,
    weight: weights[index]!,
    to: ({ x, y }: Point) => ({
      x: (x * picture.width) / frameSize.width,
      y: (y * picture.height) / frameSize.height,
    }),
  }));
}

function scaleLandmarks({ picture, landmarks }: MorphPhoto): Point[] {
  return landmarks.map(({ x, y }) => ({
    x: (x * frameSize.width) / picture.width,
    y: (y * frameSize.height) / picture.height,
  }));
}

/** Maps a point of the sheet to the camera's frame (Newton). Points that are rolled away stay at the edge. */
function inverseOf(mapping: Mapping): (at: Point) => Point {
  return (wanted) => {
    let at = wanted;
    for (let round = 0; round < 8; round += 1) {
      const [met, right, below] = [at, { x: at.x + 1, y: at.y }, { x: at.x, y: at.y + 1 }].map(
        mapping,
      );
      if (!met || !right || !below) break;
      const [a, b, c, d] = [right.x - met.x, below.x - met.x, right.y - met.y, below.y - met.y];
      const [x, y] = [wanted.x - met.x, wanted.y - met.y];
      if (Math.abs(x) + Math.abs(y) < 1e-6) break;
      const spread = a * d - b * c;
      const next = { x: at.x + (d * x - b * y) / spread, y: at.y + (a * y - c * x) / spread };
      if (!mapping(next)) break;
      at = next;
    }
    return at;
  };
}
