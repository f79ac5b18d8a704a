import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { ModelsError } from './models-error.ts';

export const localManifestName = 'local-manifest.json';

const LocalThreshold = Type.Object(
  {
    threshold: Type.Number({ minimum: -1, maximum: 1 }),
    source: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
);

/** A recogniser that somebody brought along: ONNX, an aligned face of 1×3×112×112 in, a vector out. */
const LocalRecogniser = Type.Object(
  {
    /** Begins with `local/`, so that it is never taken for a recogniser that ships. */
    id: Type.String({ pattern: '^local/[A-Za-z0-9._-]+$' }),
    /** Inside `models/`. */
    file: Type.String({ pattern: '^[A-Za-z0-9_-][A-Za-z0-9_.-]*\\.onnx$' }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    licence: Type.String({ minLength: 1 }),
    dimension: Type.Integer({ minimum: 2, maximum: 4096 }),
  },
  { additionalProperties: false },
);

/** `models/local-manifest.json`: what this installation has of its own; never part of the project. */
const LocalManifest = Type.Object(
  {
    recogniser: Type.Optional(LocalRecogniser),
    /** By the recogniser's id; goes before the threshold that ships. Written by `npm run calibrate`. */
    thresholds: Type.Optional(Type.Record(Type.String(), LocalThreshold)),
  },
  { additionalProperties: false },
);
export type LocalManifest = Static<typeof LocalManifest>;

/** @throws {ModelsError} when there is such a file, but not as described above */
export function readLocalManifest(modelsDir: string): LocalManifest {
  const file = path.join(modelsDir, localManifestName);
  if (!existsSync(file)) return {};
  let local: unknown;
  try {
    local = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw broken('it cannot be read as JSON', error);
  }
  if (Value.Check(LocalManifest, local)) return local;
  const first = [...Value.Errors(LocalManifest, local)][0];
  throw broken(`"${first?.instancePath ?? ''}" ${first?.message ?? ''}`);
}

function broken(what: string, cause?: unknown): ModelsError {
  return new ModelsError(
    'bad_manifest',
    `models/${localManifestName} is not as expected: ${what}. Correct it, or remove it to use what ships.`,
    { cause },
  );
}
