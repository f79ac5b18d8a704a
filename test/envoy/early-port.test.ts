import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { projectRoot } from '#server/config/environment.ts';

/** What takes long to load and nothing needs before the port is open. Until then, Envoy lets everybody in. */
const tooEarly =
  /^node_modules\/(better-sqlite3|pg|kysely|jose|cborg|sharp|onnxruntime-node)\/|^dist\/packages\/(database|face|name-matching|passport|sanctions-lists)\//;

t.test(
  'the port for Envoy opens before the database and the libraries of checks are loaded',
  async (t) => {
    const folder = t.testdir();
    const listener = path.join(projectRoot, 'dist/server/app/early-hook-listener.js');
    const { status, stderr } = spawnSync(process.execPath, ['--import', listener, '--eval', ''], {
      env: { PATH: process.env['PATH'], NODE_V8_COVERAGE: folder },
      encoding: 'utf8',
    });
    t.equal(status, 0, stderr);
    const loaded = readdirSync(folder).flatMap((name) => scriptsIn(path.join(folder, name)));
    t.ok(loaded.includes('dist/server/envoy/hook-listener.js'), 'what is loaded is recorded');
    t.same(
      loaded.filter((file) => tooEarly.test(file)),
      [],
    );
  },
);

function scriptsIn(file: string): string[] {
  const { result } = JSON.parse(readFileSync(file, 'utf8')) as { result: { url: string }[] };
  return result.flatMap(({ url }) =>
    url.startsWith('file:') ? [path.relative(projectRoot, fileURLToPath(url))] : [],
  );
}
