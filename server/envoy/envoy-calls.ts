import { EventEmitter } from 'node:events';
import type { Caller } from '../platform/caller.ts';

/** The user agent of `vestibule doctor`: its test of a changed secret is no call by Envoy. */
export const doctorAgent = 'vestibule-doctor';

const dayMs = 24 * 3600_000;
/** Refused calls beyond this number are not counted. */
const most = 1000;
/** After an accepted call, so many refusals in a row mean trouble: a single one may come from a stranger. */
const refusedInRow = 3;
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
  readonly #since = new Date();
  #refusedInRow = 0;
  #acceptedMs = -Infinity;
  /** Age of the latest sign-ins at arrival, by job, while all deviate in the same direction. */
  readonly #off = new Map<string, number>();

  /** Counts a call whose signature matches none of our secrets. */
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
