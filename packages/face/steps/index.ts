/** Single steps of an analysis in the calling process, for tools that measure them. */
export { decode } from '../decode.ts';
export { FrameAnalyzer } from '../frame-analyzer.ts';
export { Pyramid } from '../picture.ts';
export { sample } from '../sampling.ts';
export type { Engine } from '../engines/engine.ts';
export { loadEngine } from '../engines/load-engine.ts';
export { OnnxModel } from '../engines/onnx/model.ts';
export { loadOnnxEngine } from '../engines/onnx/onnx-engine.ts';
export { alignFace, embedFace } from '../engines/onnx/recogniser.ts';
export { roomPrintOf } from '../room/room-print.ts';
export { depthAround } from '../tracking/head-depth.ts';
export { parallaxOf, type Track } from '../tracking/parallax.ts';
export { thinPlate } from '../tracking/thin-plate.ts';
