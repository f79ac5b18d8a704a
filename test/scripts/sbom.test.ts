import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { finished, type Bom } from '../../scripts/sbom/finish-bom.ts';
import { projectRoot } from '../../server/config/paths.ts';
import { modelsDir } from '../../server/vision/create-vision.ts';
import { loadManifest } from '../../server/vision/models/manifest.ts';

t.test(
  'the bill of materials has every package and model, and is the same each time',
  async (t) => {
    const folder = t.testdir();
    const write = async (name: string) => {
      const file = path.join(folder, name);
      const script = path.join(projectRoot, 'dist/scripts/sbom.js');
      await promisify(execFile)(process.execPath, [script, '--output', file]);
      return readFileSync(file, 'utf8');
    };
    const [text, again] = [await write('a.json'), await write('b.json')];
    t.equal(text, again);
    const bom = JSON.parse(text) as Bom & { bomFormat: string; specVersion: string };
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

t.test('where packages were downloaded from is left out', async (t) => {
  const downloaded = { type: 'distribution', url: 'https://somewhere.example/a.tgz' };
  const website = { type: 'website', url: 'https://a.example' };
  const component = { 'bom-ref': 'a@1', type: 'library', name: 'a', version: '1' };
  const bom: Bom = {
    metadata: { timestamp: 'now', component: { ...component, name: 'folder' } },
    components: [{ ...component, externalReferences: [downloaded, website] }],
    dependencies: [],
  };
  const [first] = finished(bom, loadManifest(modelsDir)).components;
  t.strictSame(first?.externalReferences, [website]);
});
