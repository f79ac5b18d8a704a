import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { repositoryModels } from './repository-models.ts';
import { fetchModels, verifyModels } from '../models/fetch-models.ts';
import { loadManifest, type Manifest } from '../models/manifest.ts';
import {
  modelContent,
  packageName,
  startRegistry,
  useRegistry,
  version,
} from './local-registry.ts';

const { modelsDir } = repositoryModels;

const real = loadManifest(modelsDir);

/** A models folder whose manifest names the package of the local registry. */
async function sampleModels(folder: string, integrity: string): Promise<string> {
  const sha256 = createHash('sha256').update(modelContent).digest('hex');
  const manifest: Manifest = structuredClone(real);
  manifest.sources['faceplugin'] = {
    package: packageName,
    version,
    integrity,
    licence: 'MIT',
    delivery: 'fetched',
    folder: 'model',
  };
  manifest.engines.onnx.files = [
    { role: 'detector', file: 'a.onnx', sha256, bytes: modelContent.length, input: null },
  ];
  const dir = path.join(folder, 'models');
  await writeFile(path.join(dir, 'manifest.json'), JSON.stringify(manifest));
  return dir;
}

function folders(t: Test): string {
  return t.testdir({ models: {}, registry: {} });
}

t.test('the models that this project names are all there and intact', async (t) => {
  const files = await verifyModels(repositoryModels);
  t.strictSame(
    files.filter(({ state }) => state !== 'intact'),
    [],
  );
  t.ok(real.engines.onnx.thresholdSource.length > 40, 'the threshold says where it comes from');
  t.ok(real.engines['face-api'].thresholdSource.length > 40);
  const { portrait } = real.engines.onnx;
  t.ok(portrait && portrait.source.length > 40, 'and so does the one beside a portrait');
});

t.test('the first fetch downloads and checks, the second downloads nothing', async (t) => {
  const folder = folders(t);
  const registry = await startRegistry(t, path.join(folder, 'registry'));
  const dir = await sampleModels(folder, registry.integrity);
  let announced = 0;
  const fetchNow = () =>
    fetchModels({ ...repositoryModels, modelsDir: dir }, () => (announced += 1));

  t.strictSame(await fetchNow(), { fetched: ['a.onnx'], kept: [] });
  const fetched = path.join(dir, `${packageName}-${version}`);
  t.strictSame((await readdir(fetched)).sort(), ['LICENSE', 'a.onnx'], 'only what is used');
  t.strictSame(await readFile(path.join(fetched, 'a.onnx')), modelContent);

  t.strictSame(await fetchNow(), { fetched: [], kept: ['a.onnx'] });
  t.equal(registry.downloads, 1);
  t.equal(announced, 1);
});

t.test('an altered or missing file is found, and fetched anew', async (t) => {
  const folder = folders(t);
  const registry = await startRegistry(t, path.join(folder, 'registry'));
  const dir = await sampleModels(folder, registry.integrity);
  await fetchModels({ ...repositoryModels, modelsDir: dir });
  const file = path.join(dir, `${packageName}-${version}`, 'a.onnx');
  const stateNow = async () =>
    (await verifyModels({ ...repositoryModels, modelsDir: dir })).find(
      (verified) => verified.file === 'a.onnx',
    )?.state;

  await writeFile(file, Buffer.from('the weights of a modeL'));
  t.equal(await stateNow(), 'altered');
  t.strictSame((await fetchModels({ ...repositoryModels, modelsDir: dir })).fetched, ['a.onnx']);
  t.equal(await stateNow(), 'intact');
  await rm(file);
  t.equal(await stateNow(), 'missing');
});

t.test('a package that is not the named one is refused, and nothing of it is kept', async (t) => {
  const folder = folders(t);
  const registry = await startRegistry(t, path.join(folder, 'registry'));
  const dir = await sampleModels(folder, registry.integrity.replace(/sha512-..../, 'sha512-AAAA'));
  await t.rejects(fetchModels({ ...repositoryModels, modelsDir: dir }), {
    name: 'ModelsError',
    code: 'altered_download',
  });
  t.strictSame(await readdir(dir), ['manifest.json']);
});

t.test('where the models may only be read, nothing is downloaded', async (t) => {
  const folder = folders(t);
  const registry = await startRegistry(t, path.join(folder, 'registry'));
  const dir = await sampleModels(folder, registry.integrity);
  await chmod(dir, 0o555);
  // Root may write everywhere, unless it drops that capability. Running as another user would fail: Node may
  // refuse it, and another user may not read the project's folder.
  const giveUp = ['setpriv', '--bounding-set=-dac_override'];
  const program = [process.execPath, path.join(import.meta.dirname, 'fetch-models-into.js'), dir];
  const [command = '', ...args] = process.geteuid!() === 0 ? [...giveUp, ...program] : program;
  const { stdout } = await promisify(execFile)(command, args, { env: process.env });
  await chmod(dir, 0o755);
  t.match(JSON.parse(stdout), { code: 'not_writable', message: /\(EACCES\).*models fetch/ });
  t.equal(registry.downloads, 0);
});

t.test('without a network the sentence says so, and what to do', async (t) => {
  const folder = folders(t);
  const dir = await sampleModels(folder, real.sources['faceplugin']!.integrity);
  useRegistry(t, 'http://127.0.0.1:9/', path.join(folder, 'npm-cache'));
  await t.rejects(fetchModels({ ...repositoryModels, modelsDir: dir }), {
    code: 'offline',
    message: /internet/,
  });
});

t.test('a broken manifest is refused', async (t) => {
  t.throws(() => loadManifest(t.testdir({})), { code: 'bad_manifest' });
  const dir = t.testdir({ 'manifest.json': JSON.stringify({ ...real, engines: {} }) });
  t.throws(() => loadManifest(dir), { code: 'bad_manifest', message: /manifest\.json/ });
});
