import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { machineOf, mustAllRunOn, packageFolders, unpack } from '../../chores/package/machine.ts';

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

t.test(
  'nothing for another C library is packaged, though an old npm has installed it',
  async (t) => {
    const here = machineOf();
    const names = ['node_modules/of-glibc', 'node_modules/of-musl', 'node_modules/of-any'];
    const folder = t.testdir();
    for (const name of names) mkdirSync(path.join(folder, name), { recursive: true });
    const common = { version: '1.0.0', os: ['linux'], cpu: [here.arch] };
    const [glibc, musl, any] = names as [string, string, string];
    const packages = {
      [glibc]: { ...common, libc: ['glibc'] },
      [musl]: { ...common, libc: ['musl'] },
      [any]: { version: '1.0.0' },
    };
    const found = packageFolders(
      folder,
      { lockfileVersion: 3, packages },
      here,
      path.join(folder, 'npm'),
    );
    t.same([...found.keys()], [glibc, any]);
  },
);

t.test('a package with a binary of another machine is not built', async (t) => {
  const header = Buffer.alloc(20);
  header.write('\x7fELF', 'latin1');
  header.writeUInt16LE(183, 18);
  const folder = t.testdir({ 'a.node': header, sub: { 'text.js': 'ELF', empty: '' } });
  mustAllRunOn(machineOf('arm64'), folder);
  t.throws(() => mustAllRunOn(machineOf('amd64'), folder), { message: 'Not for amd64: a.node' });
});
