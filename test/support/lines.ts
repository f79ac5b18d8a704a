import { Writable } from 'node:stream';

/** A stream that keeps everything written to it. */
export class Lines extends Writable {
  readonly #chunks: string[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk.toString());
    done();
  }

  text(): string {
    return this.#chunks.join('');
  }
}
