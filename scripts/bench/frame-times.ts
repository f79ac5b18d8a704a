import { loadEngine } from '../../server/vision/engines/load-engine.ts';
import { createVision, modelsDir } from '../../server/vision/create-vision.ts';
import { Looker } from '../../server/vision/look.ts';
import type { EngineName } from '../../server/vision/models/manifest.ts';
import { timed, timesOf, type Times } from './statistics.ts';

export interface FrameTimes {
  /** From encoded frame to analysis through the child process, as the service does it. */
  engine: Times;
  /** Nothing but the runs of the models on one frame, added up. */
  bare: Times;
  /** Median to median. */
  ratio: number;
}

const warmUps = 5;

/**
 * Times the same frames through the service's own way and through the bare models, turn by turn, so
 * that whatever else the machine does falls on both.
 */
export async function frameTimes(
  engine: EngineName,
  frames: readonly Buffer[],
  rounds: number,
): Promise<FrameTimes> {
  const vision = createVision({ engine, visionWorkers: 1 }, { warn: () => {} });
  await vision.start();
  let inModels = 0;
  const looker = new Looker(
    await loadEngine(engine, modelsDir, (_role, milliseconds) => (inModels += milliseconds)),
  );
  const through: number[] = [];
  const bare: number[] = [];
  for (let round = -warmUps; round < rounds; round++) {
    const frame = frames[Math.abs(round) % frames.length]!;
    const milliseconds = await timed(() => vision.analyze(frame, { timeoutMs: 30_000 }));
    inModels = 0;
    await looker.look(frame);
    if (round < 0) continue;
    through.push(milliseconds);
    bare.push(inModels);
  }
  await vision.stop();
  const times = { engine: timesOf(through), bare: timesOf(bare) };
  return { ...times, ratio: times.engine.median / times.bare.median };
}
