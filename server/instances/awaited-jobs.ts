import type { Db } from '../store/schema.ts';
import { statesOfJobs, type JobState } from '../store/tables/held-jobs.ts';
import { AtATime } from './at-a-time.ts';

/** What became of a sign-in that another instance looks at. */
export type Became =
  /** A decision is stored, or the sign-in is held no more: the store says which. */
  | 'decided'
  /** The other instance cannot read it. */
  | 'refused'
  /** The other instance is gone, and another one is to be found. */
  | 'gone'
  | 'late';

interface WaitOptions {
  /** On the clock of `performance.now()`. */
  until: number;
  signal: AbortSignal;
  /** This instance says who runs the checks; else it is to do so when the one that does is gone. */
  isOurs: boolean;
}

interface Waiting {
  isOurs: boolean;
  end: (became: Became) => void;
}

/** Sign-ins that other instances look at, and that are waited for here. */
export class AwaitedJobs {
  readonly #db: Db;
  readonly #waiting = new Map<string, Waiting>();
  readonly #looking: AtATime;

  constructor(db: Db) {
    this.#db = db;
    // A database that does not answer is waited for no longer than the sign-in.
    this.#looking = new AtATime(
      () => this.#look(),
      () => {},
    );
  }

  async wait(jobId: string, { until, signal, isOurs }: WaitOptions): Promise<Became> {
    return new Promise((resolve) => {
      const end = (became: Became) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', late);
        if (this.#waiting.get(jobId)?.end === end) this.#waiting.delete(jobId);
        resolve(became);
      };
      const late = () => end('late');
      const timer = setTimeout(late, Math.max(0, until - performance.now()));
      signal.addEventListener('abort', late);
      this.#waiting.set(jobId, { isOurs, end });
      // It may be there since before it was waited for.
      this.#looking.ask();
    });
  }

  /** The sign-in is this instance's to look at now. Returns false when it is not waited for here. */
  giveBack(jobId: string): boolean {
    const waiting = this.#waiting.get(jobId);
    waiting?.end('gone');
    return waiting !== undefined;
  }

  /** A decision on this job was stored. @param jobId null: on any */
  decided(jobId: string | null): void {
    if (jobId === null) this.look(null);
    else this.#waiting.get(jobId)?.end('decided');
  }

  /** Something was said of this job. @param jobId null: of any */
  look(jobId: string | null): void {
    if (jobId === null ? this.#waiting.size > 0 : this.#waiting.has(jobId)) this.#looking.ask();
  }

  async #look(): Promise<void> {
    const asked = new Map(this.#waiting);
    const states = await statesOfJobs(this.#db, [...asked.keys()]);
    const stateOf = new Map(states.map((state) => [state.jobId, state]));
    for (const [jobId, { isOurs, end }] of asked) {
      const became = becameOf(stateOf.get(jobId), isOurs);
      if (became) end(became);
    }
  }
}

function becameOf(state: JobState | undefined, isOurs: boolean): Became | null {
  if (!state || state.isDecided) return 'decided';
  if (state.refusal !== null) return isOurs ? 'refused' : null;
  return (isOurs ? state.runnerIsGone : state.receiverIsGone) ? 'gone' : null;
}
