import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { readLocalManifest, type LocalManifest, localManifestName } from './local-manifest.ts';
import { inputPresets, ModelInput } from './model-input.ts';
import { ModelsError } from './models-error.ts';

const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** An npm package that model files come from. */
const ModelSource = Type.Object({
  package: Type.String({ minLength: 1 }),
  version: Type.String({ minLength: 1 }),
  /** Subresource integrity of the package's tarball, as the registry publishes it. */
  integrity: Type.String({ pattern: '^sha512-[A-Za-z0-9+/]{86}==$' }),
  /** What is known of the licence of the weights. */
  licence: Type.String({ minLength: 1 }),
  /** `fetched`: only the model files are downloaded, into `models/`. `dependency`: npm installs the package. */
  delivery: Type.Enum(['fetched', 'dependency']),
  /** Folder of the model files inside the package. */
  folder: Type.String({ minLength: 1 }),
});

const ModelFile = Type.Object({
  role: Type.String({ minLength: 1 }),
  file: Type.String({ pattern: '^[A-Za-z0-9_.-]+$' }),
  sha256,
  bytes: Type.Optional(Type.Integer({ minimum: 1 })),
  /** How pixels become its input; null for a model that a library feeds itself. */
  input: Type.Union([ModelInput, Type.Null()]),
  /** Describes the model's input and output. */
  note: Type.Optional(Type.String({ minLength: 1 })),
  /** A file that the operator added directly to `models/`; it cannot be fetched. */
  isLocal: Type.Optional(Type.Literal(true)),
});

const cosine = Type.Number({ minimum: -1, maximum: 1 });

/** How to read a recogniser's scores. */
const scale = {
  /** Stored with every template, because templates of different recognisers are never compared. */
  recogniser: Type.String({ minLength: 1 }),
  /**
   * Cosine of fused templates from which two faces count as one person; null for an added recogniser that is not
   * calibrated yet.
   */
  threshold: Type.Union([cosine, Type.Null()]),
  thresholdSource: Type.String({ minLength: 1 }),
  /** Cosine of two single images below which they do not show one person. */
  photoFloor: cosine,
  photoFloorSource: Type.String({ minLength: 1 }),
};

const EngineModels = Type.Object({
  /** Name of the source of all this engine's files. */
  source: Type.String({ minLength: 1 }),
  ...scale,
  dimension: Type.Integer({ minimum: 1 }),
  /** The same file with an earlier input. People enrolled with it are compared by it until the move. */
  earlier: Type.Optional(Type.Array(Type.Object({ ...scale, input: ModelInput }))),
  /** Cosine from which a face matches a document's portrait; default: `threshold`. */
  portrait: Type.Optional(
    Type.Object({ threshold: cosine, source: Type.String({ minLength: 1 }) }),
  ),
  /** Mean liveness over a capture's frames from which a face counts as live. */
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

/** `models/manifest.json`: the origin of each model, and how to read its scores. */
const Manifest = Type.Object({
  sources: Type.Record(Type.String(), ModelSource),
  engines: Type.Object({ onnx: EngineModels, 'face-api': EngineModels }),
});
export type Manifest = Static<typeof Manifest>;
export type ModelSource = Static<typeof ModelSource>;
export type ModelFile = Static<typeof ModelFile>;
export type EngineModels = Static<typeof EngineModels>;

/**
 * Returns the shipped manifest, overridden by the additions of this installation.
 * @param recogniser the wanted one; null: the shipped one; default: the one that `local-manifest.json` names as in
 *   use. To compare people, take the one that `recogniserInUse` returns
 * @throws {ModelsError} when `manifest.json` in this folder is missing, when it or `local-manifest.json` does not
 *   have the described form, or when there is no such recogniser
 */
export function loadManifest(modelsDir: string, recogniser?: string | null): Manifest {
  const local = readLocalManifest(modelsDir);
  return withLocal(
    shippedManifest(modelsDir),
    local,
    recogniser === undefined ? local.inUse : recogniser,
  );
}

/** The shipped recognisers of the engine `onnx`: first the one for new installations, then earlier ones. */
export function shippedRecognisers({ engines: { onnx } }: Manifest): [string, ...string[]] {
  return [onnx.recogniser, ...(onnx.earlier ?? []).map(({ recogniser }) => recogniser)];
}

/** The threshold that ships for a recogniser, whatever was measured here; null for one that does not ship. @throws as `loadManifest` */
export function shippedThreshold(modelsDir: string, id: string): number | null {
  const { engines } = shippedManifest(modelsDir);
  const all = [...Object.values(engines), ...(engines.onnx.earlier ?? [])];
  return all.find(({ recogniser }) => recogniser === id)?.threshold ?? null;
}

/** The recogniser to which this installation is moving; null while it is not. @throws as `loadManifest` */
export function loadNextModels(modelsDir: string): EngineModels | null {
  const { movingTo } = readLocalManifest(modelsDir);
  return movingTo === undefined ? null : loadManifest(modelsDir, movingTo).engines.onnx;
}

/** How much lower the score of two single photos of one person may be than that of fused templates. */
const photoSlack = 0.25;

function withLocal(
  manifest: Manifest,
  local: LocalManifest,
  wanted: string | null = null,
): Manifest {
  const { onnx } = manifest.engines;
  const own = local.recognisers.find(({ id }) => id === wanted);
  const earlier = onnx.earlier?.find(({ recogniser }) => recogniser === wanted);
  // The shipped portrait threshold was measured with the shipped recogniser's scores.
  if (earlier || own) delete onnx.portrait;
  const others = onnx.files.filter(({ role }) => role !== 'recogniser');
  if (earlier) {
    const { input, ...scores } = earlier;
    const file = onnx.files.find(({ role }) => role === 'recogniser')!;
    Object.assign(onnx, scores);
    onnx.files = [...others, { ...file, input }];
  } else if (own) {
    const { id, file, sha256, dimension, input = inputPresets.mobilefacenet } = own;
    onnx.recogniser = id;
    onnx.dimension = dimension;
    onnx.files = [...others, { role: 'recogniser', file, sha256, input, isLocal: true }];
    // The shipped thresholds are for the scores of another recogniser.
    onnx.threshold = null;
    onnx.photoFloor = -1;
    onnx.photoFloorSource = 'Not known for a recogniser that was brought along.';
  } else if (wanted !== null && wanted !== onnx.recogniser) {
    throw new ModelsError(
      'bad_manifest',
      `There is no recogniser ${wanted}: models/${localManifestName} names none of that id, and what ships is ${shippedRecognisers(manifest).join(', ')}.`,
    );
  }
  for (const engine of engineNames) {
    const models = manifest.engines[engine];
    const calibrated = local.thresholds?.[models.recogniser];
    if (!calibrated) continue;
    models.threshold = calibrated.threshold;
    // An office that has measured its own threshold uses only that one.
    delete models.portrait;
    models.thresholdSource = calibrated.source;
    if (own?.id === models.recogniser) models.photoFloor = calibrated.threshold - photoSlack;
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

/**
 * Returns what is known of the licence of a recogniser's weights.
 * @throws {ModelsError} when a manifest cannot be read
 */
export function licenceOf(modelsDir: string, engine: EngineName, recogniser: string): string {
  const own = readLocalManifest(modelsDir).recognisers.find(({ id }) => id === recogniser);
  if (own) return `${own.licence}, stated by the office`;
  return sourceOf(shippedManifest(modelsDir), engine).licence;
}

/** @throws {ModelsError} when the engine names a source that the manifest does not have. */
export function sourceOf(manifest: Manifest, engine: EngineName): ModelSource {
  const name = manifest.engines[engine].source;
  const source = manifest.sources[name];
  if (source) return source;
  throw new ModelsError('bad_manifest', `models/manifest.json has no source "${name}".`);
}
