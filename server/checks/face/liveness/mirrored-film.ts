import { dot } from '../../../people/similarity.ts';
import type { Analysis, Box, Face, FramePrint, Point } from '../../../vision/analysis.ts';
import { clipped } from '../../../vision/frame-print.ts';
import { fivePoints } from '../../../vision/landmarks.ts';

/**
 * How much better a frame has to correlate with the mirrored reference than with the straight one.
 * Genuine frames: 0.12 at most (one woman who grimaces, 117 frames; 0.11 behind her).
 */
const margin = 0.15;
/** And how well: a head that has moved away is like neither. */
const alike = 0.6;
/** Frames in a row. */
const rowOf = 2;
/** Frontal frames that make up the reference. */
const references = 4;
const frontalYaw = 10;
/** Cosine below which another person stands there, who is no mirror image of the one before. */
const samePerson = 0.35;

/** A square patch around the eyes and the mouth, sampled upright. Sides and middle in inter-eye distances. */
const patch = { side: 24, across: 2.4, down: 2.6, belowEyes: 0.45 };
/** Around the head are hair and shoulders, which move. In shares of the face box. */
const around = { aside: 0.25, above: 0.35 };
const stride = 2;
const fewest = 200;

type Seen = Extract<Analysis, { ok: true }>;

interface View {
  print: FramePrint;
  box: Box;
  /** The face, upright; only of frontal frames. */
  face: Float32Array | null;
  template: Float32Array;
}

/**
 * Tells a film from a camera by parts that are the other way round: a face, and what is behind it, is
 * not symmetric. Blind where both are, and to films that are mirrored from the first frame on.
 */
export class MirroredFilm {
  readonly #references: View[] = [];
  #inRow = 0;

  /** @returns whether enough frames in a row were mirrored */
  add(analysis: Seen): boolean {
    const view = viewOf(analysis);
    const isMirrored = this.#isMirrored(view);
    this.#inRow = isMirrored ? this.#inRow + 1 : 0;
    const isReference = view.face !== null && this.#references.length < references;
    if (isReference && !isMirrored) this.#references.push(view);
    return this.#inRow >= rowOf;
  }

  #isMirrored(view: View): boolean {
    const { face } = view;
    const known = this.#references.filter(
      ({ template }) => dot(template, view.template) >= samePerson,
    );
    const faces = known.map(
      (reference) => face && reference.face && bothWays(facePairs(reference.face, face)),
    );
    const behind = known.map((reference) => bothWays(pairsBehind(reference, view)));
    return isBetterMirrored(faces) || isBetterMirrored(behind);
  }
}

interface BothWays {
  straight: number;
  mirrored: number;
}

function isBetterMirrored(all: readonly (BothWays | null)[]): boolean {
  const known = all.filter((each) => each !== null);
  if (known.length === 0) return false;
  const straight = Math.max(...known.map((each) => each.straight));
  const mirrored = Math.max(...known.map((each) => each.mirrored));
  return mirrored >= alike && mirrored - straight >= margin;
}

/** Values of the frame beside those of the reference, straight and mirrored. */
interface Pairs {
  now: number[];
  straight: number[];
  mirrored: number[];
}

function bothWays({ now, straight, mirrored }: Pairs): BothWays | null {
  if (now.length < fewest) return null;
  return { straight: correlation(now, straight), mirrored: correlation(now, mirrored) };
}

function viewOf({ face, print }: Seen): View {
  const isFrontal = Math.abs(face.quality.headPose.yaw) <= frontalYaw;
  const { box, template } = face;
  return { print, box, face: isFrontal ? patchOf(face, print) : null, template };
}

function patchOf({ landmarks68 }: Face, print: FramePrint): Float32Array {
  const [left, right] = fivePoints(landmarks68);
  const across = { x: right.x - left.x, y: right.y - left.y };
  const { side } = patch;
  const values = new Float32Array(side * side);
  for (let y = 0; y < side; y += 1) {
    const v = ((y + 0.5) / side - 0.5) * patch.down + patch.belowEyes;
    for (let x = 0; x < side; x += 1) {
      const u = ((x + 0.5) / side - 0.5) * patch.across + 0.5;
      const point = {
        x: left.x + u * across.x - v * across.y,
        y: left.y + u * across.y + v * across.x,
      };
      values[y * side + x] = lumaAt(print, point);
    }
  }
  return values;
}

/** NaN where it is not known. @param point in image pixels */
function lumaAt({ luma, width, height, cell }: FramePrint, { x, y }: Point): number {
  const column = Math.floor(x / cell);
  const row = Math.floor(y / cell);
  if (column < 0 || row < 0 || column >= width || row >= height) return NaN;
  const value = luma[row * width + column]!;
  return value === clipped ? NaN : value;
}

function facePairs(reference: Float32Array, now: Float32Array): Pairs {
  const { side } = patch;
  const pairs: Pairs = { now: [], straight: [], mirrored: [] };
  for (let at = 0; at < now.length; at += 1) {
    const across = at % side;
    push(pairs, now[at]!, reference[at]!, reference[at - across + side - 1 - across]!);
  }
  return pairs;
}

/** What neither head covers, straight or mirrored, above the chin. */
function pairsBehind({ print: earlier, box: before }: View, { print, box }: View): Pairs {
  const pairs: Pairs = { now: [], straight: [], mirrored: [] };
  const { width, height, cell } = print;
  if (earlier.width !== width || earlier.height !== height) return pairs;
  const whole = width * cell;
  const sides = [before, box].flatMap(({ x, width: across }) => [x, whole - x - across]);
  const aside = around.aside * box.width;
  const bare = Math.floor((Math.min(...sides) - aside) / cell);
  const top = (Math.min(before.y, box.y) - around.above * box.height) / cell;
  const chin = Math.min(height, Math.max(before.y + before.height, box.y + box.height) / cell);
  const value = (luma: Uint16Array, at: number) => (luma[at] === clipped ? NaN : luma[at]!);
  for (let y = 0; y < chin; y += stride) {
    for (let x = 0; x < width; x += stride) {
      if (y >= top && x >= bare && x < width - bare) continue;
      const row = y * width;
      push(
        pairs,
        value(print.luma, row + x),
        value(earlier.luma, row + x),
        value(earlier.luma, row + width - 1 - x),
      );
    }
  }
  return pairs;
}

function push(pairs: Pairs, now: number, straight: number, mirrored: number): void {
  if (Number.isNaN(now + straight + mirrored)) return;
  pairs.now.push(now);
  pairs.straight.push(straight);
  pairs.mirrored.push(mirrored);
}

/** Pearson's, -1 to 1; 0 where one side has no contrast. */
function correlation(one: readonly number[], other: readonly number[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [mean(one), mean(other)];
  let [aa, bb, ab] = [0, 0, 0];
  one.forEach((value, index) => {
    const u = value - a;
    const v = other[index]! - b;
    aa += u * u;
    bb += v * v;
    ab += u * v;
  });
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
