/** What `vestibule doctor` calls itself: its trial of a changed secret is no call of Envoy's. */
export const doctorAgent = 'vestibule-doctor';

const dayMs = 24 * 3600_000;
/** More are not counted. */
const most = 1000;

/**
 * Counts the calls of the last day that bear a signature which none of our secrets made. Envoy's calls are among them
 * when the client secret belongs to another app. Such a call gets 401, and Envoy then lets the visitor in.
 */
export class WrongSignatures {
  #times: number[] = [];

  note(): void {
    this.#times.push(Date.now());
    if (this.#times.length > most) this.#times.shift();
  }

  /** Null when none came. */
  lastDay(): { count: number; lastAt: string } | null {
    const since = Date.now() - dayMs;
    this.#times = this.#times.filter((time) => time > since);
    const last = this.#times.at(-1);
    if (last === undefined) return null;
    return { count: this.#times.length, lastAt: new Date(last).toISOString() };
  }
}
