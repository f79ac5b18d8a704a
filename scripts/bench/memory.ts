import { readFile } from 'node:fs/promises';
import type { SingleBar } from 'cli-progress';
import { createVision } from '../../server/vision/create-vision.ts';

export interface Memory {
  frames: number;
  /** Resident memory of this process and of the process that runs the models, in MiB. */
  service: number;
  models: number;
}

/** Memory after the start, after a first part of the frames (when everything is in place), and after all. */
export async function memoryOver(
  frames: readonly Buffer[],
  total: number,
  progress: Pick<SingleBar, 'increment'>,
): Promise<Memory[]> {
  const vision = createVision({ engine: 'onnx', visionWorkers: 1 }, { warn: () => {} });
  await vision.start();
  const [pid = 0] = vision.pids;
  const readings = [await reading(0, pid)];
  const settled = Math.floor(total / 10);
  for (let done = 1; done <= total; done++) {
    await vision.analyze(frames[done % frames.length]!);
    progress.increment();
    if (done === settled || done === total) readings.push(await reading(done, pid));
  }
  await vision.stop();
  return readings;
}

async function reading(frames: number, modelsPid: number): Promise<Memory> {
  const [service, models] = await Promise.all([residentMiB('self'), residentMiB(modelsPid)]);
  return { frames, service, models };
}

/** From Linux's /proc; NaN elsewhere. */
async function residentMiB(pid: number | 'self'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kiB = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kiB === undefined ? NaN : Number(kiB) / 1024;
}
