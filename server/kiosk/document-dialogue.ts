import type { DocumentRequest } from '../protocol/document-messages.ts';
import type { KioskMessage } from '../protocol/messages.ts';
import type { DocumentEntry, DocumentScreen } from './capture.ts';
import { BadMessageError } from './kiosk-limits.ts';

type Answer = Extract<KioskMessage, { type: 'document_agreed' | 'document_key' }>;

/** What one attempt at a capture says of a document, in this order: consent, key, reading, face. */
export class DocumentDialogue implements DocumentScreen {
  readonly #entry: DocumentEntry;
  readonly #send: (request: DocumentRequest) => void;
  /** What the page may say next. */
  #awaited: 'consent' | 'key' | 'nothing' | 'camera' = 'consent';

  constructor(entry: DocumentEntry, send: (request: DocumentRequest) => void) {
    this.#entry = entry;
    this.#send = send;
  }

  show(request: DocumentRequest): void {
    if (request.step === 'key') this.#awaited = 'key';
    if (request.step === 'face') this.#awaited = 'camera';
    this.#send(request);
  }

  /** @throws {BadMessageError} */
  receive(answer: Answer): void {
    if (answer.type === 'document_agreed') {
      this.#expect('consent');
      this.#awaited = 'key';
      return this.#entry.onAgreed(this);
    }
    this.#expect('key');
    this.#awaited = 'nothing';
    return this.#entry.onKey(answer.key);
  }

  /** The page has turned the camera on. @throws {BadMessageError} before the face is asked for */
  expectCamera(): void {
    this.#expect('camera');
  }

  end(): void {
    this.#entry.onLeft();
  }

  #expect(what: 'consent' | 'key' | 'camera'): void {
    if (this.#awaited !== what) throw new BadMessageError(`no ${what} is wanted`);
  }
}
