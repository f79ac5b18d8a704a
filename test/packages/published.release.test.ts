import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import t, { type Test } from 'tap';
import { packLibrary } from '../../chores/package/library-tarball.ts';
import { projectRoot } from '#server/config/environment.ts';

// What somebody gets who installs one of our libraries alone, in a folder that knows nothing of this repository.

/** This Node, and those that `TEST_NODES` names, with colons between them. */
const nodes = [process.execPath, ...(process.env['TEST_NODES']?.split(':') ?? [])];

/** What an example has from its caller: types for the compiler, and values. */
const callers: Record<string, { types: string; values: string }> = {
  passport: {
    types:
      'declare const masterList: Buffer, reader: { transmit(apdu: Uint8Array): Promise<Buffer> };\n',
    values: `
const { createMasterList, createSigner } = await import(${built('packages/passport/lab/authority.js')});
const { issueDocument } = await import(${built('packages/passport/lab/issue-document.js')});
const { VirtualChip } = await import('@vestibule/passport/virtual-chip');
const authority = createSigner();
const lister = createSigner({ name: 'L', extendedUsages: ['2.23.136.1.1.3'] }, authority);
const signer = createSigner({ name: 'DS' }, authority);
const { image } = issueDocument({ signer, activeAuthentication: 'ecdsa' });
globalThis.masterList = createMasterList(lister, [authority.certificate]);
globalThis.reader = new VirtualChip(image);
`,
  },
};

function built(file: string): string {
  return JSON.stringify(path.join(projectRoot, 'dist', file));
}

for (const name of ['passport', 'name-matching', 'sanctions-lists', 'health-pass']) {
  t.test(`${name} installs alone, with types, without tests and laboratory`, async (t) => {
    const folder = newFolder(t);
    install(name, folder);
    const files = execFileSync('find', [path.join(folder, 'node_modules/@vestibule', name)]);
    t.notMatch(files.toString(), /\/(test|lab)\//);
    t.match(files.toString(), /\/index\.d\.ts/);
    if (name === 'health-pass') return;
    const example = readmeExample(name);
    const { types = '', values = '' } = callers[name] ?? {};
    writeFileSync(path.join(folder, 'example.ts'), `${types}${example}`);
    writeFileSync(path.join(folder, 'values.mjs'), `${values}\nawait import('./example.js');\n`);
    t.equal(compile(folder), '', 'the compiler finds the types');
    const said = [...example.matchAll(/^\/\/ (.+\n)/gm)].map(([, line]) => line).join('');
    for (const node of nodes) {
      const ran = spawnSync(node, ['values.mjs'], { cwd: folder, encoding: 'utf8' });
      t.strictSame([ran.stdout, ran.stderr], [said, ''], node);
    }
  });
}

function newFolder(t: Test): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-published-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  return folder;
}

/** As npm would, but with what is installed here of other people's packages, so no registry answers. */
function install(name: string, folder: string): void {
  const into = path.join(folder, 'node_modules/@vestibule', name);
  mkdirSync(into, { recursive: true });
  const tarball = packLibrary(projectRoot, name, folder);
  execFileSync('tar', ['-xzf', tarball, '-C', into, '--strip-components=1']);
  const manifest = JSON.parse(readFileSync(path.join(into, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    const [scope, ours] = dependency.split('/');
    if (scope === '@vestibule') {
      install(ours!, folder);
      continue;
    }
    const link = path.join(folder, 'node_modules', dependency);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(projectRoot, 'node_modules', dependency), link);
  }
}

/** The README's example. What it names below `test/` is in the repository. */
function readmeExample(name: string): string {
  const folder = path.join(projectRoot, 'packages', name);
  const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  return example.replaceAll("'test/", `'${folder}/test/`);
}

/** @returns the compiler's words; '' when all is well */
function compile(folder: string): string {
  const compiler = path.join(projectRoot, 'node_modules/typescript/bin/tsc');
  const options = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
  const roots = ['--typeRoots', path.join(projectRoot, 'node_modules/@types')];
  const all = [compiler, ...options, ...roots, 'example.ts'];
  return spawnSync(process.execPath, all, { cwd: folder, encoding: 'utf8' }).stdout;
}
