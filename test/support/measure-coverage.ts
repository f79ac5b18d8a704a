import { mkdirSync, writeFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector';
import path from 'node:path';
import { threadId } from 'node:worker_threads';

// Loaded before anything else by `--import=…/measure-coverage.js?folder=…`: writes to that folder, at the
// end of the process, which of our code ran, in the format of NODE_V8_COVERAGE. That variable itself would
// have every process write what ran of Node and of all packages, too: 1 to 4 MB each, and a third of the
// time of a command.

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
    // A file that was loaded again has something behind it.
    const [url = ''] = script.url.split('?');
    return ours.test(url) ? [{ ...script, url }] : [];
  });
  if (result.length === 0) return;
  mkdirSync(folder, { recursive: true });
  const name = `coverage-${process.pid}-${threadId}-${Date.now()}.json`;
  writeFileSync(path.join(folder, name), JSON.stringify({ result }));
}
