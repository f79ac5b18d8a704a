import { readFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { repositoryModels } from './repository-models.ts';
import { OnnxModel } from '../engines/onnx/model.ts';
import { withFasterPrelu } from '../engines/onnx/faster-prelu.ts';
import { loadManifest } from '../models/manifest.ts';

const { modelsDir } = repositoryModels;

const folder = path.join(modelsDir, 'faceplugin-face-recognition-js-0.0.1');

const { files } = loadManifest(modelsDir).engines.onnx;

for (const { file, input } of files.filter(({ role }) =>
  ['recogniser', 'liveness'].includes(role),
)) {
  t.test(`${file} says the same with its PRelu nodes replaced`, async (t) => {
    const original = await readFile(path.join(folder, file));
    const rewritten = withFasterPrelu(original);
    t.notOk(rewritten.equals(original));
    const outputs: Float32Array[] = [];
    for (const bytes of [original, rewritten]) {
      const model = await OnnxModel.load('test', bytes, input!);
      model.input.data.forEach((_, index, data) => (data[index] = Math.sin(index * 0.37)));
      outputs.push((await model.run())[0]!);
    }
    const [before, after] = outputs as [Float32Array, Float32Array];
    const largest = Math.max(...before.map(Math.abs));
    t.ok(before.every((value, index) => Math.abs(value - after[index]!) < 1e-5 * largest));
  });
}

t.test('a model without such nodes stays as it is', async (t) => {
  const original = await readFile(path.join(folder, 'fr_pose.onnx'));
  t.ok(withFasterPrelu(original).equals(original));
});

t.test('a file that is cut off is an error', async (t) => {
  const original = await readFile(path.join(folder, 'fr_eye.onnx'));
  t.throws(() => withFasterPrelu(original.subarray(0, 1000)), RangeError);
});
