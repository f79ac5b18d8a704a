import { mkdirSync, writeFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector';
import path from 'node:path';
import { threadId } from 'node:worker_threads';

// Loaded first by `--import=…/measure-coverage.js?folder=…`. When the process ends, this file writes to that folder
// which of our code ran, in the format of NODE_V8_COVERAGE. That variable itself would also record Node and all
// packages: 1 to 4 MB for each process, and a third of a command's time.

const folder = new URL(import.meta.url).searchParams.get('folder');
const ours = /\/dist\/(server|scripts)\/[^?]+\.js/;

if (folder !== null) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  process.on('exit', () => {
    session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (!error) write(folder, taken.result);
    });
  });
}

function write(folder: string, scripts: readonly Profiler.ScriptCoverage[]): void {
  const result = scripts.flatMap((script) => {
    // The URL of a reloaded file has a query.
    const [url = ''] = script.url.split('?');
    return ours.test(url) ? [{ ...script, url }] : [];
  });
  if (result.length === 0) return;
  mkdirSync(folder, { recursive: true });
  const name = `coverage-${process.pid}-${threadId}-${Date.now()}.json`;
  writeFileSync(path.join(folder, name), JSON.stringify({ result }));
}
