import { readFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { OperatorError } from '../../platform/operator-error.ts';

const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** An npm package that model files come from. */
const ModelSource = Type.Object({
  package: Type.String({ minLength: 1 }),
  version: Type.String({ minLength: 1 }),
  /** Subresource integrity of the package's tarball, as the registry gives it. */
  integrity: Type.String({ pattern: '^sha512-[A-Za-z0-9+/]{86}==$' }),
  licence: Type.String({ minLength: 1 }),
  /** `fetched`: only the model files, into `models/`. `dependency`: installed by npm with the rest. */
  delivery: Type.Enum(['fetched', 'dependency']),
  /** Folder of the model files inside the package. */
  folder: Type.String({ minLength: 1 }),
});

const ModelFile = Type.Object({
  role: Type.String({ minLength: 1 }),
  file: Type.String({ pattern: '^[A-Za-z0-9_.-]+$' }),
  sha256,
  bytes: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Shape, pixel layout and crop that the model expects. */
  input: Type.Optional(Type.String({ minLength: 1 })),
  /** Brought along by this installation: lies in `models/` itself, and cannot be fetched. */
  isLocal: Type.Optional(Type.Literal(true)),
});

const EngineModels = Type.Object({
  /** Name of the source that all files of this engine come from. */
  source: Type.String({ minLength: 1 }),
  /** Stands beside every template; templates of different recognisers never meet. */
  recogniser: Type.String({ minLength: 1 }),
  dimension: Type.Integer({ minimum: 1 }),
  /**
   * Cosine of fused templates from which two faces count as the same person's; null for a recogniser
   * that was brought along and not calibrated yet.
   */
  threshold: Type.Union([Type.Number({ minimum: -1, maximum: 1 }), Type.Null()]),
  thresholdSource: Type.String({ minLength: 1 }),
  /** Cosine of two single images under which they are not taken for one person's. */
  photoFloor: Type.Number({ minimum: -1, maximum: 1 }),
  photoFloorSource: Type.String({ minLength: 1 }),
  /** Mean liveness over the frames of a capture from which a face counts as live. */
  liveness: Type.Union([
    Type.Object({
      threshold: Type.Number({ minimum: 0, maximum: 1 }),
      source: Type.String({ minLength: 1 }),
    }),
    Type.Null(),
  ]),
  files: Type.Array(ModelFile, { minItems: 1 }),
});

export const engineNames = ['onnx', 'face-api'] as const;
export type EngineName = (typeof engineNames)[number];

/** `models/manifest.json`: where each model comes from, and how its scores are read. */
const Manifest = Type.Object({
  sources: Type.Record(Type.String(), ModelSource),
  engines: Type.Object({ onnx: EngineModels, 'face-api': EngineModels }),
});
export type Manifest = Static<typeof Manifest>;
export type ModelSource = Static<typeof ModelSource>;
export type ModelFile = Static<typeof ModelFile>;
export type EngineModels = Static<typeof EngineModels>;

/**
 * What ships, with what this installation has of its own put over it.
 * @throws {ModelsError} when `manifest.json` in this folder is missing, or it or
 *   `local-manifest.json` is not as described.
 */
export function loadManifest(modelsDir: string): Manifest {
  return withLocal(shippedManifest(modelsDir), readLocalManifest(modelsDir));
}

/** How much less alike two single photos of one person may be than fused ones must be. */
const photoSlack = 0.25;

function withLocal(manifest: Manifest, local: LocalManifest): Manifest {
  const { onnx } = manifest.engines;
  if (local.recogniser) {
    const { id, file, sha256, dimension } = local.recogniser;
    const others = onnx.files.filter(({ role }) => role !== 'recogniser');
    onnx.recogniser = id;
    onnx.dimension = dimension;
    onnx.files = [...others, { role: 'recogniser', file, sha256, isLocal: true }];
    // What ships belongs to the scores of another recogniser.
    onnx.threshold = null;
    onnx.photoFloor = -1;
    onnx.photoFloorSource = 'Not known for a recogniser that was brought along.';
  }
  for (const engine of engineNames) {
    const models = manifest.engines[engine];
    const own = local.thresholds?.[models.recogniser];
    if (!own) continue;
    models.threshold = own.threshold;
    models.thresholdSource = own.source;
    if (local.recogniser?.id === models.recogniser) models.photoFloor = own.threshold - photoSlack;
  }
  return manifest;
}

function shippedManifest(modelsDir: string): Manifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(path.join(modelsDir, 'manifest.json'), 'utf8'));
  } catch (error) {
    throw new ModelsError(
      'bad_manifest',
      'models/manifest.json is missing or is not JSON. It belongs to the project: restore it from there.',
      { cause: error },
    );
  }
  if (!Value.Check(Manifest, manifest)) {
    const first = [...Value.Errors(Manifest, manifest)][0];
    throw new ModelsError(
      'bad_manifest',
      `models/manifest.json is not as expected at "${first?.instancePath ?? ''}": ${first?.message ?? ''}.`,
    );
  }
  return manifest;
}

/** @throws {ModelsError} when the engine names a source that the manifest does not have. */
export function sourceOf(manifest: Manifest, engine: EngineName): ModelSource {
  const name = manifest.engines[engine].source;
  const source = manifest.sources[name];
  if (source) return source;
  throw new ModelsError('bad_manifest', `models/manifest.json has no source "${name}".`);
}

export const localManifestName = 'local-manifest.json';

const LocalThreshold = Type.Object(
  {
    threshold: Type.Number({ minimum: -1, maximum: 1 }),
    source: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
);

/** A recogniser that someone brought along: ONNX, an aligned face of 1×3×112×112 in, a vector out. */
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
    /** By the recogniser's id; goes before the threshold that ships. Written by `vestibule calibrate`. */
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

export type ModelsErrorCode =
  | 'bad_manifest'
  | 'unfit_model'
  | 'not_calibrated'
  | 'missing'
  | 'altered'
  | 'not_writable'
  | 'offline'
  | 'download_failed'
  | 'altered_download';

/** Something is wrong with the model files; the message says what to do about it. */
export class ModelsError extends OperatorError {
  readonly code: ModelsErrorCode;

  constructor(code: ModelsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelsError';
    this.code = code;
  }
}
