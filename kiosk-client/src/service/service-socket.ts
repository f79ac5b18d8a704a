import {
  closeCodes,
  type CameraTaker,
  type KioskMessage,
  type ServiceMessage,
} from '#server/protocol/messages.ts';
import { closingOf, type Closing, readMessage } from './link.ts';

/** How long a new socket may take until the service greets. */
const helloTimeoutMs = 10_000;

interface SocketListener {
  message(message: ServiceMessage): void;
  /** Called once, unless the page itself has dropped the socket. */
  onClosed(closing: Closing): void;
}

/** One socket to one instance of the service, watched for silence. */
export class ServiceSocket {
  /** Rises with each socket of the page. */
  readonly n: number;
  /** The instance's id; empty for a service of an earlier version, which knows of no others. */
  instance = '';
  /** The ids of all instances, as this one says. */
  instances: readonly string[] = [];
  /** Who has the camera, as this instance knows it. */
  told: CameraTaker = 'nobody';
  /** Whether the instance is about to stop. */
  isLeaving = false;
  private readonly socket: WebSocket;
  private readonly listener: SocketListener;
  private silenceMs = helloTimeoutMs;
  /** Set during a capture. */
  private captureSilenceMs: number | undefined;
  private silenceTimer = 0;
  private isOver = false;

  constructor(n: number, listener: SocketListener) {
    this.n = n;
    this.listener = listener;
    const url = new URL('/kiosk/socket', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    this.socket = new WebSocket(url);
    this.watchSilence();
    this.socket.addEventListener('message', (event) => this.receive(event.data));
    this.socket.addEventListener('close', (event) => this.end(closingOf(event.code)));
  }

  /** Whether the service knows messages about other sockets. */
  get knowsOthers(): boolean {
    return this.instance !== '';
  }

  send(data: KioskMessage | Uint8Array<ArrayBuffer>): void {
    if (this.isOver || this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.send(data instanceof Uint8Array ? data : JSON.stringify(data));
  }

  /** Drops the socket without waiting for its closing handshake, which a dead peer never completes. */
  drop(): void {
    this.isOver = true;
    window.clearTimeout(this.silenceTimer);
    this.socket.close();
  }

  private receive(data: unknown): void {
    if (this.isOver) return;
    const read = readMessage(data);
    if ('mistake' in read) {
      this.socket.close(closeCodes.badMessage, read.mistake);
      return this.end('lost');
    }
    const { message } = read;
    if (message.type === 'hello') this.silenceMs = 2000 * message.heartbeatSeconds;
    if (message.type === 'capture_start') this.captureSilenceMs = message.silenceMs;
    if (message.type === 'capture_end') this.captureSilenceMs = undefined;
    this.watchSilence();
    this.listener.message(message);
  }

  private watchSilence(): void {
    window.clearTimeout(this.silenceTimer);
    const ms = this.captureSilenceMs ?? this.silenceMs;
    this.silenceTimer = window.setTimeout(() => this.end('lost'), ms);
  }

  private end(closing: Closing): void {
    if (this.isOver) return;
    this.drop();
    this.listener.onClosed(closing);
  }
}
