import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { projectRoot } from '#server/config/environment.ts';

interface Lockfile {
  packages: Record<string, { version: string; hasInstallScript?: boolean }>;
}

t.test('npm ci runs no script that fetches GPU files', async (t) => {
  const file = path.join(projectRoot, 'package-lock.json');
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
  const runtime = packages['node_modules/onnxruntime-node'];
  t.match(runtime, { version: String });
  // `npm install` adds this entry again when it updates the package. Remove the entry then.
  t.notOk(runtime?.hasInstallScript);
});
