import { createVision } from '#server/vision/create-vision.ts';
import { measureMs, timesOf, type Times } from '#base/time';

export interface PairTimes {
  /** From two encoded pictures to their analysis, as in the service. */
  pair: Times;
  /** The same of one picture. */
  frame: Times;
  /** Ratio of the medians. */
  ratio: number;
}

const warmUps = 5;

/**
 * Times what two cameras send beside what one sends, in turn, so that other load on the machine affects both. The
 * second picture of a pair is the next frame: it shows the same face, and takes as long.
 *
 * @throws {Error} when a pair is not measured, because then its time is not that of a pair
 */
export async function pairTimes(frames: readonly Buffer[], rounds: number): Promise<PairTimes> {
  const vision = await createVision({ engine: 'onnx', visionWorkers: 1 }, { warn: () => {} }, null);
  await vision.start();
  try {
    const pair: number[] = [];
    const frame: number[] = [];
    for (let round = -warmUps; round < rounds; round++) {
      const left = frames[Math.abs(round) % frames.length]!;
      const right = frames[Math.abs(round + 1) % frames.length]!;
      const alone = await measureMs(() => vision.analyze(left, { timeoutMs: 30_000 }));
      const together = await measureMs(async () => {
        const seen = await vision.analyze(left, { right, timeoutMs: 30_000 });
        if (!seen.ok || !seen.relief?.measured) throw new Error('A pair was not measured.');
      });
      if (round < 0) continue;
      pair.push(together);
      frame.push(alone);
    }
    const times = { pair: timesOf(pair), frame: timesOf(frame) };
    return { ...times, ratio: times.pair.median / times.frame.median };
  } finally {
    await vision.stop();
  }
}
