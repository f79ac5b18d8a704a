import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { writeThreshold } from '../../lab/measure/calibrate.ts';
import { Pyramid, sample } from '#face/steps';
import { OnnxModel } from '#face/engines';
import {
  loadManifest,
  loadNextModels,
  type ModelInput,
  readLocalManifest,
  VisionPool,
} from '#face';
import { recogniserInUse } from '#server/vision/recogniser-in-use.ts';
import { installedModels, modelsDir, recogniserInfo } from '#server/vision/installed-models.ts';
import { cropPhoto, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { insertEnrolled } from '../people/enrolled.ts';
import { channelMeans } from '../support/onnx-file.ts';
import { openTestStore } from '../support/store.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { runJsonInTurn } from '../support/in-turn.ts';

const folder = t.testdir({ 'no-model.onnx': 'no model' });
const models = path.join(folder, 'models');
cpSync(modelsDir, models, {
  recursive: true,
  filter: (file) => !file.endsWith('local-manifest.json'),
});
const shipped = loadManifest(models, null).engines.onnx;
const file = path.join(models, 'faceplugin-face-recognition-js-0.0.1', 'fr_feature.onnx');
const run = async (...line: string[]) =>
  runJsonInTurn(folder, ['models', ...line, '--models', models]);

t.test('an input is as it is described, to the last channel', async (t) => {
  const red = new Pyramid({
    width: 112,
    height: 112,
    data: Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => [200, 100, 50][i % 3]!),
  });
  const described = async (input: ModelInput, bytes: Buffer) => {
    const model = await OnnxModel.load('test', bytes, input);
    sample(red, { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 }, model.layout, model.input);
    return Array.from((await model.run())[0]!, (value) => Number(value.toFixed(3)));
  };
  const planes = channelMeans([1, 3, 112, 112], [2, 3]);
  const pixels = channelMeans([1, 112, 112, 3], [1, 2]);
  const size = { width: 112, height: 112 };
  t.strictSame(
    await described({ ...size, order: 'rgb', mean: 0, scale: 1 }, planes),
    [200, 100, 50],
  );
  t.strictSame(
    await described({ ...size, order: 'bgr', mean: 100, scale: 50 }, planes),
    [-1, 0, 2],
  );
  t.strictSame(
    await described(
      { ...size, order: 'bgr', mean: [0, 10, 20], scale: [1, 2, 3], layout: 'nhwc' },
      pixels,
    ),
    [10, 45, 200],
    'means and scales are those of red, green and blue, whatever their order',
  );
});

t.test('a wrong description is refused with what to try, and changes nothing', async (t) => {
  const add = async (...line: string[]) => {
    const { code, json } = await run('add', ...line);
    return { code, error: json['error'] as { code: string; message: string } };
  };
  t.match(await add(file, '--licence', 'MIT'), { code: 1, error: { code: 'bad_option' } });
  t.match(await add(file, '--preset', 'sface'), { error: { message: /licence/ } });
  t.match(await add(file, '--preset', 'x', '--licence', 'MIT'), { error: { message: /sface/ } });
  const licensed = ['--licence', 'MIT'];
  t.match(await add(path.join(folder, 'no-model.onnx'), '--preset', 'sface', ...licensed), {
    error: { code: 'unfit_model' },
  });
  t.match(await add(file, '--preset', 'ghostfacenet', ...licensed), {
    error: { code: 'unfit_model', message: /112×112×3/ },
  });
  t.match(await add(file, '--preset', 'mobilefacenet', '--id', 'own', ...licensed), {
    error: { code: 'wrong_colours', message: /--input bgr/ },
  });
  const means = path.join(folder, 'means.onnx');
  writeFileSync(means, channelMeans([1, 3, 112, 112], [2, 3]));
  t.match(await add(means, '--preset', 'sface', ...licensed), { error: { code: 'knows_no_face' } });
  t.notOk(existsSync(path.join(models, 'local-manifest.json')));
  t.notOk(existsSync(path.join(models, 'own.onnx')));
});

t.test('the right one is added, and is neither in use nor calibrated', async (t) => {
  const line = ['add', file, '--preset', 'mobilefacenet', '--input', 'bgr', '--id', 'own'];
  const { code, json } = await run(...line, '--licence', 'MIT', '--source', 'a test');
  t.match({ code, json }, { code: 0, json: { recogniser: { id: 'local/own', dimension: 512 } } });
  t.ok(readFileSync(path.join(models, 'own.onnx')).equals(readFileSync(file)));
  t.match(readLocalManifest(models).recognisers, [{ licence: 'MIT', source: 'a test' }]);
  t.equal(loadManifest(models).engines.onnx.recogniser, shipped.recogniser);
  const again = await run('add', file, '--preset', 'sface', '--id', 'own', '--licence', 'MIT');
  t.match(again.json['error'], { code: 'id_taken' });
});

t.test('it is moved to, taken, and left again, by whoever has its templates', async (t) => {
  const databaseFile = path.join(folder, 'data', 'vestibule.sqlite');
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  const keyFile = path.join(folder, 'data', 'template.key');
  const cipher = await openTemplateCipher(store.db, keyFile);
  const error = async (...line: string[]) => (await run(...line)).json['error'];
  t.match(await error('switch'), { code: 'not_moving' });
  t.match(await error('move', 'local/nothing'), { code: 'bad_manifest' });
  t.match(await error('move', shipped.recogniser), { code: 'in_use' });
  t.match(await error('move', 'local/own'), { code: 'not_calibrated', message: /--recogniser/ });
  await writeThreshold(models, 'local/own', 0.6, 'A test.');
  for (let i = 0; i < 10; i++) {
    const model = { id: shipped.recogniser, dimension: 512 };
    await insertEnrolled(store.db, cipher, { id: `p${i}`, name: `Person ${i}` }, model);
  }
  t.match(await run('move', 'local/own'), { code: 0 });
  t.match(await run('status'), { json: { movingTo: 'local/own', people: 10, over: 0 } });
  const next = loadNextModels(models);
  t.equal(next?.recogniser, 'local/own');
  t.equal(
    recogniserInfo(next!).portraitThreshold,
    0.6,
    'no threshold of portraits that is not its own',
  );

  const vision = new VisionPool(
    { ...installedModels, engine: 'onnx', modelsDir: models, workers: 1, withNext: true },
    recogniserInfo(shipped),
    recogniserInfo(next!),
  );
  await vision.start();
  const analysis = await vision.analyze(await cropPhoto(sampleFaces.guest1), { timeoutMs: 60_000 });
  await vision.stop();
  t.equal(analysis.ok && analysis.face.nextTemplate?.length, 512, 'a frame is seen by both');
  t.notSame(analysis.ok && analysis.face.nextTemplate, analysis.ok && analysis.face.template);

  t.match(await error('switch', '--anyway'), { code: 'nobody_over' });
  for (let i = 0; i < 9; i++) {
    await store.db
      .insertInto('templates')
      .values({
        personId: `p${i}`,
        model: 'local/own',
        ciphertext: cipher.encrypt(oneOf(i), `p${i}`, 'local/own'),
        source: 'sign_in',
        createdAt: new Date(),
      })
      .execute();
  }
  t.match(await run('switch'), { code: 0, json: { over: 9, needPhotos: [{ id: 'p9' }] } });
  t.equal(loadManifest(models).engines.onnx.recogniser, 'local/own');
  t.equal(loadManifest(models).engines.onnx.threshold, 0.6);
  t.equal(loadNextModels(models), null);

  t.equal(await recogniserInUse(store.db, models), 'local/own');
  const { db: older } = await openTestStore({ databaseFile: path.join(folder, 'older.sqlite') });
  const before = { id: shipped.recogniser, dimension: 512 };
  await insertEnrolled(older, cipher, { id: 'p0', name: 'Person 0' }, before);
  t.equal(
    await recogniserInUse(older, models),
    shipped.recogniser,
    'a copy from before the switch is read by what it was made with',
  );
  await older.destroy();

  t.match(await error('forget', 'local/own'), { code: 'in_use' });
  t.match(await run('move', shipped.recogniser), { code: 0 }, 'and back');
  t.match(await run('status'), { json: { people: 9, over: 9 } });
  t.match(await run('stop'), { code: 0 });
  t.match(await error('forget', shipped.recogniser), { code: 'just_changed' });
  const gone = await run('forget', shipped.recogniser, '--anyway');
  t.match(gone, { code: 0, json: { people: 10 } });
  const left = await store.db.selectFrom('templates').select('model').execute();
  t.strictSame(new Set(left.map(({ model }) => model)), new Set(['local/own']));
});

function oneOf(number: number): Float32Array {
  const values = Float32Array.from({ length: 512 }, (_, i) => Math.sin((i + 1) * (number + 2)));
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
