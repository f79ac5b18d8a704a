import { EventEmitter } from 'node:events';
import type { Caller } from '../platform/caller.ts';

/** What `vestibule doctor` calls itself: its trial of a changed secret is no call of Envoy's. */
export const doctorAgent = 'vestibule-doctor';

const dayMs = 24 * 3600_000;
/** More refused calls are not counted. */
const most = 1000;
/** After a call with the right signature, so many refused ones in a row are needed: one may be a stranger's. */
const refusedInRow = 3;
/** A visitor who signs in again makes so many; one alone may have waited in Envoy. */
const offInRow = 3;
const offMs = 120_000;

/** What is wrong with Envoy's calls, as the calls themselves show it. */
export type CallTrouble =
  | { kind: 'calls_refused'; count: number; lastAt: string }
  /** By this machine's clock, the latest sign-ins are at least so many minutes old, or so far in the future. */
  | { kind: 'clock_off'; minutes: number; isAhead: boolean };

/** Calls with a signature that none of our secrets made, in the last day or since the start. */
export interface RefusedCalls {
  count: number;
  lastAt: string;
  lastFrom: Caller;
  /** When this process began to count. */
  since: string;
}

/**
 * Concludes from the calls of the last day what only they show: that the client secret is another app's (such a call
 * gets 401, and Envoy lets the visitor in), and that this machine's clock is off (such a sign-in is too old for ever).
 * Emits `changed` when the kind of trouble changes.
 */
export class EnvoyCalls extends EventEmitter<{ changed: [] }> {
  #refused: number[] = [];
  #lastFrom: Caller = { address: null, saidByTunnel: null };
  readonly #since = new Date();
  #refusedInRow = 0;
  #acceptedMs = -Infinity;
  /** How old each of the latest sign-ins was when it arrived, by job, while all of them are off the same way. */
  readonly #off = new Map<string, number>();

  /** A call with a signature that none of our secrets made. */
  noteRefused(caller: Caller): void {
    this.#changing(() => {
      this.#lastFrom = caller;
      this.#refusedInRow++;
      this.#refused.push(Date.now());
      if (this.#refused.length > most) this.#refused.shift();
    });
  }

  noteAccepted(): void {
    this.#changing(() => {
      this.#refusedInRow = 0;
      this.#acceptedMs = Date.now();
    });
  }

  /** @param ageMs by this machine's clock; 0 when Envoy did not say when the visitor signed in */
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

  /** Refused calls of the last day; null when there are none. */
  get refused(): RefusedCalls | null {
    const since = Date.now() - dayMs;
    this.#refused = this.#refused.filter((time) => time > since);
    const last = this.#refused.at(-1);
    if (last === undefined) return null;
    return {
      count: this.#refused.length,
      lastAt: new Date(last).toISOString(),
      lastFrom: this.#lastFrom,
      since: this.#since.toISOString(),
    };
  }

  /** Null when the calls are as they should be. */
  get trouble(): CallTrouble | null {
    const kind = this.#kind();
    if (kind === null) return null;
    // Where from is for the doctor alone: trouble is sent to people and shown at the desk.
    if (kind === 'calls_refused') {
      const { count, lastAt } = this.refused!;
      return { kind, count, lastAt };
    }
    const ages = [...this.#off.values()];
    const leastMs = Math.min(...ages.map(Math.abs));
    return { kind, minutes: Math.round(leastMs / 60_000), isAhead: ages[0]! > 0 };
  }

  /** Asked at each call, so it counts nothing. */
  #kind(): CallTrouble['kind'] | null {
    const since = Date.now() - dayMs;
    const needed = this.#acceptedMs > since ? refusedInRow : 1;
    const isRefused = this.#refusedInRow >= needed && (this.#refused.at(-1) ?? 0) > since;
    if (isRefused) return 'calls_refused';
    return this.#off.size < offInRow ? null : 'clock_off';
  }

  #changing(note: () => void): void {
    const before = this.#kind();
    note();
    if (this.#kind() !== before) this.emit('changed');
  }
}
