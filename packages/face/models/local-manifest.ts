import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { replaceFile } from '#base/files';
import { ModelInput } from './model-input.ts';
import { ModelsError } from './models-error.ts';

export const localManifestName = 'local-manifest.json';

const LocalThreshold = Type.Object(
  {
    threshold: Type.Number({ minimum: -1, maximum: 1 }),
    source: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
);

/** A recogniser that the operator added: ONNX, with an aligned face as input and a vector as output. */
const LocalRecogniser = Type.Object(
  {
    /** Begins with `local/`, so that it is never mistaken for a shipped recogniser. */
    id: Type.String({ pattern: '^local/[A-Za-z0-9._-]+$' }),
    /** Inside `models/`. */
    file: Type.String({ pattern: '^[A-Za-z0-9_-][A-Za-z0-9_.-]*\\.onnx$' }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    licence: Type.String({ minLength: 1 }),
    /** The place where the operator got the file. */
    source: Type.Optional(Type.String({ minLength: 1 })),
    dimension: Type.Integer({ minimum: 2, maximum: 4096 }),
    /** Default: the input of MobileFaceNet, in RGB. */
    input: Type.Optional(ModelInput),
  },
  { additionalProperties: false },
);
export type LocalRecogniser = Static<typeof LocalRecogniser>;

/** `models/local-manifest.json`: the additions of this installation; never part of the project. */
const LocalManifest = Type.Object(
  {
    /** The form with a single recogniser, which older versions wrote. */
    recogniser: Type.Optional(LocalRecogniser),
    recognisers: Type.Optional(Type.Array(LocalRecogniser)),
    /** The recogniser in use; default: a shipped one. */
    inUse: Type.Optional(Type.String({ minLength: 1 })),
    /** The recogniser to which the installation is moving: each approved visitor gets a template of it as well. */
    movingTo: Type.Optional(Type.String({ minLength: 1 })),
    /** By the recogniser's id; overrides the shipped threshold. Written by `vestibule calibrate`. */
    thresholds: Type.Optional(Type.Record(Type.String(), LocalThreshold)),
  },
  { additionalProperties: false },
);
export interface LocalManifest extends Omit<Static<typeof LocalManifest>, 'recogniser'> {
  recognisers: LocalRecogniser[];
}

/** @throws {ModelsError} when the file exists, but not in the form described above */
export function readLocalManifest(modelsDir: string): LocalManifest {
  const file = path.join(modelsDir, localManifestName);
  if (!existsSync(file)) return { recognisers: [] };
  let local: unknown;
  try {
    local = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw manifestError('it cannot be read as JSON', error);
  }
  if (!Value.Check(LocalManifest, local)) {
    const first = [...Value.Errors(LocalManifest, local)][0];
    throw manifestError(`"${first?.instancePath ?? ''}" ${first?.message ?? ''}`);
  }
  const { recogniser, recognisers = [], ...rest } = local;
  if (!recogniser) return { ...rest, recognisers };
  const others = recognisers.filter(({ id }) => id !== recogniser.id);
  return { inUse: recogniser.id, ...rest, recognisers: [recogniser, ...others] };
}

export async function writeLocalManifest(modelsDir: string, local: LocalManifest): Promise<void> {
  const file = path.join(modelsDir, localManifestName);
  await replaceFile(file, `${JSON.stringify(local, null, 2)}\n`, 0o644);
}

function manifestError(what: string, cause?: unknown): ModelsError {
  return new ModelsError(
    'bad_manifest',
    `models/${localManifestName} is not as expected: ${what}. Correct it, or remove it to use what ships.`,
    { cause },
  );
}
