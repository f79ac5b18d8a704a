import type { CodeReader } from '../../credentials/codes/code-reader.ts';
import type { Wallet } from '../../credentials/wallet.ts';
import type { FrameAnswer } from '../../kiosk/capture.ts';

/** So long somebody is given to show another code after one that was refused. */
const secondChanceMs = 5000;

/** Looks for the codes of health passes in frames, and for nothing else. */
export class CodeLook {
  readonly #codes: Pick<CodeReader, 'read'>;
  readonly #wallet: Wallet;
  #looks = 0;
  #refusedAt = 0;

  constructor(codes: Pick<CodeReader, 'read'>, wallet: Wallet) {
    this.#codes = codes;
    this.#wallet = wallet;
  }

  async onFrame(jpeg: Uint8Array): Promise<FrameAnswer> {
    for (const code of await this.#codes.read(jpeg)) await this.#wallet.showCode(code);
    const now = performance.now();
    if (this.#wallet.looks !== this.#looks) {
      this.#looks = this.#wallet.looks;
      this.#refusedAt = now;
    }
    switch (this.#wallet.state.kind) {
      case 'enough':
        return { guidance: 'looking_good', progress: 1, done: true };
      case 'incomplete':
        return { guidance: 'show_next_part', progress: 0.5, done: false };
      case 'refused': {
        const done = now - this.#refusedAt >= secondChanceMs;
        return { guidance: 'show_other_pass', progress: 0.3, done };
      }
      case 'empty':
        return { guidance: 'show_pass', progress: 0, done: false };
    }
  }
}
