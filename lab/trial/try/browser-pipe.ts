import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** The switch that makes Chromium read and write its DevTools protocol here. No other program can connect. */
export const pipeSwitch = '--remote-debugging-pipe';
/** The streams of a Chromium with this switch: what it reads is the fourth, what it writes the fifth. */
export const pipeStdio = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] as const;

interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** The only window of a Chromium that was started with `pipeSwitch` and `pipeStdio`. */
export class BrowserPipe {
  readonly #to: Writable;
  readonly #waiting = new Map<number, (answer: Message) => void>();
  readonly #closed: Promise<Message>;
  readonly #listeners = new Map<string, (params: Record<string, unknown>) => unknown>();
  #sessionId: string | undefined;
  #id = 0;

  constructor({ stdio }: ChildProcess) {
    this.#to = stdio[3] as Writable;
    // A closed window ends the pipe; the command notices that by itself.
    this.#to.on('error', () => {});
    let unread = '';
    const from = stdio[4] as Readable;
    this.#closed = new Promise((resolve) => {
      from.once('close', () => resolve({ error: { message: 'the browser has ended' } }));
    });
    from.setEncoding('utf8').on('data', (text: string) => {
      const messages = (unread + text).split('\0');
      unread = messages.pop() ?? '';
      for (const message of messages) this.#take(JSON.parse(message) as Message);
    });
  }

  /** Connects to the window, once there is one. */
  async attach(): Promise<void> {
    const page = new Promise<Message>((resolve) => {
      this.on('Target.targetCreated', ({ targetInfo }) => {
        const { type, targetId } = targetInfo as { type: string; targetId: string };
        if (type === 'page') resolve({ result: { targetId } });
      });
    });
    await this.send('Target.setDiscoverTargets', { discover: true });
    const { targetId } = await this.#resultOf('a window', page);
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    this.#sessionId = sessionId as string;
  }

  on(method: string, listener: (params: Record<string, unknown>) => unknown): void {
    this.#listeners.set(method, listener);
  }

  /** @throws what Chromium says against it, or that it has ended */
  async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#id;
    const answered = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    const text = JSON.stringify({ id, method, params, sessionId: this.#sessionId });
    this.#to.write(`${text}\0`);
    return this.#resultOf(method, answered);
  }

  async #resultOf(what: string, answer: Promise<Message>): Promise<Record<string, unknown>> {
    const { error, result = {} } = await Promise.race([answer, this.#closed]);
    if (error) throw new Error(`${what}: ${error.message}`);
    return result;
  }

  #take({ id, method, params = {}, ...rest }: Message): void {
    if (method !== undefined) this.#listeners.get(method)?.(params);
    if (id === undefined) return;
    this.#waiting.get(id)?.(rest);
    this.#waiting.delete(id);
  }
}
