import { randomInt } from 'node:crypto';
import type { LightSequence } from '../../../protocol/messages.ts';
import type { FrameLight } from '../../../vision/analysis.ts';

/** Milliseconds from one tint to the next: at most three changes a second, as WCAG 2.3.1 has it. */
const stay = [380, 620] as const;
/** The same tint twice, and then another. */
const mostAlike = 2;
/** Milliseconds by which the camera may show a tint later than it was sent. */
const lags = { least: 80, most: 640, step: 40 } as const;
/** Fewer frames say nothing. */
const fewestFrames = 12;

type Tint = LightSequence[number]['tint'];

/** @param random from 0 to 1, for measurements that are repeated */
export function drawLight(wholeMs: number, random = unforeseen): LightSequence {
  const sequence: LightSequence = [];
  let alike = 0;
  let last: Tint | null = null;
  for (let at = 0; at < wholeMs && sequence.length < 32; ) {
    const drawn: Tint = random() < 0.5 ? 'warm' : 'cool';
    const tint: Tint = drawn === last && alike >= mostAlike ? other(drawn) : drawn;
    alike = tint === last ? alike + 1 : 1;
    last = tint;
    sequence.push({ tint, at });
    at += Math.round(stay[0] + (stay[1] - stay[0]) * random());
  }
  const isOne = sequence.every(({ tint }) => tint === last);
  return isOne && sequence.length > 1 ? drawLight(wholeMs, random) : sequence;
}

function other(tint: Tint): Tint {
  return tint === 'warm' ? 'cool' : 'warm';
}

function unforeseen(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}

/** The colours of a frame, and how long after the first tint was sent it came. */
export interface Lit {
  at: number;
  light: FrameLight;
}

/**
 * How far the colour of the face, against that of the room, went along with the tints, -1 to 1: the correlation at the
 * lag that fits best. What changes evenly, as daylight does, is taken out. Null where too little was seen.
 */
export function lightAgreement(sequence: LightSequence, frames: readonly Lit[]): number | null {
  if (frames.length < fewestFrames) return null;
  const times = frames.map(({ at }) => at);
  const seen = withoutTrend(times, frames.map(({ light }) => warmth(light)));
  let best = -1;
  for (let lag = lags.least; lag <= lags.most; lag += lags.step) {
    const sent = withoutTrend(times, times.map((at) => tintAt(sequence, at - lag)));
    const found = correlation(seen, sent);
    if (found > best) best = found;
  }
  return best;
}

/** By how much more red than blue the face is than the room. */
function warmth({ face, room }: FrameLight): number {
  return Math.log((face.red * room.blue) / (face.blue * room.red));
}

function tintAt(sequence: LightSequence, at: number): number {
  const tint = sequence.findLast((step) => step.at <= at)?.tint;
  return tint === undefined ? 0 : tint === 'warm' ? 1 : -1;
}

/** What is left of the values when a straight line is taken out. */
function withoutTrend(times: readonly number[], values: readonly number[]): number[] {
  const [middle, mean] = [meanOf(times), meanOf(values)];
  let along = 0;
  let spread = 0;
  for (const [index, at] of times.entries()) {
    along += (at - middle) * (values[index]! - mean);
    spread += (at - middle) ** 2;
  }
  const slope = spread > 0 ? along / spread : 0;
  return values.map((value, index) => value - mean - slope * (times[index]! - middle));
}

function correlation(one: readonly number[], two: readonly number[]): number {
  let product = 0;
  let squareOne = 0;
  let squareTwo = 0;
  for (const [index, value] of one.entries()) {
    product += value * two[index]!;
    squareOne += value * value;
    squareTwo += two[index]! * two[index]!;
  }
  const size = Math.sqrt(squareOne * squareTwo);
  return size > 0 ? product / size : 0;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
