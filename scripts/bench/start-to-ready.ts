import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../server/config/paths.ts';
import { timesOf, type Times } from './statistics.ts';

/** From the start of the service's process to its line that it is ready, models fetched before. */
export async function startToReady(starts: number): Promise<Times> {
  const milliseconds: number[] = [];
  for (let i = 0; i < starts; i++) milliseconds.push(await startOnce());
  return timesOf(milliseconds);
}

async function startOnce(): Promise<number> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'vestibule-bench-'));
  const started = performance.now();
  const service = spawn(process.execPath, [path.join(projectRoot, 'dist/server/main.js')], {
    env: {
      ...process.env,
      VESTIBULE_DATA_DIR: dataDir,
      VESTIBULE_HOOK_PORT: '0',
      VESTIBULE_LOBBY_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(service, 'exit');
  for await (const line of createInterface(service.stdout)) {
    if (line.startsWith('Vestibule is ready')) break;
  }
  const milliseconds = performance.now() - started;
  service.kill('SIGINT');
  await exited;
  await rm(dataDir, { recursive: true, force: true });
  return milliseconds;
}
