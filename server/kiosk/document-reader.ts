import { EventEmitter } from 'node:events';
import type { RawData, WebSocket } from 'ws';
import { Compile } from 'typebox/compile';
import { keepAlive } from '../platform/keep-alive.ts';
import { closeCodes } from '../protocol/messages.ts';
import { RateLimit } from './kiosk-connection.ts';
import { readerProtocol, ReaderMessage, type ReaderCommand } from '../protocol/reader-messages.ts';
import { readJson } from '#base/text';

const validator = Compile(ReaderMessage);

const pingEveryMs = 5000;
const maxTextBytes = 100_000;
/** Reading a chip takes some 50 commands a second, each with one answer. */
const messagesTaken = { perSecond: 300, atOnce: 3000 };

/** The reason why a command has no answer. */
class ReaderError extends Error {
  readonly code: 'document_gone' | 'reader_gone' | 'command_refused';

  constructor(code: ReaderError['code']) {
    super(code);
    this.name = 'ReaderError';
    this.code = code;
  }
}

interface Waiting {
  id: number;
  resolve: (bytes: Uint8Array) => void;
  reject: (error: ReaderError) => void;
}

/** The document reader beside a kiosk, while its agent is connected. */
export class DocumentReader extends EventEmitter<{ changed: [] }> {
  readonly #onChanged: () => void;
  #socket: WebSocket | null = null;
  #hasReader = false;
  #documents = 0;
  #waiting: Waiting | null = null;
  #lastId = 0;
  #messages = new RateLimit('messages', messagesTaken);

  /** @param onChanged called when a reader or a document appears or disappears, before the listeners */
  constructor(onChanged: () => void) {
    super();
    this.#onChanged = onChanged;
  }

  get hasReader(): boolean {
    return this.#hasReader;
  }

  /** Number of documents on the reader. */
  get documents(): number {
    return this.#documents;
  }

  /** Resolves when a reader or a document appears or disappears, or when the signal is aborted. */
  nextChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.off('changed', end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      this.on('changed', end);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  /** Takes over the agent's socket, in the same turn in which it opened. Closes an earlier socket. */
  attach(socket: WebSocket): void {
    this.close(closeCodes.replaced, 'the reader connected again');
    this.#socket = socket;
    this.#messages = new RateLimit('messages', messagesTaken);
    keepAlive(socket, { everyMs: pingEveryMs });
    socket.on('message', (data, isBinary) => {
      if (socket !== this.#socket) return;
      try {
        this.#messages.count();
      } catch {
        return this.close(closeCodes.badMessage, 'too many messages');
      }
      this.#receive(data, isBinary);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      if (socket === this.#socket) this.#lose();
    });
  }

  /** Sends one command to the chip. @throws {ReaderError} when there is no answer */
  transmit(apdu: Uint8Array): Promise<Uint8Array> {
    const socket = this.#socket;
    if (!socket || !this.#hasReader) return Promise.reject(new ReaderError('reader_gone'));
    if (this.#documents !== 1) return Promise.reject(new ReaderError('document_gone'));
    // An abandoned session may still wait for an answer of the chip, which no longer counts.
    this.#waiting?.reject(new ReaderError('command_refused'));
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting = { id, resolve, reject };
      const command: ReaderCommand = {
        type: 'command',
        id,
        bytes: Buffer.from(apdu).toString('base64'),
      };
      socket.send(JSON.stringify(command));
    });
  }

  /** @param reason at most 123 bytes */
  close(code: number, reason: string): void {
    this.#socket?.close(code, reason);
    this.#lose();
  }

  #receive(data: RawData, isBinary: boolean): void {
    const message = isBinary || !Buffer.isBuffer(data) ? null : read(data);
    if (!message) return this.close(closeCodes.badMessage, 'message is not of the protocol');
    if (message.type === 'state') {
      if (message.protocol !== readerProtocol) {
        return this.close(closeCodes.outdated, `the service speaks protocol ${readerProtocol}`);
      }
      return this.#change(message.hasReader, message.documents);
    }
    const waiting = this.#waiting;
    // An answer to a command that was sent before the document was removed.
    if (waiting?.id !== message.id) return undefined;
    this.#waiting = null;
    if (message.type === 'answer') return waiting.resolve(Buffer.from(message.bytes, 'base64'));
    return waiting.reject(new ReaderError(message.fault));
  }

  #change(hasReader: boolean, documents: number): void {
    this.#hasReader = hasReader;
    this.#documents = hasReader ? documents : 0;
    if (this.#documents !== 1) {
      this.#waiting?.reject(new ReaderError(hasReader ? 'document_gone' : 'reader_gone'));
      this.#waiting = null;
    }
    this.#onChanged();
    this.emit('changed');
  }

  #lose(): void {
    if (!this.#socket) return;
    this.#socket = null;
    this.#change(false, 0);
  }
}

function read(data: Buffer): ReaderMessage | null {
  if (data.length > maxTextBytes) return null;
  const message = readJson(data.toString());
  return validator.Check(message) ? message : null;
}
