/** The models in the calling process, for tools that measure them. */
export type { Engine } from './engine.ts';
export { loadEngine } from './load-engine.ts';
export { decode } from '../decode.ts';
export { OnnxModel } from './onnx/model.ts';
export { loadOnnxEngine } from './onnx/onnx-engine.ts';
export { alignFace, embedFace } from './onnx/recogniser.ts';
export { FrameAnalyzer } from '../frame-analyzer.ts';
