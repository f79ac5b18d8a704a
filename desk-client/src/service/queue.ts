import { signal } from '@preact/signals';
import { Value } from 'typebox/value';
import {
  beatSeconds,
  deskCloseCodes,
  DeskMessage,
  type CallTroubleShown,
  type DeskCard,
  type LobbyScreen,
  type OutcomeSaid,
  type OpenApproval,
  type Underway,
} from '#server/protocol/desk-messages.ts';
import { CardAnswer, RingingAnswer } from '#server/protocol/desk-visit-messages.ts';
import type { LobbyEnrolment } from '#server/protocol/desk-enrolment-messages.ts';
import { ask } from './api.ts';

type LinkState =
  | { kind: 'connecting'; since: number }
  /** `wasAwayMs` is null when nothing was missed, or when the page has said so for long enough. */
  | { kind: 'open'; wasAwayMs: number | null };

const saidForMs = 8000;
const silenceMs = 3 * beatSeconds * 1000;
const firstRetryMs = 500;
/** The service sends closed cards for this time. */
const closedForMs = 30 * 60_000;
const mostClosed = 50;
const longestRetryMs = 10_000;

/** The live queue: who waits, who is being checked, and whether the page is up to date. */
class Queue {
  /** The longest wait comes first, so that an arrival moves no other card. */
  readonly waiting = signal<DeskCard[]>([]);
  /** Cards that any desk closed a short while ago, the latest first. Each can be put back. */
  readonly closed = signal<DeskCard[]>([]);
  /** The card that this account closed last. The toast shows it until it was put back or dismissed. */
  readonly lastAct = signal<DeskCard | null>(null);
  /** The newest line for a screen reader. */
  readonly news = signal('');
  /** Grows with each reconnection, so that views load again. */
  readonly reconnects = signal(0);
  readonly underway = signal<Underway[]>([]);
  /** Requests in doubt while Envoy waits, oldest first; empty without a connection. */
  readonly ringing = signal<OpenApproval[]>([]);
  readonly screens = signal<LobbyScreen[]>([]);
  /** Enrolments at lobby screens, under way or ended lately; the latest first. */
  readonly enrolments = signal<LobbyEnrolment[]>([]);
  /** The present problem with Envoy's calls. */
  readonly trouble = signal<CallTroubleShown | null>(null);
  readonly link = signal<LinkState>({ kind: 'connecting', since: Date.now() });
  /** The service's clock minus this browser's clock, in milliseconds. */
  readonly clockOffset = signal(0);
  onArrival: (card: DeskCard, isReopened: boolean) => void = () => {};
  onClosed: (card: DeskCard) => void = () => {};
  onRing: () => void = () => {};
  /** Sign-ins that this page lets in while Envoy waits, until their cards come. */
  readonly #letIn = new Set<string>();
  #socket: WebSocket | null = null;
  #signedOut: () => void = () => {};
  #silence = 0;
  #retry = 0;
  #failures = 0;
  #lostAt: number | null = null;

  /** Connects. The page keeps what it shows until the service sends the present state. */
  start(signedOut: () => void): void {
    this.#hangUp();
    this.#signedOut = signedOut;
    this.#connect();
  }

  stop(): void {
    this.#hangUp();
    this.waiting.value = [];
    this.closed.value = [];
    this.lastAct.value = null;
    this.news.value = '';
    this.#letIn.clear();
    this.underway.value = [];
    this.ringing.value = [];
    this.enrolments.value = [];
  }

  #hangUp(): void {
    window.clearTimeout(this.#retry);
    window.clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** @param outcome null: they wait again. @param why needed against an alarm. @throws {RefusedRequestError} after another press, or if the card is gone */
  async setOutcome(jobId: string, outcome: OutcomeSaid | null, why?: string): Promise<void> {
    const card = await this.#change(jobId, 'outcome', { method: 'POST', body: { outcome, why } });
    if (card.seenAt !== null) this.lastAct.value = card;
  }

  /** @throws {RefusedRequestError} */
  async setPresence(jobId: string, isWithThem: boolean): Promise<void> {
    await this.#change(jobId, 'presence', { method: 'PUT', body: { isWithThem } });
  }

  /** @throws {RefusedRequestError} */
  async setNote(jobId: string, note: string, was: string): Promise<void> {
    await this.#change(jobId, 'note', { method: 'PUT', body: { note, was } });
  }

  /** @throws {RefusedRequestError} when the press did not count: too late, or another press came first */
  async answerRinging(jobId: string, letIn: boolean): Promise<void> {
    const path = `/desk/api/ringing/${encodeURIComponent(jobId)}`;
    // The card may come before the answer.
    if (letIn) this.#letIn.add(jobId);
    try {
      await ask(path, RingingAnswer, { method: 'POST', body: { letIn } });
    } catch (error) {
      this.#letIn.delete(jobId);
      throw error;
    }
  }

  #connect(): void {
    const url = new URL('/desk/socket', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#watchSilence();
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.#socket) this.#receive(data);
    });
    socket.addEventListener('close', ({ code }) => {
      if (socket === this.#socket) this.#lose(code);
    });
  }

  #receive(data: unknown): void {
    this.#watchSilence();
    const message: unknown = typeof data === 'string' ? JSON.parse(data) : null;
    if (!Value.Check(DeskMessage, message)) return;
    switch (message.type) {
      case 'snapshot':
        return this.#catchUp(message);
      case 'card':
        return this.#take(message.card);
      case 'underway':
        this.underway.value = message.underway;
        return;
      case 'ringing':
        this.#setClock(message.now);
        return this.#ring(message.ringing);
      case 'enrolments':
        this.enrolments.value = message.enrolments;
        return;
      case 'screens':
        this.screens.value = message.screens;
        return;
      case 'beat':
        this.#setClock(message.now);
        this.trouble.value = message.trouble;
    }
  }

  #catchUp(snapshot: Extract<DeskMessage, { type: 'snapshot' }>): void {
    const known = new Set(this.waiting.value.map(({ jobId }) => jobId));
    const isFirst = this.#lostAt === null && this.link.value.kind === 'connecting';
    this.#setClock(snapshot.now);
    this.#ring(snapshot.ringing);
    this.waiting.value = longestFirst(snapshot.waiting);
    this.closed.value = snapshot.closed;
    this.underway.value = snapshot.underway;
    this.screens.value = snapshot.screens;
    this.trouble.value = snapshot.trouble;
    const wasAwayMs = this.#lostAt === null ? null : Date.now() - this.#lostAt;
    if (wasAwayMs !== null) this.reconnects.value++;
    this.#lostAt = null;
    this.#failures = 0;
    this.link.value = { kind: 'open', wasAwayMs };
    window.setTimeout(() => {
      if (this.link.value.kind === 'open') this.link.value = { kind: 'open', wasAwayMs: null };
    }, saidForMs);
    const arrived = snapshot.waiting.find(({ jobId }) => !known.has(jobId));
    if (arrived && !isFirst) this.onArrival(arrived, false);
  }

  #setClock(now: string): void {
    this.clockOffset.value = Date.parse(now) - Date.now();
  }

  #ring(ringing: OpenApproval[]): void {
    const known = new Set(this.ringing.value.map(({ jobId }) => jobId));
    this.ringing.value = ringing;
    if (ringing.some(({ jobId }) => !known.has(jobId))) this.onRing();
  }

  async #change(
    jobId: string,
    what: string,
    request: Parameters<typeof ask>[2],
  ): Promise<DeskCard> {
    const before = this.#cardOf(jobId);
    const path = `/desk/api/cards/${encodeURIComponent(jobId)}/${what}`;
    const { card } = await ask(path, CardAnswer, request);
    // An answer may come after the card of a later change. The socket brings all cards in their order.
    if (this.#cardOf(jobId) === before) this.#take(card);
    return card;
  }

  #cardOf(jobId: string): DeskCard | undefined {
    return [...this.waiting.value, ...this.closed.value].find((card) => card.jobId === jobId);
  }

  #take(card: DeskCard): void {
    const isThis = ({ jobId }: DeskCard) => jobId === card.jobId;
    const known = this.waiting.value.find(isThis);
    const isReopened = this.closed.value.some(isThis);
    const closed = notOfVisit(card, this.closed.value);
    if (card.seenAt !== null) {
      this.waiting.value = this.waiting.value.filter(({ jobId }) => jobId !== card.jobId);
      // The visit continues with another card.
      const own = card.outcome === 'held_again' ? [] : [card];
      this.closed.value = [...own, ...closed].filter(isLately).slice(0, mostClosed);
      const isAnswered = this.#letIn.delete(card.jobId) && card.reason === 'desk_approved';
      if (isAnswered) this.lastAct.value = card;
      if (isAnswered || (known && own.length > 0)) this.onClosed(card);
      return;
    }
    this.closed.value = closed;
    if (this.lastAct.value?.jobId === card.jobId) this.lastAct.value = null;
    this.waiting.value = longestFirst([card, ...notOfVisit(card, this.waiting.value)]);
    if (!known) this.onArrival(card, isReopened);
  }

  #lose(code: number): void {
    this.#hangUp();
    // Without a connection nobody can answer, so nothing rings.
    this.ringing.value = [];
    this.#lostAt ??= Date.now();
    this.link.value = { kind: 'connecting', since: this.#lostAt };
    if (code === deskCloseCodes.signedOut) return this.#signedOut();
    const delay = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures++);
    // A refused upgrade carries no code. The session may have ended.
    if (this.#failures % 3 === 0) this.#signedOut();
    else this.#retry = window.setTimeout(() => this.#connect(), delay);
  }

  #watchSilence(): void {
    window.clearTimeout(this.#silence);
    this.#silence = window.setTimeout(() => this.#lose(0), silenceMs);
  }
}

function isLately({ seenAt }: DeskCard): boolean {
  return seenAt !== null && Date.now() - Date.parse(seenAt) < closedForMs;
}

/** Returns since when the visitor waits: the first hold of the visit. */
export function waitsSince({ earlier, heldAt }: DeskCard): string {
  return earlier[0]?.at ?? heldAt;
}

/** Returns an id that all cards of a visit share. */
export function visitOf({ earlier, jobId }: DeskCard): string {
  return earlier[0]?.jobId ?? jobId;
}

function notOfVisit({ jobId, earlier }: DeskCard, cards: readonly DeskCard[]): DeskCard[] {
  const own = [jobId, ...earlier.map((one) => one.jobId)];
  return cards.filter((card) => !own.includes(card.jobId));
}

/** Sorts by the time since which the visitors wait. */
function longestFirst(cards: readonly DeskCard[]): DeskCard[] {
  return cards.toSorted((a, b) => waitsSince(a).localeCompare(waitsSince(b)));
}

export const queue = new Queue();
