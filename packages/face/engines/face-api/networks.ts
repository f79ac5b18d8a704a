import { createRequire } from 'node:module';
import path from 'node:path';
import type * as TensorFlow from '@tensorflow/tfjs';
import type { NamedTensorMap } from '@tensorflow/tfjs';
import type * as FaceApi from '@vladmandic/face-api';
import type { Manifest } from '../../models/manifest.ts';
import type { ModelsFolder } from '../../models/models-folder.ts';
import { ModelsError } from '../../models/models-error.ts';
import { filesOf, readModel } from '../../models/model-files.ts';

interface Networks {
  detector: FaceApi.SsdMobilenetv1;
  landmarks: FaceApi.FaceLandmark68Net;
  recogniser: FaceApi.FaceRecognitionNet;
}

type WeightSpecs = Parameters<Backend['tf']['io']['decodeWeights']>[1];

/**
 * Loads the weights from exactly the bytes that were checked against the manifest, so the library never reads the
 * files itself.
 * @throws {ModelsError}
 */
export async function loadNetworks(
  { tf, faceapi }: Backend,
  manifest: Manifest,
  folder: ModelsFolder,
): Promise<Networks> {
  const files = filesOf(manifest, folder, 'face-api');
  const read = async (role: string) => {
    const located = files.find(({ file }) => file.role === role);
    if (located) return readModel(located);
    throw new ModelsError('bad_manifest', `models/manifest.json has no file for "${role}".`);
  };
  const weights = async (role: string) => {
    const [group] = JSON.parse((await read(`${role} weights`)).toString('utf8')) as [
      { weights: WeightSpecs },
    ];
    const bytes = await read(role);
    // Copies the bytes, because the decoder views the whole underlying buffer.
    return tf.io.decodeWeights(new Uint8Array(bytes).buffer, group.weights);
  };
  const networks = {
    detector: new faceapi.SsdMobilenetv1(),
    landmarks: new faceapi.FaceLandmark68Net(),
    recogniser: new faceapi.FaceRecognitionNet(),
  };
  give(networks.detector, await weights('detector'));
  give(networks.landmarks, await weights('landmarks'));
  give(networks.recogniser, await weights('recogniser'));
  return networks;
}

/** Casts, because face-api ships its own copy of TensorFlow's types, which the compiler cannot match. */
function give(network: { loadFromWeightMap(map: never): void }, weights: NamedTensorMap): void {
  network.loadFromWeightMap(weights as never);
}

const require = createRequire(import.meta.url);

export interface Backend {
  faceapi: typeof FaceApi;
  tf: typeof TensorFlow;
}

/**
 * Loads face-api on native TensorFlow where npm could install it (an optional dependency, whose install script
 * downloads a binary). Otherwise it uses WebAssembly, which runs anywhere but is slower.
 */
export async function loadBackend(): Promise<Backend> {
  return loadNative() ?? (await loadWasm());
}

function loadNative(): Backend | null {
  try {
    const tf = require('@tensorflow/tfjs-node') as typeof TensorFlow;
    return { tf, faceapi: require('@vladmandic/face-api') as typeof FaceApi };
  } catch {
    return null;
  }
}

async function loadWasm(): Promise<Backend> {
  const tf = require('@tensorflow/tfjs') as typeof TensorFlow;
  const wasm = require('@tensorflow/tfjs-backend-wasm') as {
    setWasmPaths(folder: string): void;
    setThreadsCount(count: number): void;
  };
  const script = require.resolve('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(path.dirname(script) + path.sep);
  // Each worker uses one core.
  wasm.setThreadsCount(1);
  await tf.setBackend('wasm');
  await tf.ready();
  const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js') as typeof FaceApi;
  return { tf, faceapi };
}
