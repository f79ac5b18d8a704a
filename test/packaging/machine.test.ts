import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { machineOf, unpack } from '../../chores/package/machine.ts';

t.test(
  'what a package takes from npm for another machine has the hash of the lock file',
  async (t) => {
    const manifest = JSON.stringify({ name: 'made-up', version: '1.0.0' });
    const folder = t.testdir({ source: { 'package.json': manifest } });
    const source = path.join(folder, 'source');
    const args = ['pack', '--silent', '--pack-destination', folder, source];
    const name = execFileSync('npm', args, { cwd: folder, encoding: 'utf8' }).trim();
    const packed = path.join(folder, name);
    const sum = createHash('sha512').update(readFileSync(packed)).digest('base64');
    const into = path.join(folder, 'into');
    t.throws(() => unpack(packed, 'sha512-another', into), /not the package/);
    t.notOk(existsSync(path.join(into, 'package.json')));
    unpack(packed, `sha512-${sum}`, into);
    t.equal(readFileSync(path.join(into, 'package.json'), 'utf8'), manifest);
  },
);

t.test('only a machine of another kind needs a compiler of its own', async (t) => {
  const here = machineOf();
  const other = here.debian === 'amd64' ? 'arm64' : 'amd64';
  t.equal(here.tools, '');
  t.equal(machineOf(here.debian).tools, '');
  t.match(machineOf(other).tools, /-linux-gnu-$/);
  t.throws(() => machineOf('riscv64'), /no package for riscv64/);
});
