import { PassportError } from '../errors.ts';
import { limits } from '../limits.ts';
import { decodeResponse, encodeCommand, type ChipCommand, type ChipResponse } from './apdu.ts';
import { SecureSession, type SessionKeys } from './session.ts';

/** Sends one command to the chip and returns its answer with the status word. Rejects when the chip is gone. */
export type Transmit = (apdu: Uint8Array) => Promise<Uint8Array>;

/** One chip in one session: counts commands, enforces the deadline, and uses secure messaging once there are keys. */
export class ChipConnection {
  readonly #transmit: Transmit;
  readonly #signal: AbortSignal;
  #secure: SecureSession | null = null;
  #sent = 0;

  constructor(transmit: Transmit, signal: AbortSignal) {
    this.#transmit = transmit;
    this.#signal = signal;
  }

  get isSecure(): boolean {
    return this.#secure !== null;
  }

  /** Number of commands sent. */
  get commandCount(): number {
    return this.#sent;
  }

  startSession(keys: SessionKeys, counter?: bigint): void {
    this.#secure = new SecureSession(keys, counter);
  }

  /** @throws {PassportError} for errors of transport or secure messaging; returns any status word */
  async send(command: ChipCommand): Promise<ChipResponse> {
    const outer = this.#secure ? this.#secure.protectCommand(command) : command;
    const response = await this.#exchange(encodeCommand(outer));
    return this.#secure ? this.#secure.openResponse(response) : response;
  }

  /** Sends and requires status 9000. @throws {PassportError} `unexpected_status` too */
  async require(command: ChipCommand, subject: string): Promise<Uint8Array> {
    const { data, status } = await this.send(command);
    if (status !== 0x9000) throw statusError(subject, status);
    return data;
  }

  async #exchange(apdu: Uint8Array): Promise<ChipResponse> {
    this.#sent += 1;
    if (this.#sent > limits.commands) throw new PassportError('too_many_commands', 'chip');
    const bytes = await this.#inTime(apdu);
    if (bytes.length > limits.responseBytes) throw new PassportError('too_large', 'response');
    return decodeResponse(bytes);
  }

  #inTime(apdu: Uint8Array): Promise<Uint8Array> {
    // A transport may throw synchronously instead of rejecting.
    const answer = (async () => this.#transmit(apdu))();
    return new Promise((resolve, reject) => {
      const stop = () => reject(new PassportError('timeout', 'chip'));
      if (this.#signal.aborted) stop();
      this.#signal.addEventListener('abort', stop, { once: true });
      answer
        .then(resolve, () => reject(new PassportError('chip_lost', 'chip')))
        .finally(() => this.#signal.removeEventListener('abort', stop));
    });
  }
}

export function statusError(subject: string, status: number): PassportError {
  return new PassportError('unexpected_status', subject, status.toString(16).padStart(4, '0'));
}
