import { within } from '#base/time';
import { isOfSameArrival, type Decision } from './decision.ts';
import type { Ledger } from './ledger.ts';
import { retryUntil } from './store-faults.ts';
import type { DecisionOutbox } from './decision-outbox.ts';

interface Deps {
  ledger: Pick<Ledger, 'find'>;
  decisionOutbox: Pick<DecisionOutbox, 'find'>;
}

/** Answers kept in memory for repeats while the store cannot be read. */
const rememberedAnswers = 1000;
/** How long to wait for the store when this process knows an answer. */
const storeMs = 500;

/**
 * Earlier decisions on a job. The store's decision comes first, whichever instance stored it. This process's memory
 * counts where the store does not answer.
 */
export class EarlierAnswers {
  readonly #deps: Deps;
  readonly #remembered = new Map<string, Decision>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @param stored the stored decision of a job that was answered here */
  remember(stored: Decision): void {
    this.#remembered.set(stored.jobId, stored);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > rememberedAnswers && oldest !== undefined) {
      this.#remembered.delete(oldest);
    }
  }

  /**
   * @param deadline on the clock of `performance.now()`
   * @throws the store's error, when this process knows nothing about the job
   */
  async find(jobId: string, deadline: number): Promise<Decision | null> {
    const { ledger, decisionOutbox } = this.#deps;
    const unstored = decisionOutbox.find(jobId);
    const known = unstored ?? this.#remembered.get(jobId);
    if (!known) return retryUntil(() => ledger.find(jobId), deadline);
    const asked = ledger.find(jobId).catch(() => null);
    const stored = await within(storeMs, asked, null);
    if (!stored) return known;
    // For the same arrival, an unstored answer that Envoy got wins over a stored one that Envoy did not get.
    return unstored && isOfSameArrival(stored, unstored) ? unstored : stored;
  }
}
