import { ort } from './onnxruntime.ts';
import type { Target } from '../../sampling.ts';
import type { OnRun } from '../engine.ts';

/** One loaded model with one picture-shaped input that is used again for every run. */
export class OnnxModel {
  readonly input: Target;
  readonly #role: string;
  readonly #session: ort.InferenceSession;
  readonly #feeds: Record<string, ort.Tensor>;
  readonly #onRun: OnRun | undefined;

  private constructor(role: string, session: ort.InferenceSession, shape: number[], onRun?: OnRun) {
    const [channels = 1, height = 1, width = 1] = shape;
    this.input = { data: new Float32Array(channels * height * width), width, height };
    this.#role = role;
    this.#session = session;
    this.#onRun = onRun;
    const tensor = new ort.Tensor('float32', this.input.data, [1, channels, height, width]);
    this.#feeds = { [session.inputNames[0]!]: tensor };
  }

  /** @param shape channels, height and width of the input */
  static async load(
    role: string,
    model: Uint8Array,
    shape: [number, number, number],
    onRun?: OnRun,
  ): Promise<OnnxModel> {
    const session = await ort.InferenceSession.create(model, {
      // One worker is one core; several workers make use of several.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
    return new OnnxModel(role, session, shape, onRun);
  }

  /** Runs the model on what `input` holds; the outputs in the model's order. */
  async run(): Promise<Float32Array[]> {
    const started = performance.now();
    const outputs = await this.#session.run(this.#feeds);
    this.#onRun?.(this.#role, performance.now() - started);
    return this.#session.outputNames.map((name) => outputs[name]!.data as Float32Array);
  }
}

export function softmax(logits: Float32Array): number[] {
  const highest = Math.max(...logits);
  const powers = Array.from(logits, (value) => Math.exp(value - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
