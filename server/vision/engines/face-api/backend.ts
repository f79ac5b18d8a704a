import { createRequire } from 'node:module';
import path from 'node:path';
import type * as TensorFlow from '@tensorflow/tfjs';
import type * as FaceApi from '@vladmandic/face-api';

const require = createRequire(import.meta.url);

export interface Backend {
  faceapi: typeof FaceApi;
  tf: typeof TensorFlow;
}

/**
 * Loads face-api on the native TensorFlow where npm could install it (an optional dependency: its
 * install script downloads a binary), else on WebAssembly, which runs anywhere and is slower.
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
  // One worker is one core.
  wasm.setThreadsCount(1);
  await tf.setBackend('wasm');
  await tf.ready();
  const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js') as typeof FaceApi;
  return { tf, faceapi };
}
