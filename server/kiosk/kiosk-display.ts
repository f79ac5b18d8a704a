import { asksToWait, type OutcomeMessage } from '../protocol/screen-words.ts';
import type { KioskConnection } from './kiosk-connection.ts';
import type { KioskTimes } from './kiosk-limits.ts';

interface DisplayDeps {
  times: Pick<KioskTimes, 'outcomeShowMs' | 'heldShowMs'>;
  connection: () => KioskConnection | undefined;
  /** @param askedAt when the capture was requested, on the clock of `performance.now()` */
  onResultShown: (jobId: string, askedAt: number) => void;
}

/** The capture that a kiosk's screen shows, or showed last. Without its pictures, which would stay in memory. */
interface Shown {
  captureId: string;
  connection: KioskConnection;
  jobId: string | null;
  askedAt: number;
}

/** What a kiosk's screen shows after a capture and between captures: results, and the request to wait. */
export class KioskDisplay {
  readonly #deps: DisplayDeps;
  #last: Shown | undefined;
  /** The sign-in of the wait notice on the screen. */
  #waitNoticeJob: string | null = null;

  constructor(deps: DisplayDeps) {
    this.#deps = deps;
  }

  /** Takes the screen for a capture. @returns the function that shows its result */
  begin(shown: Shown): (message: OutcomeMessage) => void {
    this.#waitNoticeJob = null;
    this.#last = shown;
    return (message) => this.#showOutcome(shown, message);
  }

  /** Another instance has the screen now. */
  leave(): void {
    this.#waitNoticeJob = null;
    this.#last = undefined;
  }

  showWaitNotice(jobId: string, language: string | null): void {
    const showMs = this.#deps.times.heldShowMs;
    this.#deps.connection()?.send({ type: 'held', showMs, ...(language && { language }) });
    this.#waitNoticeJob = jobId;
  }

  /** Ends the wait notice. @param jobId ends only the notice of this sign-in; null: any */
  endWaitNotice(jobId: string | null): void {
    if (this.#waitNoticeJob === null || (jobId !== null && jobId !== this.#waitNoticeJob)) return;
    this.#waitNoticeJob = null;
    this.#deps.connection()?.send({ type: 'held_over' });
  }

  /** Tells the visitor of the latest capture that the front desk was asked, when theirs is one of these sign-ins. */
  showDeskAsked(jobIds: readonly string[]): void {
    const { captureId, connection, jobId } = this.#last ?? {};
    if (!captureId || !jobId || !jobIds.includes(jobId)) return;
    if (connection === this.#deps.connection()) connection?.send({ type: 'desk_asked', captureId });
  }

  /** Does nothing when another visitor is already at the screen, or when the capture's page is gone. */
  #showOutcome(shown: Shown, message: OutcomeMessage): void {
    const { times, onResultShown } = this.#deps;
    const { captureId, connection, jobId, askedAt } = shown;
    if (shown !== this.#last || connection !== this.#deps.connection()) return;
    const showMs = asksToWait(message) ? times.heldShowMs : times.outcomeShowMs;
    connection.send({ type: 'outcome', captureId, message, showMs });
    this.#waitNoticeJob = asksToWait(message) ? jobId : null;
    if (jobId !== null) onResultShown(jobId, askedAt);
  }
}
