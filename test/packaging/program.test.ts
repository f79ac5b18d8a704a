import { copyFileSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { isPackaged } from '../../chores/package/production.ts';
import { emptyFolder, filesBelow, stageProgram } from '../../chores/package/stage.ts';
import { projectRoot } from '#server/config/environment.ts';
import { runCommand } from '../support/command.ts';

t.test('a packaged program has the data that its names are compared by', async (t) => {
  const folder = t.testdir({ program: {} });
  const program = path.join(folder, 'program');
  stageProgram(projectRoot, program);
  copyFileSync(path.join(projectRoot, 'package.json'), path.join(program, 'package.json'));
  // The program finds its data by this file. The surrounding project would hide a missing one.
  t.ok(existsSync(path.join(program, 'packages/name-matching/package.json')));
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(program, 'node_modules'));
  const packaged = path.join(path.relative(projectRoot, program), 'dist/scripts/vestibule.js');
  const watchlist = (...args: string[]) => runCommand(folder, ['watchlist', ...args], {}, packaged);
  const added = await watchlist('add', '--name', 'William Quentaris', '--note', 'made up');
  t.equal(added.code, 0, added.err);
  const found = await watchlist('check', '--name', 'Bill Quentaris');
  t.match(found.out, 'William Quentaris', found.err);
});

t.test('what is bundled is packaged once', async (t) => {
  const bundles = readdirSync(path.join(projectRoot, 'dist/node_modules')).filter(
    (name) => !name.startsWith('.'),
  );
  t.not(bundles.length, 0);
  for (const name of bundles) {
    const folder = `node_modules/${name}`;
    t.notOk(isPackaged(folder, 'index.js', 'x64'), name);
    t.ok(isPackaged(folder, 'LICENSE', 'x64'), `the licence of ${name}`);
  }
});

t.test('what was not built is no package without it', async (t) => {
  const project = t.testdir({ packages: { words: { 'index.ts': '' } }, server: {}, scripts: {} });
  t.throws(() => stageProgram(project, path.join(project, 'program')), { code: 'not_built' });
});

t.test('a folder with anything but packages is not emptied', async (t) => {
  const folder = t.testdir({
    product: { words: { 'index.js': '' } },
    made: { 'vestibule_0.1.0_amd64.deb': '', SHA256SUMS: '', Packages: '', 'Packages.gz': '' },
  });
  t.throws(() => emptyFolder(path.join(folder, 'product')), { code: 'output_in_use' });
  t.ok(existsSync(path.join(folder, 'product/words/index.js')));
  emptyFolder(path.join(folder, 'made'));
  t.strictSame(filesBelow(path.join(folder, 'made')), []);
});
