import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { projectRoot } from '#server/config/environment.ts';
import type { DeskMessage } from '#server/protocol/desk-messages.ts';
import type { Running } from '../running-service.ts';

/** What a receptionist saw of the held sign-ins. */
export interface DeskTally {
  /** Sign-ins that were held. */
  held: number;
  /** Held sign-ins whose card came within a second of the answer to Envoy. */
  withinSecond: number;
  /** Held sign-ins whose card never came. */
  missing: number;
  slowestMs: number;
  /** Cards that the receptionist closed, and those where the service refused that. */
  seenTo: number;
  refused: number;
}

const secondMs = 1000;
const name = 'Soak Receptionist';
const password = 'the receptionist of the soak';

/** A receptionist with a page's session, who sees cards over the socket and closes each. */
export class SoakReceptionist {
  readonly #origin: string;
  #cookie: string;
  readonly #answered = new Map<string, number>();
  readonly #seen = new Map<string, number>();
  readonly #acts = new Set<Promise<void>>();
  #socket: WebSocket | null = null;
  #seenTo = 0;
  #refused = 0;
  #isDone = false;

  private constructor(origin: string, cookie: string) {
    this.#origin = origin;
    this.#cookie = cookie;
  }

  /** Gets an account by the operator's command, sets its password, and opens the page's socket. */
  static async enter({ dataDir, lobbyUrl }: Running): Promise<SoakReceptionist> {
    const command = path.join(projectRoot, 'dist/scripts/vestibule.js');
    const args = ['desk', 'add', name, '--role', 'reception', '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, [command, ...args], {
      env: { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: dataDir },
    });
    const token = /#link=([\w-]+)/.exec(stdout)?.[1];
    const { origin } = new URL(lobbyUrl);
    const cookie = await logIn(origin, 'set-password', { link: token, password });
    const receptionist = new SoakReceptionist(origin, cookie);
    receptionist.#connect();
    return receptionist;
  }

  /** Called when a sign-in was held, once its answer has arrived. */
  noteAnswer(jobId: string): void {
    this.#answered.set(jobId, performance.now());
  }

  /** Waits up to `waitMs` for the last card, and for every act. */
  async settle(waitMs: number): Promise<void> {
    const latest = Math.max(0, ...this.#answered.values());
    const isAllThere = () => [...this.#answered.keys()].every((jobId) => this.#seen.has(jobId));
    while (!isAllThere() && performance.now() - latest < waitMs) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await Promise.all(this.#acts);
  }

  async leave(): Promise<DeskTally> {
    await this.settle(secondMs);
    this.#isDone = true;
    this.#socket?.terminate();
    await Promise.all(this.#acts);
    const delays = [...this.#answered].map(([jobId, at]) => {
      const seen = this.#seen.get(jobId);
      // A card may arrive before the answer, which travels farther.
      return seen === undefined ? null : Math.max(0, seen - at);
    });
    const came = delays.filter((delay) => delay !== null);
    return {
      held: delays.length,
      withinSecond: came.filter((delay) => delay <= secondMs).length,
      missing: delays.length - came.length,
      slowestMs: Math.max(0, ...came),
      seenTo: this.#seenTo,
      refused: this.#refused,
    };
  }

  #connect(): void {
    const socket = new WebSocket(`${this.#origin.replace('http', 'ws')}/desk/socket`, {
      headers: { cookie: this.#cookie, origin: this.#origin },
    });
    this.#socket = socket;
    socket.on('message', (data: Buffer) =>
      this.#receive(JSON.parse(data.toString()) as DeskMessage),
    );
    socket.on('error', () => socket.terminate());
    // A restored copy has none of the sessions.
    socket.once('unexpected-response', (_request, { statusCode }) => {
      const entered = statusCode === 401 ? logIn(this.#origin, 'login', { name, password }) : null;
      void Promise.resolve(entered)
        .then((cookie) => (this.#cookie = cookie ?? this.#cookie))
        .finally(() => socket.terminate());
    });
    socket.once('close', () => {
      if (!this.#isDone) setTimeout(() => this.#connect(), 200);
    });
  }

  #receive(message: DeskMessage): void {
    const cards = message.type === 'card' ? [message.card] : [];
    if (message.type === 'snapshot') cards.push(...message.waiting);
    for (const { jobId, seenAt } of cards) {
      if (seenAt !== null || this.#seen.has(jobId)) continue;
      this.#seen.set(jobId, performance.now());
      const act = this.#seeTo(jobId).finally(() => this.#acts.delete(act));
      this.#acts.add(act);
    }
  }

  async #seeTo(jobId: string): Promise<void> {
    const answer = await fetch(`${this.#origin}/desk/api/cards/${jobId}/outcome`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: this.#origin,
        cookie: this.#cookie,
      },
      // An alarm is let in with a reason alone.
      body: JSON.stringify({ outcome: 'let_in', why: 'Soak test.' }),
    }).catch(() => null);
    if (answer?.ok) this.#seenTo++;
    else this.#refused++;
  }
}

/** @returns the session's cookie */
async function logIn(origin: string, way: 'set-password' | 'login', body: object): Promise<string> {
  const answer = await fetch(`${origin}/desk/api/${way}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify(body),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (!answer.ok || !cookie) throw new Error(`The desk answered ${answer.status} to a log-in.`);
  return cookie;
}
