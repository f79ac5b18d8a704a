import { EventEmitter, once } from 'node:events';
import { Compile } from 'typebox/compile';
import { WebSocket } from 'ws';
import { readJson } from '#base/text';
import { closeCodes } from '#server/protocol/messages.ts';
import {
  ReaderCommand,
  readerProtocol,
  readerSocketPath,
  type ReaderMessage,
} from '#server/protocol/reader-messages.ts';
import { isPassportCommand } from './passport-commands.ts';

const validator = Compile(ReaderCommand);

/** In milliseconds; the service pings every five seconds. */
const silenceMs = 15_000;
const retries = { first: 250, last: 5000 };

/** Why the agent does not reconnect by itself. */
const finalCodes: Readonly<Record<number, string>> = {
  [closeCodes.revoked]: 'The lobby screen was unpaired. Pair the reader again with a new code.',
  [closeCodes.replaced]: 'Another reader is connected beside this lobby screen now.',
  [closeCodes.outdated]: 'The service speaks another protocol. Use the reader that it came with.',
};
const notPaired = 'The service does not know this reader. Pair it again with a new code.';

/** The reader as the agent sees it; in tests, it has a virtual chip. */
export interface DocumentTerminal {
  /** Whether a reader is plugged in. */
  readonly hasReader: boolean;
  /** Number of documents on all readers together. */
  readonly documents: number;
  /** Called when a reader or a document comes or goes. */
  onChanged: () => void;
  /** Sends a command to the one document. Rejects when it is gone. */
  transmit(apdu: Uint8Array): Promise<Uint8Array>;
  stop(): void;
}

interface AgentEvents {
  connected: [];
  disconnected: [];
  refused: [];
  /** The agent will not reconnect. An outdated one can, in a new process after an upgrade. */
  ended: [why: string, isOutdated: boolean];
}

/** Passes commands from the service to the document on the reader, and refuses commands that no passport needs. */
export class ReaderAgent extends EventEmitter<AgentEvents> {
  readonly #url: string;
  readonly #token: string;
  readonly #reader: DocumentTerminal;
  #socket: WebSocket | null = null;
  #silence: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = retries.first;
  #isStopped = false;

  /** @param url the lobby listener, for example `http://127.0.0.1:8788` */
  constructor(url: string, token: string, reader: DocumentTerminal) {
    super();
    this.#url = new URL(url).origin;
    this.#token = token;
    this.#reader = reader;
    reader.onChanged = () => this.#tellState();
  }

  start(): void {
    const socket = new WebSocket(`${this.#url.replace(/^http/, 'ws')}${readerSocketPath}`, {
      headers: { authorization: `Bearer ${this.#token}` },
      origin: this.#url,
      maxPayload: 200_000,
    });
    this.#socket = socket;
    let refusal: string | null = null;
    socket.on('open', () => {
      this.#retryMs = retries.first;
      this.#listen(socket);
      this.#tellState();
      this.emit('connected');
    });
    socket.on('ping', () => this.#listen(socket));
    socket.on('message', (data) => void this.#answer(socket, data));
    socket.on('error', (error) => {
      if (error.message.endsWith(' 401')) refusal = notPaired;
    });
    socket.on('close', (code) => this.#end(refusal ?? finalCodes[code], code));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#retry);
    this.#reader.stop();
    const socket = this.#socket;
    if (!socket || socket.readyState === socket.CLOSED) return;
    const closed = once(socket, 'close');
    socket.close(1000);
    await closed;
  }

  #listen(socket: WebSocket): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => socket.terminate(), silenceMs);
  }

  #end(final: string | undefined, code: number): void {
    clearTimeout(this.#silence);
    if (this.#isStopped) return;
    this.emit('disconnected');
    if (final !== undefined) {
      this.emit('ended', final, code === closeCodes.outdated);
      return;
    }
    this.#retry = setTimeout(() => this.start(), this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, retries.last);
  }

  #tellState(): void {
    const { hasReader, documents } = this.#reader;
    this.#send({
      type: 'state',
      protocol: readerProtocol,
      hasReader,
      documents: Math.min(documents, 8),
    });
  }

  async #answer(socket: WebSocket, data: unknown): Promise<void> {
    const command = read(data);
    if (!command) return socket.close(closeCodes.badMessage, 'message is not of the protocol');
    const { id, bytes } = command;
    const apdu = Buffer.from(bytes, 'base64');
    if (!isPassportCommand(apdu)) {
      this.emit('refused');
      return this.#send({ type: 'failed', id, fault: 'command_refused' });
    }
    try {
      const answer = await this.#reader.transmit(apdu);
      return this.#send({ type: 'answer', id, bytes: Buffer.from(answer).toString('base64') });
    } catch {
      return this.#send({ type: 'failed', id, fault: 'document_gone' });
    }
  }

  #send(message: ReaderMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

function read(data: unknown): ReaderCommand | null {
  const message = readJson(String(data));
  return validator.Check(message) ? message : null;
}
