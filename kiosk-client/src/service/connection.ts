import { Value } from 'typebox/value';
import {
  PairingRefusal,
  Session,
  type PairingRequest,
} from '../../../server/protocol/pairing-messages.ts';
import type { PairingProblem } from '../machine/state.ts';
import {
  closeCodes,
  type KioskMessage,
  type ServiceMessage,
} from '../../../server/protocol/messages.ts';
import { backOff, closingOf, type Closing, readMessage } from './link.ts';

export interface ServiceConnectionListener {
  unpaired(): void;
  message(message: ServiceMessage): void;
  /** After `lost`, the connection retries by itself; after the others it does not. */
  closed(closing: Closing): void;
}

/** How long a new socket may take until the service greets. */
const helloTimeoutMs = 10_000;

/** The socket to the service: opened when paired, reopened when lost, watched for silence. */
export class Connection {
  private readonly listener: ServiceConnectionListener;
  private socket: WebSocket | null = null;
  private failures = 0;
  private silenceMs = helloTimeoutMs;
  /** Set during a capture. */
  private captureSilenceMs: number | undefined;
  private silenceTimer = 0;
  private retryTimer = 0;
  /** Increased whenever earlier work must not continue. */
  private generation = 0;

  constructor(listener: ServiceConnectionListener) {
    this.listener = listener;
  }

  start(): void {
    this.stop();
    void this.attempt(this.generation);
  }

  stop(): void {
    this.generation++;
    window.clearTimeout(this.retryTimer);
    this.drop();
  }

  send(data: KioskMessage | Uint8Array<ArrayBuffer>): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.socket.send(data instanceof Uint8Array ? data : JSON.stringify(data));
  }

  private async attempt(generation: number): Promise<void> {
    const session = await fetchSession();
    if (generation !== this.generation) return;
    if (!session) return this.lost();
    if (!session.paired) return this.listener.unpaired();
    this.open();
  }

  private open(): void {
    const url = new URL('/kiosk/socket', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    this.socket = socket;
    this.silenceMs = helloTimeoutMs;
    this.captureSilenceMs = undefined;
    this.watchSilence();
    socket.addEventListener('message', (event) => {
      if (socket === this.socket) this.received(socket, event.data);
    });
    socket.addEventListener('close', (event) => {
      if (socket === this.socket) this.closed(closingOf(event.code));
    });
  }

  private received(socket: WebSocket, data: unknown): void {
    const read = readMessage(data);
    if ('mistake' in read) {
      socket.close(closeCodes.badMessage, read.mistake);
      this.closed('lost');
      return;
    }
    if (read.message.type === 'hello') {
      this.failures = 0;
      this.silenceMs = 2000 * read.message.heartbeatSeconds;
    }
    if (read.message.type === 'capture_start') this.captureSilenceMs = read.message.silenceMs;
    if (read.message.type === 'capture_end') this.captureSilenceMs = undefined;
    this.watchSilence();
    this.listener.message(read.message);
  }

  private closed(closing: Closing): void {
    if (closing === 'lost') return this.lost();
    this.stop();
    this.listener.closed(closing);
  }

  private lost(): void {
    this.drop();
    const { generation } = this;
    const retry = () => void (generation === this.generation && this.attempt(generation));
    this.retryTimer = window.setTimeout(retry, backOff(this.failures++, Math.random));
    this.listener.closed('lost');
  }

  private watchSilence(): void {
    window.clearTimeout(this.silenceTimer);
    const ms = this.captureSilenceMs ?? this.silenceMs;
    this.silenceTimer = window.setTimeout(() => this.lost(), ms);
  }

  /** Drops the socket without waiting for its closing handshake, which a dead peer never completes. */
  private drop(): void {
    window.clearTimeout(this.silenceTimer);
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }
}

/** Milliseconds. The page repeats the session request while a service starts. */
const timeLimits = { session: 2500, pair: 10_000 };

/** Whether this browser is paired; null when the service gives no valid answer. */
async function fetchSession(): Promise<{ paired: boolean } | null> {
  const body = await request('/kiosk/session', timeLimits.session, { cache: 'no-store' });
  return Value.Check(Session, body) ? body : null;
}

/** Exchanges a pairing code for the cookie. Null on success; otherwise the reason. */
export async function redeemCode(code: string): Promise<PairingProblem | null> {
  const body = await request('/kiosk/pair', timeLimits.pair, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code } satisfies PairingRequest),
  });
  if (Value.Check(Session, body)) return body.paired ? null : 'wrong_code';
  return Value.Check(PairingRefusal, body) ? body.error : 'unreachable';
}

async function request(path: string, timeoutMs: number, init: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(path, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    return await response.json();
  } catch {
    return null;
  }
}
