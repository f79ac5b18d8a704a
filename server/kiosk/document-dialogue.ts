import type { DocumentRequest } from '../protocol/document-messages.ts';
import type { KioskMessage } from '../protocol/messages.ts';
import type { DocumentEntry, DocumentScreen } from './capture.ts';
import { BadMessageError } from './kiosk-limits.ts';

type Answer = Extract<
  KioskMessage,
  { type: 'document_agreed' | 'document_key' | 'wallet_answer' | 'wallet_failed' }
>;

/**
 * The dialogue of one attempt about a document: consent, key or phone, reading, face. The camera may read the key.
 */
export class DocumentDialogue implements DocumentScreen {
  readonly #entry: DocumentEntry;
  readonly #send: (request: DocumentRequest) => void;
  /** The message that the page may send next. */
  #awaited: 'consent' | 'key' | 'late_key' | 'phone' | 'nothing' | 'camera' | 'face' = 'consent';

  constructor(entry: DocumentEntry, send: (request: DocumentRequest) => void) {
    this.#entry = entry;
    this.#send = send;
  }

  show(request: DocumentRequest): void {
    // The camera read the key first, but a typed key may still arrive.
    if (request.step !== 'key' && this.#awaited === 'key') this.#awaited = 'late_key';
    if (request.step === 'key') this.#awaited = 'key';
    if (request.step === 'wallet') this.#awaited = 'phone';
    if (request.step === 'face') this.#awaited = 'camera';
    this.#send(request);
  }

  /** @throws {BadMessageError} */
  receive(answer: Answer): void {
    if (answer.type === 'document_agreed') {
      this.#expect('consent');
      const { from, hasChoice } = this.#entry;
      if (answer.from && !hasChoice) throw new BadMessageError('there is no choice');
      this.#awaited = 'key';
      return this.#entry.onAgreed(this, answer.from ?? from);
    }
    if (answer.type !== 'document_key') {
      this.#expect('phone');
      this.#awaited = 'nothing';
      return answer.type === 'wallet_answer'
        ? this.#entry.onAnswer(answer)
        : this.#entry.onPhoneFailed(answer.cause);
    }
    const isLate = this.#awaited === 'late_key';
    if (!isLate) this.#expect('key');
    this.#awaited = 'nothing';
    if (isLate) return undefined;
    return this.#entry.onKey(answer.key);
  }

  /** Notes that the page has turned its camera on. @throws {BadMessageError} in a step without a camera */
  expectCamera(): void {
    // In the key step, the page may turn the camera off and on.
    if (this.#awaited === 'key' || this.#awaited === 'late_key') return;
    this.#expect('camera');
    this.#awaited = 'face';
  }

  end(): void {
    this.#entry.onLeft();
  }

  #expect(what: 'consent' | 'key' | 'phone' | 'camera'): void {
    if (this.#awaited !== what) throw new BadMessageError(`no ${what} is wanted`);
  }
}
