import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '#server/config/environment.ts';
import { enrolMany, placeIn } from './many-people.ts';
import type { PeopleTimes } from './people-process.ts';
import type { Times } from '#base/time';
import { makeTemporaryFolder } from '#base/files';
import { progressBar } from '../../../scripts/terminal/progress-bar.ts';

export interface MeasuredPeople extends PeopleTimes {
  templatesEach: number;
  /** Processes that wanted to run, averaged over the last minute: other load on the machine. */
  load: number;
}

/** Above this, each person gets one template: more would fill a disk and measure nothing else. */
const manyPeople = 300_000;

/** Measures galleries of these sizes, each in its own installation and process. */
export async function measurePeople(sizes: readonly number[]): Promise<MeasuredPeople[]> {
  const measured: MeasuredPeople[] = [];
  for (const size of sizes) {
    const folder = makeTemporaryFolder('bench');
    try {
      measured.push(await measureIn(folder, size));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return measured;
}

async function measureIn(folder: string, people: number): Promise<MeasuredPeople> {
  const templatesEach = people > manyPeople ? 1 : 3;
  const bar = progressBar('{value} of {total} people');
  bar.start(people, 0);
  await enrolMany(placeIn(folder), people, templatesEach, (count) => bar.increment(count));
  bar.stop();
  const program = path.join(projectRoot, 'dist/lab/measure/bench/people-process.js');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    program,
    folder,
    String(people),
  ]);
  const [load = NaN] = loadavg();
  return { ...(JSON.parse(stdout) as PeopleTimes), templatesEach, load };
}

export function row(what: string, { median, p95, count }: Times): string[] {
  return [what, digits(median), digits(p95), String(count)];
}

export function digits(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 100 ? 1 : 0);
}
