import type { Db } from '../store/schema.ts';
import { decide, type Decision, type NamedResult } from './decision.ts';
import type { SignInCall } from './sign-in-call.ts';
import type { Ledger } from './ledger.ts';
import type { SignInOutcome } from './sign-in-outcome.ts';
import { assertPreconditionsHold, PreconditionChangedError, reevaluate } from './run-checks.ts';
import type { SignInRequest } from './sign-in.ts';
import { retryUntil } from './store-faults.ts';

/** Stores the decision on one sign-in. An approval is stored only while the facts behind its checks are unchanged. */
export class DecisionRecorder {
  /** The sign-in as it arrived, and later with the facts that the policy read. */
  signIn: SignInRequest;
  /** The latest results of the checks. */
  results: readonly NamedResult[] = [];
  readonly #ledger: Ledger;
  readonly #call: SignInCall;
  #isFirst = false;

  constructor(ledger: Ledger, call: SignInCall, signIn: SignInRequest) {
    this.#ledger = ledger;
    this.#call = call;
    this.signIn = signIn;
  }

  /** Whether this process stored the job's first decision, even if the database did not confirm that. */
  get isFirst(): boolean {
    return this.#isFirst;
  }

  /** The decision that follows from the results. */
  decide(): Decision {
    const { jobId, receivedAt } = this.#call;
    return this.#call.stamp(decide(jobId, receivedAt, this.results));
  }

  /** Stores the decision or, where a fact has changed, the one that follows from the new results. */
  async store(decision: Decision): Promise<SignInOutcome> {
    const call = this.#call;
    let stored = await retryUntil(() => this.tryToStore(decision), call.deadline);
    while (!stored) {
      stored = await retryUntil(() => this.tryToStore(this.decide()), call.deadline);
    }
    return { kind: this.#isFirst ? 'first' : 'known', decision: stored };
  }

  /**
   * Returns the stored decision. Null: a fact has changed, nothing was stored, and the results are new.
   *
   * @param alongside writes in the same transaction if the decision is the first one of its job
   */
  async tryToStore(
    decision: Decision,
    alongside?: (transaction: Db) => Promise<void>,
  ): Promise<Decision | null> {
    try {
      return await this.#ledger.record(this.#call.stamp(decision), this.signIn, {
        before: async (transaction) => {
          if (decision.verdict === 'approved')
            await assertPreconditionsHold(transaction, this.results);
        },
        alongside: async (transaction) => {
          await alongside?.(transaction);
          this.#isFirst = true;
        },
      });
    } catch (error) {
      if (!(error instanceof PreconditionChangedError)) throw error;
      this.results = await reevaluate(this.results);
      return null;
    }
  }

  /** Stores the review that Envoy heard, and returns what is stored. One that Envoy cannot have heard replaces nothing. */
  async storeHeard(heard: Decision): Promise<Decision> {
    return this.#ledger.record(heard, this.signIn, {
      alongside: async () => void (this.#isFirst = true),
      isAnswered: this.#call.mayBeHeard,
    });
  }
}
