import type { Db } from '../store/schema.ts';
import { findPerson } from '../store/tables/people.ts';
import { wasAnyoneErasedSince } from '../store/tables/privacy.ts';
import type { Decision } from './decision.ts';
import type { StorageOutcome, StorageTarget, UnstoredDecision } from './decision-outbox.ts';
import type { Ledger } from './ledger.ts';
import { withoutNames } from './sign-in.ts';
import { mayBeStoredLater, safeErrorCode } from './store-faults.ts';

interface Deps {
  ledger: Ledger;
  db: Db;
  /** Called for each stored answer with the stored decision of its job. */
  onStored?: (stored: Decision) => void;
}

/** Stores answers that Envoy got before, without bringing back anybody who was erased since. */
export class AnswerStore implements StorageTarget {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async store(answer: UnstoredDecision): Promise<StorageOutcome> {
    let isNamed: boolean;
    try {
      isNamed = await mayBeNamed(answer, this.#deps.db);
    } catch (error) {
      return { kind: 'later', fault: safeErrorCode(error) };
    }
    return this.#record(answer, isNamed);
  }

  async #record(answer: UnstoredDecision, isNamed: boolean): Promise<StorageOutcome> {
    const { given, isAnswered } = answer;
    const decision = isNamed ? given : aboutNobody(given);
    const signIn = isNamed ? answer.signIn : withoutNames(answer.signIn);
    let stored: Decision;
    try {
      stored = await this.#deps.ledger.record(decision, signIn, { isAnswered });
    } catch (error) {
      if (mayBeStoredLater(error)) return { kind: 'later', fault: safeErrorCode(error) };
      // The person may have been erased at this moment.
      if (isNamed && given.evidence.personId) return this.#record(answer, false);
      return { kind: 'never', fault: safeErrorCode(error) };
    }
    this.#deps.onStored?.(stored);
    return { kind: 'stored' };
  }
}

/**
 * Whether the answer may still name its person. An answer must not bring back an erased person: the person must
 * exist. Where the person is unknown, nobody may have been erased since the arrival.
 */
async function mayBeNamed({ given }: UnstoredDecision, db: Db): Promise<boolean> {
  const { personId } = given.evidence;
  if (personId !== undefined) return (await findPerson(db, personId)) !== undefined;
  return !(await wasAnyoneErasedSince(db, given.receivedAt));
}

function aboutNobody(given: Decision): Decision {
  const evidence = { ...given.evidence };
  for (const about of ['personId', 'note', 'hits', 'score'] as const) delete evidence[about];
  const checks = given.checks.map((check) => ({ ...check, note: null }));
  return { ...given, evidence, checks };
}
