import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { bomOf, type Lockfile, serialize } from '../../chores/bill-of-materials.ts';
import { projectRoot } from '#server/config/environment.ts';

interface Bom {
  serialNumber: string;
  metadata: { component: object };
  components: {
    'bom-ref': string;
    type: string;
    name: string;
    hashes?: { content: string }[];
    licenses?: object[];
  }[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

t.test(
  'the bill of materials has every package and model, and is the same each time',
  async (t) => {
    const folder = t.testdir();
    const write = async (name: string) => {
      const file = path.join(folder, name);
      const script = path.join(projectRoot, 'dist/chores/sbom.js');
      await promisify(execFile)(process.execPath, [script, '--output', file]);
      return readFileSync(file, 'utf8');
    };
    const text = await write('a.json');
    const again = await write('b.json');
    t.equal(text, again);
    const bom = JSON.parse(text) as Bom;
    t.match(bom, { bomFormat: 'CycloneDX', specVersion: '1.5' });
    t.match(bom.serialNumber, /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    t.match(bom.metadata.component, { name: 'vestibule', type: 'application' });
    const { dependencies } = JSON.parse(
      readFileSync(path.join(projectRoot, 'package.json'), 'utf8'),
    ) as { dependencies: Record<string, string> };
    const names = bom.components.map(({ name }) => name);
    for (const name of Object.keys(dependencies)) t.ok(names.includes(name), name);
    t.notOk(names.includes('typescript'), 'without what only building needs');
    const models = bom.components.filter(({ type }) => type === 'machine-learning-model');
    t.ok(models.some(({ name, hashes }) => name === 'fr_feature.onnx' && hashes?.[0]?.content));
    t.notMatch(text, /registry\.|"distribution"|timestamp/);
  },
);

t.test('a package is found where Node finds it, and development is left out', async (t) => {
  const lock: Lockfile = {
    lockfileVersion: 3,
    packages: {
      '': { version: '1.0.0', dependencies: { a: '*', b: '*' }, devDependencies: { c: '*' } },
      'node_modules/a': { version: '1.0.0', license: '(MIT OR CC0-1.0)', dependencies: { b: '1' } },
      'node_modules/a/node_modules/b': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
      'node_modules/c': { version: '1.0.0', dev: true },
    },
  };
  const read = (withDevelopment: boolean) =>
    JSON.parse(serialize(bomOf(lock, { withDevelopment }))) as Bom;
  const { components, dependencies } = read(false);
  t.strictSame(
    components.map((component) => component['bom-ref']),
    ['a@1.0.0', 'b@1.0.0', 'b@2.0.0'],
  );
  t.strictSame(components[0]?.licenses, [{ expression: '(MIT OR CC0-1.0)' }]);
  const on = Object.fromEntries(dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  t.strictSame(on['vestibule@1.0.0'], ['a@1.0.0', 'b@2.0.0']);
  t.strictSame(on['a@1.0.0'], ['b@1.0.0']);
  t.ok(read(true).components.some(({ name }) => name === 'c'));
});

t.test('no npm is needed', async (t) => {
  const folder = t.testdir();
  const script = path.join(projectRoot, 'dist/chores/sbom.js');
  const file = path.join(folder, 'bom.json');
  await promisify(execFile)(process.execPath, [script, '--output', file], { env: { PATH: '' } });
  t.match(JSON.parse(readFileSync(file, 'utf8')), { bomFormat: 'CycloneDX' });
});

t.test('a place that cannot be written to is told in words', async (t) => {
  const script = path.join(projectRoot, 'dist/chores/sbom.js');
  const file = path.join(t.testdir(), 'nowhere', 'bom.json');
  await t.rejects(promisify(execFile)(process.execPath, [script, '--output', file]), {
    code: 1,
    stderr: /nowhere[^]*there is\s+no such file or folder/,
  });
});
