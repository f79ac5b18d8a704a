import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { writeThreshold } from '../../lab/measure/calibrate.ts';
import type { ProtectedMeasurement } from '../../lab/photos/protected.ts';
import { cropPhoto, sampleFaces } from '../../lab/trial/sample-photos.ts';
import type { Measurement } from '../../lab/measure/evaluate/measure.ts';
import { verdictOf } from '../../lab/measure/evaluate/verdict.ts';
import { rateOf, type Rate } from '#biometric-evaluation';
import { modelsDir } from '#server/vision/installed-models.ts';
import { loadManifest } from '#face';
import { runMeasure } from './command.ts';
import { runLab as runInLab, runLabJson as runJsonInLab } from '../lab/command.ts';

const emptyCards =
  '# Cards\n\n<!-- begin:measurements -->\n\n<!-- end:measurements -->\n\nThe end.\n';
const folder = t.testdir({
  photos: { woman: {}, guest1: {}, guest2: {} },
  models: {},
  'cards.md': emptyCards,
});
const at = (...parts: string[]) => path.join(folder, ...parts);
const photo = (name: string) => at('photos', ...name.split('/'));

t.before(async () => {
  await writeFile(photo('woman/a.jpg'), await cropPhoto(sampleFaces.womanA));
  await writeFile(photo('woman/b.jpg'), await cropPhoto(sampleFaces.womanB));
  await writeFile(photo('guest1/a.jpg'), await cropPhoto(sampleFaces.guest1));
  await writeFile(photo('guest2/a.jpg'), await cropPhoto(sampleFaces.guest2));
  await writeFile(photo('guest2/broken.jpg'), 'not a picture');
  await writeFile(
    at('pairs.tsv'),
    'fold\tsame\ta\tb\n1\t1\twoman/a.jpg\twoman/b.jpg\n2\t0\twoman/a.jpg\tguest1/a.jpg\n',
  );
  await writeFile(at('labels.tsv'), 'path\tsource\tgroup\nguest\tstudio\tx\nwoman\tstreet\tx\n');
  await cp(modelsDir, at('models'), {
    recursive: true,
    filter: (file) => !file.endsWith('local-manifest.json'),
  });
});

const collection = ['--root', 'photos', '--models', 'models', '--workers', '1'];
const measureAll = [
  ...collection,
  ...['--pairs', 'pairs.tsv', '--labels', 'labels.tsv', '--draws', '2'],
  ...['--cache', 'cache.jsonl', '--report', 'report', '--name', 'Samples'],
];
let first: Measurement;

t.test('a small collection is measured, with a report that holds its curves', async (t) => {
  const { code, json } = await runMeasure(folder, 'evaluate', ...measureAll);
  t.equal(code, 0);
  first = json as unknown as Measurement;
  t.equal(first.photos, 5);
  t.equal(first.failures.events, 1, 'the broken file counts as a failure');
  t.equal(first.singles?.genuine, 1);
  t.equal(first.singles?.impostor, 5);
  t.equal(first.pairs?.best, 1);
  t.match(
    first.strangers.map(({ kind, name, comparisons }) => [kind, name, comparisons]),
    [
      ['all', '', 5],
      ['within source', 'studio', 1],
      ['across sources', '', 4],
      ['within group', 'x', 1],
    ],
  );
  const page = await readFile(at('report', 'report.html'), 'utf8');
  t.equal(page.match(/<svg/g)?.length, 2, 'what a threshold costs, and the scores');
  t.match(page, /<figure id="errors"><svg[^]*strangers who pass[^]*<path/);
  t.notMatch(page, /id="det"|1e-\d/, 'no curve of two steps, no powers of ten');
  t.match(
    page,
    /Verdict<\/h2>\s*<p class="verdict open">[^]*In short/,
    'on top, and open with so few',
  );
  t.notMatch(page, /<script|src=|woman|guest/, 'nothing to load, nobody named');
});

t.test(
  'the verdict says whether strangers, and the people themselves, fare as they should',
  (t) => {
    const judged = (strangers: Rate, refused: Rate, threshold: number | null = 0.5) =>
      verdictOf({
        ...first,
        threshold,
        strangers: first.strangers.map((one) => ({ ...one, atThreshold: strangers })),
        fused: first.fused.map((one) => ({
          ...one,
          atThreshold: { threshold: 0.5, refused, strangersPassed: strangers },
        })),
      });
    t.match(judged(rateOf(0, 40_000), rateOf(4, 400)), { kind: 'fit', head: /Fit for a door/ });
    t.match(judged(rateOf(40, 40_000), rateOf(4, 400)), {
      kind: 'unfit',
      head: /strangers pass/,
      because: [
        /40 of 40,000 \(1 in 1,000; at most 1 in 730\)/,
        /4 of 400 \(1 in 100; at most 1 in/,
      ],
    });
    t.match(judged(rateOf(0, 40_000), rateOf(60, 400)), { kind: 'unfit', head: /are refused/ });
    t.match(judged(rateOf(0, 400), rateOf(4, 400)), {
      kind: 'open',
      because: { 2: /takes 30,000/ },
    });
    t.match(judged(rateOf(0, 400), rateOf(0, 4), null), { kind: 'open', head: /no threshold/ });
    t.end();
  },
);

t.test('the cache is used again, and holds no template in the clear', async (t) => {
  const before = await readFile(at('cache.jsonl'), 'utf8');
  t.equal(before.trim().split('\n').length, 5);
  t.notMatch(before, /woman|guest/);
  const lines = before
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { template: string });
  const sizes = lines.flatMap(({ template }) =>
    template ? [Buffer.from(template, 'base64').length] : [],
  );
  t.strictSame(
    sizes,
    [4, 4, 4, 4].map((bytes) => 512 * bytes + 29),
    'version, nonce, tag: AES-GCM',
  );
  const { json } = await runMeasure(folder, 'evaluate', ...measureAll);
  t.strictSame({ ...json, date: first.date }, { ...first }, 'the same numbers');
  t.equal(await readFile(at('cache.jsonl'), 'utf8'), before, 'and nothing was looked at again');
});

t.test('templates under a secret transform measure the same', async (t) => {
  const { code, json } = await runJsonInLab(folder, [
    'photos',
    ...collection,
    ...['--cache', 'cache.jsonl'],
  ]);
  t.equal(code, 0);
  const { comparisons, largestChange, points, equalErrorRate } = json[
    'protected'
  ] as ProtectedMeasurement;
  t.equal(comparisons, 6);
  t.ok(largestChange > 0 && largestChange < 1e-6, `${largestChange}`);
  t.ok(points.length > 0);
  for (const point of points) t.equal(point.protected, point.bare);
  t.equal(equalErrorRate?.protected, equalErrorRate?.bare);
});

t.test('model cards are filled between their markers', async (t) => {
  const cards = (file: string) => runInLab(folder, ['cards', file, '--cards', 'cards.md']);
  t.match(await cards('nowhere.json'), { code: 1, err: /no such\s+file/ });
  t.equal((await cards('report/measurement.json')).code, 0);
  const text = await readFile(at('cards.md'), 'utf8');
  t.match(text, /### Samples[^]*1 genuine and 5 impostor comparisons[^]*The end\.\n$/);
  t.match(text, new RegExp(first.date.slice(0, 10)));
});

t.test('mistakes are named', async (t) => {
  const refusal = async (...line: string[]) =>
    (await runMeasure(folder, 'evaluate', ...line)).json['error'];
  t.match(await refusal('--root', 'nowhere'), { code: 'no_folder' });
  t.match(await refusal('--root', 'models/nothing'), { code: 'no_folder' });
  t.match(await refusal(...collection, '--engine', 'magic'), { code: 'bad_option' });
  await writeFile(at('wrong.tsv'), '1\t1\twoman/a.jpg\twoman/z.jpg\n');
  t.match(await refusal(...collection, '--cache', 'cache.jsonl', '--pairs', 'wrong.tsv'), {
    code: 'bad_pair',
    message: /woman\/z\.jpg/,
  });
});

t.test('a recogniser of one’s own is refused, measured and calibrated', async (t) => {
  const bytes = await readFile(
    at('models', 'faceplugin-face-recognition-js-0.0.1', 'fr_feature.onnx'),
  );
  await writeFile(at('models', 'own.onnx'), bytes);
  const recogniser = {
    id: 'local/own-1',
    file: 'own.onnx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    licence: 'MIT',
    dimension: 256,
  };
  const use = (changed: object) =>
    writeFile(
      at('models', 'local-manifest.json'),
      JSON.stringify({ recogniser: { ...recogniser, ...changed } }),
    );
  const error = async () => (await runMeasure(folder, 'evaluate', ...collection)).json['error'];

  await use({});
  t.match(await error(), { code: 'unfit_model', message: /gives 512 values[^]*says 256/ });
  await use({ dimension: 512, sha256: '0'.repeat(64) });
  t.match(await error(), { code: 'altered', message: /local-manifest\.json/ });
  await use({ dimension: 512, id: 'onnx/fr_feature' });
  t.match(await error(), { code: 'bad_manifest', message: /recogniser\/id/ });

  await use({ dimension: 512 });
  t.equal(loadManifest(at('models')).engines.onnx.threshold, null, 'not calibrated yet');
  const { json } = await runMeasure(folder, 'evaluate', ...collection, '--cache', 'cache.jsonl');
  t.equal(json['model'], 'local/own-1');
  t.equal(json['threshold'], null);
  t.match(json['singles'], { genuine: 1, impostor: 5 });
  const cached = [...collection, '--cache', 'cache.jsonl'];
  const refused = await runMeasure(folder, 'calibrate', ...cached);
  t.match(refused, { code: 1, json: { error: { code: 'too_few_comparisons', needed: 30_000 } } });
  t.equal(loadManifest(at('models')).engines.onnx.threshold, null, 'and nothing was written');
});

t.test('a calibrated threshold is the one that counts from then on', async (t) => {
  await writeThreshold(at('models'), 'local/own-1', 0.61, 'A test.');
  const { onnx } = loadManifest(at('models')).engines;
  t.equal(onnx.threshold, 0.61);
  t.equal(onnx.thresholdSource, 'A test.');
  t.equal(onnx.recogniser, 'local/own-1', 'the recogniser is kept');
  t.equal(loadManifest(modelsDir).engines.onnx.recogniser.startsWith('onnx/'), true);
});
