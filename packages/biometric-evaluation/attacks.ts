import { rateOf, type Rate } from './rates.ts';

/** A presentation to a detector of attacks, frame by frame (ISO/IEC 30107-3). */
export interface Presentation {
  /** `genuine`, or the kind of attack. */
  kind: string;
  /** P(live) of each frame that was judged. */
  lives: readonly number[];
}

/** Error rates at one threshold of P(live): a point of a detection error trade-off. */
export interface TradeOff {
  threshold: number;
  /** Genuine frames below the threshold. */
  frames: Rate;
  /** Genuine clips whose mean is below it, as the face check would judge them. */
  clips: Rate;
  /** By kind of attack: frames, and clips by their mean, at or above the threshold. */
  attacks: { kind: string; frames: Rate; clips: Rate }[];
}

const thresholds = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99];

/** @param inUse the model's own threshold, which gets a row */
export function tradeOff(clips: readonly Presentation[], inUse: number): TradeOff[] {
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

function shares(clips: readonly Presentation[], kind: string, isWrong: (live: number) => boolean) {
  const seen = clips.filter((clip) => clip.kind === kind && clip.lives.length > 0);
  const lives = seen.flatMap((clip) => clip.lives);
  return {
    frames: rateOf(lives.filter(isWrong).length, lives.length),
    clips: rateOf(seen.filter((clip) => isWrong(meanLive(clip))).length, seen.length),
  };
}

/** The mean over the frames, as a capture computes it; NaN without a face. */
export function meanLive({ lives }: Presentation): number {
  return lives.reduce((sum, live) => sum + live, 0) / lives.length;
}
