/** Loads the native library into the calling process, to see whether it works there. @throws when it does not */
export async function loadOnnxRuntime(): Promise<void> {
  await import('./onnx/onnxruntime.ts');
}
