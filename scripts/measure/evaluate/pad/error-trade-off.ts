import { rateOf, type Rate } from '../../statistics.ts';
import type { MeasuredClip } from './measure-clips.ts';

/** At one threshold of P(live): the points of a detection error trade-off. */
export interface TradeOff {
  threshold: number;
  /** Genuine frames under it. */
  frames: Rate;
  /** Genuine clips whose mean is under it, as the door would judge them. */
  clips: Rate;
  /** By kind of attack: frames at it or above, and clips whose mean is. */
  attacks: { kind: string; frames: Rate; clips: Rate }[];
}

const thresholds = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99];

/** @param inUse the threshold of the model, which gets a row of its own */
export function tradeOff(clips: readonly MeasuredClip[], inUse: number): TradeOff[] {
  const kinds = [...new Set(clips.map(({ kind }) => kind))].filter((kind) => kind !== 'genuine');
  const all = [...new Set([...thresholds, inUse])].sort((one, other) => one - other);
  return all.map((threshold) => {
    const isBelow = (live: number) => live < threshold;
    const isLive = (live: number) => live >= threshold;
    return {
      threshold,
      ...shares(clips, 'genuine', isBelow),
      attacks: kinds.map((kind) => ({ kind, ...shares(clips, kind, isLive) })),
    };
  });
}

function shares(clips: readonly MeasuredClip[], kind: string, isWrong: (live: number) => boolean) {
  const seen = clips.filter((clip) => clip.kind === kind && clip.lives.length > 0);
  const lives = seen.flatMap((clip) => clip.lives);
  return {
    frames: rateOf(lives.filter(isWrong).length, lives.length),
    clips: rateOf(seen.filter((clip) => isWrong(meanLive(clip))).length, seen.length),
  };
}

/** The mean over the frames, as a capture takes it; NaN without a face. */
export function meanLive({ lives }: MeasuredClip): number {
  return lives.reduce((sum, live) => sum + live, 0) / lives.length;
}
