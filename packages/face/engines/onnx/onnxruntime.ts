// The order matters: the first import is evaluated first.
import './no-telemetry.ts';
export * as ort from 'onnxruntime-node';
