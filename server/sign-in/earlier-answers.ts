import { within } from '../platform/clock.ts';
import { isOfSameArrival, type Decision } from './decision.ts';
import type { Ledger } from './ledger.ts';
import { retryUntil } from './persist-answer.ts';
import type { DecisionOutbox } from './decision-outbox.ts';

interface Deps {
  ledger: Pick<Ledger, 'find'>;
  decisionOutbox: Pick<DecisionOutbox, 'find'>;
}

/** Answers kept in memory for repeats while the store cannot be read. */
const rememberedAnswers = 1000;
/** How long the store is waited for where this process knows an answer. */
const storeMs = 500;

/**
 * What was decided of a job before. The store has the first word, whichever instance stored it; what this
 * process knows itself counts where the store does not say.
 */
export class EarlierAnswers {
  readonly #deps: Deps;
  readonly #remembered = new Map<string, Decision>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @param stored what the store holds of a job that was answered here */
  remember(stored: Decision): void {
    this.#remembered.set(stored.jobId, stored);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > rememberedAnswers && oldest !== undefined) {
      this.#remembered.delete(oldest);
    }
  }

  /**
   * @param deadline on the clock of `performance.now()`
   * @throws what the store throws, where this process knows nothing of the job
   */
  async find(jobId: string, deadline: number): Promise<Decision | null> {
    const { ledger, decisionOutbox } = this.#deps;
    const known = decisionOutbox.find(jobId) ?? this.#remembered.get(jobId);
    if (!known) return retryUntil(() => ledger.find(jobId), deadline);
    const asked = ledger.find(jobId).catch(() => null);
    const stored = await within(storeMs, asked, null);
    // For one arrival, an answer that Envoy got and is not stored yet wins over a stored one that Envoy did not get.
    return stored && !isOfSameArrival(stored, known) ? stored : known;
  }
}
