import { randomInt } from 'node:crypto';
import type { Colour, FrameLight } from '../analysis.ts';

/** Milliseconds that a tint stays: at most three changes a second, as WCAG 2.3.1 requires. */
const stay = [380, 620] as const;
/** Maximum number of equal tints in a row. */
const mostAlike = 2;
/** Milliseconds after sending a tint until the camera may show it. */
const lags = { least: 80, most: 560, step: 40 } as const;
/** Minimum frames for a result. */
const fewestFrames = 12;
/** Added so that black has a ratio. */
const darkest = 1e-4;

type Tint = 'warm' | 'cool';

/** The tints of a screen's border, in order. */
export type TintSequence = {
  tint: Tint;
  /** Milliseconds from the start. */
  at: number;
}[];

/** @param random from 0 to 1, for repeatable measurements */
export function drawLight(wholeMs: number, random = unforeseen): TintSequence {
  const sequence: TintSequence = [];
  let alike = 0;
  let last: Tint | null = null;
  for (let at = 0; at < wholeMs && sequence.length < 32;) {
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

/** The colours of a frame, and how long after the first tint it arrived. */
export interface Lit {
  at: number;
  light: FrameLight;
}

/**
 * Correlation of the face's colour with the tints, -1 to 1, at the lag that fits best. It compares changes from frame
 * to frame, so slow changes such as daylight or a turning head hardly count. Changes that the room shows too, such as
 * the camera's white balance, are taken out. Null where too little was seen.
 */
export function lightAgreement(sequence: TintSequence, frames: readonly Lit[]): number | null {
  if (frames.length < fewestFrames) return null;
  const face = changes(frames.map(({ light }) => warmth(light.face)));
  const room = changes(frames.map(({ light }) => warmth(light.room)));
  const share = Math.min(1, Math.max(0, product(face, room) / (product(room, room) || 1)));
  const seen = face.map((change, index) => change - share * room[index]!);
  let best = -1;
  for (let lag = lags.least; lag <= lags.most; lag += lags.step) {
    const sent = changes(frames.map(({ at }) => tintAt(sequence, at - lag)));
    best = Math.max(best, correlation(seen, sent));
  }
  return best;
}

/** Log ratio of red to blue. */
function warmth({ red, blue }: Colour): number {
  return Math.log((red + darkest) / (blue + darkest));
}

function tintAt(sequence: TintSequence, at: number): number {
  const tint = sequence.findLast((step) => step.at <= at)?.tint;
  return tint === undefined ? 0 : tint === 'warm' ? 1 : -1;
}

function changes(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - values[index]!);
}

function correlation(one: readonly number[], other: readonly number[]): number {
  const size = Math.sqrt(product(one, one) * product(other, other));
  return size > 0 ? product(one, other) / size : 0;
}

function product(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + value * other[index]!, 0);
}
