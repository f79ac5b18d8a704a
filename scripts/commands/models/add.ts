import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Option } from 'commander';
import { Value } from 'typebox/value';
import { replaceFile } from '#base/files';
import { vestibule } from '#server/platform/operator-error.ts';
import {
  type InputPreset,
  inputPresets,
  type LocalRecogniser,
  ModelInput,
  readLocalManifest,
  writeLocalManifest,
} from '#face';
import { modelsDir } from '#server/vision/installed-models.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { readGiven } from '../../terminal/given-file.ts';
import { createProgram } from '../../terminal/program.ts';
import { wrapText } from '../../terminal/text.ts';
import { selfTest } from '../../../lab/measure/recogniser-self-test.ts';

interface Options {
  preset?: string;
  input?: string;
  size?: number;
  mean?: number;
  scale?: number;
  layout?: string;
  id?: string;
  licence?: string;
  source?: string;
  models: string;
}

const presetNames = Object.keys(inputPresets) as InputPreset[];

const help = `
The file is an ONNX recogniser that takes one aligned face and gives a vector.
What it takes is said by a preset, by the options, or by both, which go before:
each value of the input is (pixel - mean) / scale, of a pixel of 0 to 255.

The command tries it on the photos that ship, and copies it to the models. The
service does not use it before "models move" and "models switch".

Examples:
  vestibule models add sface.onnx --preset sface --licence Apache-2.0 \\
    --source https://example.com/sface.onnx
  vestibule models add own.onnx --input bgr --size 112 --mean 127.5 \\
    --scale 128 --licence "in-house" --source "the vision team"`;

/** `models add FILE` */
export const addModelCommand = createProgram('add')
  .argument('<file>')
  .description('Add a recogniser that is not shipped, with what it takes as its input.')
  .option('--preset <family>', `what a family takes: ${presetNames.join(', ')}`)
  .option('--input <order>', 'order of the colours: rgb or bgr')
  .option('--size <pixels>', 'side of the aligned face', Number)
  .option('--mean <value>', 'taken off each pixel', Number)
  .option('--scale <value>', 'what each pixel is then divided by', Number)
  .option('--layout <layout>', 'nchw, or nhwc for a model of TensorFlow')
  .addOption(
    new Option('--align <way>', 'how the face is aligned').choices(['arcface']).default('arcface'),
  )
  .option('--id <name>', 'what it is called from now on; default: the name of the file')
  .option('--licence <text>', 'under which it may be used')
  .option('--source <text>', 'where it was had from')
  .option('--models <folder>', 'the folder of the manifests and the models', modelsDir)
  .addHelpText('after', help)
  .answers(add);

async function add(file: string, options: Options): Promise<CommandResult> {
  const { models: folder } = options;
  const input = inputOf(options);
  const bytes = readGiven(file, { code: 'unreadable' });
  const recogniser = describe(file, bytes, options, input);
  const local = readLocalManifest(folder);
  const known = local.recognisers.find(({ id }) => id === recogniser.id);
  if (known && known.sha256 !== recogniser.sha256) {
    throw new RefusalError(
      'id_taken',
      `${recogniser.id} is another file already, and templates of both would be taken for each other's. Choose another name with --id.`,
    );
  }
  if (known && JSON.stringify(known.input) !== JSON.stringify(input)) {
    throw new RefusalError(
      'id_taken',
      `${recogniser.id} was added with another input, so its templates are others. Choose another name with --id.`,
    );
  }
  const { dimension, samePerson, strangers } = await selfTest(folder, bytes, input);
  const added: LocalRecogniser = { ...recogniser, dimension };
  await putFile(bytes, path.join(folder, added.file));
  const others = local.recognisers.filter(({ id }) => id !== added.id);
  await writeLocalManifest(folder, { ...local, recognisers: [...others, added] });
  const text = [
    `Added ${added.id} (${dimension} values, licence ${added.licence}).`,
    `On the photos that ship, one woman in two photos scores ${samePerson.toFixed(2)}, and two strangers up to ${strangers.toFixed(2)}.`,
    `Its threshold comes from strangers: ${vestibule} calibrate --root STRANGERS --recogniser ${added.id}. Compare it with the one in use first: ${vestibule} evaluate --root PHOTOS --beside ${added.id}.`,
  ];
  const json = { recogniser: added, selfTest: { samePerson, strangers } };
  return { ok: true, text: text.map((line) => wrapText(line)).join('\n'), json };
}

/** @throws {RefusalError} `bad_option` */
function inputOf({ preset, input: order, layout, size, mean, scale }: Options): ModelInput {
  if (preset !== undefined && !Object.hasOwn(inputPresets, preset)) {
    throw bad(`--preset is one of ${presetNames.join(', ')}.`);
  }
  const given = { order, layout, width: size, height: size, mean, scale };
  const givenFields = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  const input = { ...(preset && inputPresets[preset as InputPreset]), ...givenFields };
  const isWhole = Value.Check(ModelInput, input) && input.order !== 'grey' && input.scale !== 0;
  if (isWhole) return input;
  throw bad(
    `Say what it takes with --preset (${presetNames.join(', ')}), or with --input (rgb or bgr), --size (8 to 1024), --mean and --scale (numbers, and no scale of 0); --layout is nchw or nhwc.`,
  );
}

function bad(message: string): RefusalError {
  return new RefusalError('bad_option', message);
}

function describe(
  file: string,
  bytes: Buffer,
  { id, licence, source }: Options,
  input: ModelInput,
): Omit<LocalRecogniser, 'dimension'> {
  if (!licence) {
    throw bad('Say under which licence it may be used, with --licence: the manifest records it.');
  }
  const name = id ?? path.basename(file, '.onnx');
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) {
    throw bad('A name has letters, digits, dots, hyphens and underscores. Give one with --id.');
  }
  return {
    id: `local/${name}`,
    file: `${name}.onnx`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    licence,
    ...(source && { source }),
    input,
  };
}

/** @throws {RefusalError} `file_taken` */
async function putFile(bytes: Buffer, to: string): Promise<void> {
  const present = await readFile(to).catch(() => null);
  if (present) {
    if (present.equals(bytes)) return;
    throw new RefusalError('file_taken', `${to} is another file. Choose another name with --id.`);
  }
  try {
    await replaceFile(to, bytes, 0o644);
  } catch (error) {
    const { code = 'an unknown fault' } = error as NodeJS.ErrnoException;
    throw new RefusalError(
      'not_writable',
      `${path.dirname(to)} cannot be written to (${code}). Run this as the owner of the installation.`,
    );
  }
}
