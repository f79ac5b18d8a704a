import { EventEmitter } from 'node:events';
import type { Caller } from '../platform/caller.ts';
import { systemClock, type Clock } from '../platform/clock.ts';

/** The user agent of `vestibule doctor`: its test of a changed secret is no call by Envoy. */
export const doctorAgent = 'vestibule-doctor';

const dayMs = 24 * 3600_000;
/** Refused calls beyond this number are not counted. */
const most = 1000;
/** So many refusals without an accepted call, over so many minutes, mean trouble: anybody can send a few. */
const refusedInRow = 3;
const refusedForMs = 3 * 60_000;
/** So many sign-ins in a row mean that the clock is off: a single one may have waited at Envoy. */
const offInRow = 3;
const offMs = 120_000;

/** Trouble that Envoy's calls themselves show. */
export type CallTrouble =
  | { kind: 'calls_refused'; count: number; lastAt: string }
  /** By this machine's clock, the latest sign-ins are at least this many minutes old or in the future. */
  | { kind: 'clock_off'; minutes: number; isAhead: boolean };

/** Calls whose signature matches none of our secrets, in the last day or since the start. */
export interface RefusedCalls {
  count: number;
  lastAt: string;
  lastFrom: Caller;
  /** Refused calls since the last accepted one. */
  inRow: number;
  /** When this process began counting. */
  since: string;
}

/**
 * Detects trouble that only the calls of the last day show. The client secret may belong to another app: such a call
 * gets 401, and Envoy lets the visitor in. Or this machine's clock is off: every sign-in seems too old. Emits
 * `changed` when the kind of trouble changes.
 */
export class EnvoyCalls extends EventEmitter<{ changed: [] }> {
  #refused: number[] = [];
  #lastFrom: Caller = { address: null, saidByTunnel: null };
  readonly #clock: Pick<Clock, 'now'>;
  readonly #since: Date;
  #refusedInRow = 0;
  #firstInRowMs = 0;
  /** Age of the latest sign-ins at arrival, by job, while all deviate in the same direction. */
  readonly #off = new Map<string, number>();

  constructor(clock: Pick<Clock, 'now'> = systemClock) {
    super();
    this.#clock = clock;
    this.#since = clock.now();
  }

  /** Counts a call whose signature matches none of our secrets. */
  noteRefused(caller: Caller): void {
    this.#changing(() => {
      this.#lastFrom = caller;
      const now = this.#now();
      if (this.#refusedInRow++ === 0) this.#firstInRowMs = now;
      this.#refused.push(now);
      if (this.#refused.length > most) this.#refused.shift();
    });
  }

  noteAccepted(): void {
    this.#changing(() => {
      this.#refusedInRow = 0;
    });
  }

  /** @param ageMs by this machine's clock; 0 when Envoy gave no time of the sign-in */
  noteSignIn(jobId: string, ageMs: number): void {
    if (ageMs === 0) return;
    this.#changing(() => {
      const isOff = Math.abs(ageMs) > offMs;
      const [before = ageMs] = this.#off.values();
      if (!isOff || Math.sign(before) !== Math.sign(ageMs)) this.#off.clear();
      if (!isOff) return;
      this.#off.set(jobId, ageMs);
      const [oldest = ''] = this.#off.keys();
      if (this.#off.size > offInRow) this.#off.delete(oldest);
    });
  }

  /** Refused calls of the last day; null when there were none. */
  get refused(): RefusedCalls | null {
    const since = this.#now() - dayMs;
    this.#refused = this.#refused.filter((time) => time > since);
    const last = this.#refused.at(-1);
    if (last === undefined) return null;
    return {
      count: this.#refused.length,
      lastAt: new Date(last).toISOString(),
      lastFrom: this.#lastFrom,
      inRow: this.#refusedInRow,
      since: this.#since.toISOString(),
    };
  }

  /** Null when there is no trouble. */
  get trouble(): CallTrouble | null {
    const kind = this.#kind();
    if (kind === null) return null;
    // Leaves out the callers' addresses, which only the doctor shows: trouble goes to people and to the desk.
    if (kind === 'calls_refused') {
      const { count, lastAt } = this.refused!;
      return { kind, count, lastAt };
    }
    const ages = [...this.#off.values()];
    const leastMs = Math.min(...ages.map(Math.abs));
    return { kind, minutes: Math.round(leastMs / 60_000), isAhead: ages[0]! > 0 };
  }

  /** Runs at each call, so it must be cheap. */
  #kind(): CallTrouble['kind'] | null {
    const latest = this.#refused.at(-1) ?? -Infinity;
    const isLasting = latest - this.#firstInRowMs >= refusedForMs;
    const isRefused = this.#refusedInRow >= refusedInRow && isLasting;
    if (isRefused && latest > this.#now() - dayMs) return 'calls_refused';
    return this.#off.size < offInRow ? null : 'clock_off';
  }

  #now(): number {
    return this.#clock.now().getTime();
  }

  #changing(note: () => void): void {
    const before = this.#kind();
    note();
    if (this.#kind() !== before) this.emit('changed');
  }
}
