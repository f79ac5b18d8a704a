import { readFile } from 'node:fs/promises';
import { Pyramid } from '#face/steps';
import {
  alignFace,
  decode,
  embedFace,
  type Engine,
  loadOnnxEngine,
  OnnxModel,
} from '#face/engines';
import { type Box, dot, loadManifest, type ModelInput, type Point } from '#face';
import { cropPhoto, sampleFaces, samplePhotos } from '../trial/sample-photos.ts';
import { RefusalError } from '../../scripts/terminal/answer.ts';
import { installedModels } from '#server/vision/installed-models.ts';

/** A recogniser's results on the shipped faces. */
export interface SelfTest {
  /** Length of its vectors. */
  dimension: number;
  /** Cosine of one woman in two photos. */
  samePerson: number;
  /** The highest cosine of two different people, of 20 pairs. */
  strangers: number;
}

interface Judged extends SelfTest {
  /** For each face, the length of the vector before normalisation. */
  lengths: number[];
}

interface SeenFace {
  picture: Pyramid;
  points: Point[];
}

/** The same person must score this much above the most similar strangers. */
const margin = 0.1;
/** Share of faces on which another input must give longer vectors to count as the right one. */
const clearly = 0.8;

/**
 * Tries a recogniser on the shipped faces before its use. Checks its shape, equal results for equal inputs, that values
 * are numbers, that it recognises a person, and that no other input suits it clearly better. A recogniser trained to
 * tell people apart gives longer vectors for pictures like its training data (Ranjan et al. 2017; MagFace, Meng et al.
 * 2021). So the length shows a wrong colour order, which scores of so few faces would not. Only `calibrate` and
 * `evaluate` measure how good it is.
 * @throws {RefusalError} with the fault and what to try
 */
export async function selfTest(
  modelsDir: string,
  bytes: Buffer,
  input: ModelInput,
): Promise<SelfTest> {
  const engine = await loadOnnxEngine(loadManifest(modelsDir), {
    ...installedModels,
    modelsDir,
  });
  const pair = await facesOf(engine, await Promise.all(Object.values(sampleFaces).map(cropPhoto)));
  const crowd = await facesOf(
    engine,
    await Promise.all(samplePhotos.map((file) => readFile(file))),
  );
  const described = await judge(bytes, input, pair, crowd);
  const swapped = { ...input, order: input.order === 'rgb' ? ('bgr' as const) : ('rgb' as const) };
  const other = await judge(bytes, swapped, pair, crowd);
  const longer = other.lengths.filter((length, index) => length > described.lengths[index]!).length;
  if (longer >= clearly * crowd.length && isApart(other)) {
    throw new RefusalError(
      'wrong_colours',
      `The recogniser answers more strongly when it is given the colours in the order ${swapped.order}, on ${longer} of ${crowd.length} faces, so it was probably trained on that. Try --input ${swapped.order}. Nothing was changed.`,
      { longer, faces: crowd.length, tryInput: swapped.order },
    );
  }
  if (!isApart(described)) {
    throw new RefusalError(
      'knows_no_face',
      `One woman in two photos scores ${described.samePerson.toFixed(2)}, and two strangers score up to ${described.strangers.toFixed(2)}: that must be ${margin} less, or it cannot tell people apart. Look at what its makers say of --mean and --scale (try --mean 127.5 --scale 127.5, or --mean 0 --scale 1), and whether it takes a face aligned as ArcFace does. Nothing was changed.`,
    );
  }
  const { dimension, samePerson, strangers } = described;
  return { dimension, samePerson, strangers };
}

function isApart({ samePerson, strangers }: SelfTest): boolean {
  return samePerson - strangers >= margin;
}

/** Every face in these pictures, the largest first within each. */
async function facesOf(engine: Engine, images: readonly Buffer[]): Promise<SeenFace[]> {
  const faces: SeenFace[] = [];
  for (const image of images) {
    const picture = new Pyramid((await decode(image)).picture);
    const found = await engine.detect(picture);
    found.sort((one, other) => area(other.box) - area(one.box));
    for (const { box } of found) {
      faces.push({ picture, points: await engine.landmarks(picture, box) });
    }
  }
  return faces;
}

function area({ width, height }: Box): number {
  return width * height;
}

/** @param pair the faces of `sampleFaces`; the first two show the same woman */
async function judge(
  bytes: Buffer,
  input: ModelInput,
  pair: readonly SeenFace[],
  crowd: readonly SeenFace[],
): Promise<Judged> {
  const model = await OnnxModel.load('recogniser', bytes, input).catch(() => {
    throw unfit('onnxruntime cannot load the file: it is no ONNX model, or a damaged one');
  });
  const once = await firstOutput(model, input);
  const again = await firstOutput(model, input);
  if (!once.every((value, index) => value === again[index])) {
    throw unfit('it does not say the same twice of the same picture');
  }
  const templates: Float32Array[] = [];
  for (const { picture, points } of pair) {
    templates.push(await embedFace(model, picture, points).catch(noDirection));
  }
  const lengths: number[] = [];
  for (const { picture, points } of crowd) {
    alignFace(model, picture, points);
    const [output] = (await model.run()) as [Float32Array];
    lengths.push(Math.sqrt(dot(output, output)));
  }
  const scores = templates.flatMap((one, index) =>
    templates.slice(index + 1).map((other) => dot(one, other)),
  );
  const [samePerson = -1, ...others] = scores;
  return { dimension: once.length, samePerson, strangers: Math.max(...others), lengths };
}

async function firstOutput(model: OnnxModel, { layout, width }: ModelInput): Promise<Float32Array> {
  const outputs = await model.run().catch(() => {
    const shape = layout === 'nhwc' ? `${width}×${width}×3` : `3×${width}×${width}`;
    throw unfit(
      `it does not take one picture of ${shape}; --size, --layout and --preset say what it takes`,
    );
  });
  const [output] = outputs;
  if (!output || output.length < 2 || output.length > 4096) {
    throw unfit(`it gives ${output?.length ?? 0} values, which is no template`);
  }
  return Float32Array.from(output);
}

function noDirection(): never {
  throw unfit('it gives values that are no numbers, or all zero');
}

function unfit(why: string): RefusalError {
  return new RefusalError(
    'unfit_model',
    `The recogniser cannot be used: ${why}. Nothing was changed.`,
  );
}
