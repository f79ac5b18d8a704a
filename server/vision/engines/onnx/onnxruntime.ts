// In this order: what comes first is evaluated first.
import './no-telemetry.ts';
export * as ort from 'onnxruntime-node';
