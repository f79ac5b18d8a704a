import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Test } from 'tap';

const run = promisify(execFile);

export const packageName = 'sample-models';
export const version = '1.2.3';
export const modelContent = Buffer.from('the weights of a model');

/** A local registry that serves one package, so that the real npm can fetch it. */
export async function startRegistry(t: Test, folder: string) {
  const tarball = await pack(folder);
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const state = { tarball, integrity, downloads: 0 };
  const server = createServer((request, response) => {
    if (request.url?.endsWith('.tgz')) {
      state.downloads += 1;
      response.end(state.tarball);
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(describe(url, state.tarball)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  t.teardown(() => server.close());
  useRegistry(t, url, path.join(folder, 'npm-cache'));
  return state;
}

/** Sets npm's own settings, as a user would. */
export function useRegistry(t: Test, url: string, cache: string): void {
  const settings = {
    npm_config_registry: url,
    npm_config_cache: cache,
    npm_config_fetch_retries: '0',
    npm_config_update_notifier: 'false',
  };
  t.intercept(process, 'env', { value: { ...process.env, ...settings } });
}

async function pack(folder: string): Promise<Buffer> {
  const source = path.join(folder, 'source');
  await mkdir(path.join(source, 'model'), { recursive: true });
  await writeFile(
    path.join(source, 'package.json'),
    JSON.stringify({ name: packageName, version, license: 'MIT' }),
  );
  await writeFile(path.join(source, 'LICENSE'), 'MIT');
  await writeFile(path.join(source, 'model', 'a.onnx'), modelContent);
  await writeFile(path.join(source, 'model', 'unused.onnx'), 'another model');
  const { stdout } = await run('npm', ['pack', '--json'], { cwd: source });
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  return readFile(path.join(source, packed.filename));
}

/** The registry's description of the package, which always matches the served tarball. */
function describe(url: string, tarball: Buffer) {
  const dist = {
    tarball: `${url}${packageName}-${version}.tgz`,
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
  };
  return {
    name: packageName,
    'dist-tags': { latest: version },
    versions: { [version]: { name: packageName, version, dist } },
  };
}
