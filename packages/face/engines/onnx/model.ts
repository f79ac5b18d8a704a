import { ort } from './onnxruntime.ts';
import { type ModelInput, pixelLayoutOf } from '../../models/model-input.ts';
import type { PixelLayout, SampleTarget } from '../../sampling.ts';
import type { OnRun } from '../engine.ts';

/** One loaded model, with one image-shaped input buffer that every run reuses. */
export class OnnxModel {
  readonly input: SampleTarget;
  readonly layout: PixelLayout;
  readonly #role: string;
  readonly #session: ort.InferenceSession;
  readonly #feeds: Record<string, ort.Tensor>;
  readonly #onRun: OnRun | undefined;
  /** Buffer for interleaved channels; null where the model takes `input` as it is. */
  readonly #interleaved: Float32Array | null;

  private constructor(
    role: string,
    session: ort.InferenceSession,
    input: ModelInput,
    onRun?: OnRun,
  ) {
    const { width, height } = input;
    const channels = input.order === 'grey' ? 1 : 3;
    const isInterleaved = input.layout === 'nhwc';
    this.input = { data: new Float32Array(channels * height * width), width, height };
    this.layout = pixelLayoutOf(input);
    this.#role = role;
    this.#session = session;
    this.#onRun = onRun;
    this.#interleaved = isInterleaved ? new Float32Array(this.input.data.length) : null;
    const shape = isInterleaved ? [1, height, width, channels] : [1, channels, height, width];
    const tensor = new ort.Tensor('float32', this.#interleaved ?? this.input.data, shape);
    this.#feeds = { [session.inputNames[0]!]: tensor };
  }

  static async load(
    role: string,
    model: Uint8Array,
    input: ModelInput,
    onRun?: OnRun,
  ): Promise<OnnxModel> {
    const session = await ort.InferenceSession.create(model, {
      // Each worker uses one core; several workers use several cores.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
    return new OnnxModel(role, session, input, onRun);
  }

  /** Runs the model on the content of `input`. @returns the outputs in the model's order */
  async run(): Promise<Float32Array[]> {
    if (this.#interleaved) interleave(this.input, this.#interleaved);
    const started = performance.now();
    const outputs = await this.#session.run(this.#feeds);
    this.#onRun?.(this.#role, performance.now() - started);
    return this.#session.outputNames.map((name) => outputs[name]!.data as Float32Array);
  }
}

function interleave({ data, width, height }: SampleTarget, into: Float32Array): void {
  const plane = width * height;
  const channels = data.length / plane;
  for (let channel = 0; channel < channels; channel += 1) {
    const from = channel * plane;
    for (let at = 0; at < plane; at += 1) into[at * channels + channel] = data[from + at]!;
  }
}

export function softmax(logits: Float32Array): number[] {
  const highest = Math.max(...logits);
  const powers = Array.from(logits, (value) => Math.exp(value - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
