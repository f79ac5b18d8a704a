import { Type } from 'typebox';
import type { CaptureEnd, CodeEntry, CodeScreen } from '../kiosk/capture.ts';
import { judgeCode, type CodeVerdict } from '../people/personal-code.ts';
import type { CodeRequest } from '../protocol/code-messages.ts';
import {
  defineCheck,
  type Check,
  type CheckContext,
  type CheckResult,
  type FailedResult,
  type IdentifiedPerson,
  refuse,
  withListener,
} from '../sign-in/check.ts';
import { reasons, type ReviewReason } from '../sign-in/reasons.ts';
import type { Db } from '../store/schema.ts';
import { countFailedTry } from '../store/tables/person-tries.ts';
import { findPersonalCode } from '../store/tables/personal-codes.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import { type SharedCaptures, cutShortResult } from './shared-capture.ts';

export interface PersonalCodeDeps {
  db: Db;
  cipher: Pick<TemplateCipher, 'expectKeyOf' | 'openSecret'>;
  captures: SharedCaptures;
  /** Milliseconds since 1970. Default: the machine's clock. */
  now?: () => number;
}

export const personalCodeSettings = Type.Object({});

/** The capture ends this long before the check's own deadline, so that the result is in time. */
const concludingMs = 200;
/** Per sign-in. */
const mostTries = 3;

/** Does the person whose face matched type the code of their own authenticator app? */
export function createPersonalCodeCheck(deps: PersonalCodeDeps): Check {
  return defineCheck({
    name: 'personal_code',
    settings: personalCodeSettings,
    needs: ['locationId', 'deviceId', 'language'],
    run: async ({ jobId, ...where }, context) => {
      const handle = deps.captures.handle(jobId);
      const question = new CodeQuestion(deps, context);
      try {
        const end = await handle.capture({
          look: 'personal_code',
          ...where,
          visitor: null,
          deadline: context.deadline - concludingMs,
          signal: context.signal,
          onFrame: async () => ({ guidance: 'looking_good', progress: 1, done: false }),
          code: question,
        });
        return withListener(question.resultOf(end), (_verdict, reason) =>
          end.showOutcome(reasons[reason].visitor),
        );
      } finally {
        handle.leave();
      }
    },
  });
}

/**
 * Asks for the code in one sign-in, only after the face has matched. So the screen reveals nothing about a claim that
 * was only typed, and never tells a stranger that the person has a code.
 */
class CodeQuestion implements CodeEntry {
  readonly #deps: PersonalCodeDeps;
  readonly #enough = new AbortController();
  #screen: CodeScreen | null = null;
  /** The request that the screen shows; null before the first one, and while a code is being judged. */
  #request: CodeRequest | null = null;
  #personId: string | null = null;
  #wasPut = false;
  #tries = 0;
  #lastFailure: 'wrong' | 'used' | null = null;
  #result: CheckResult | null = null;
  #fault: { error: unknown } | null = null;

  constructor(deps: PersonalCodeDeps, { identified }: Pick<CheckContext, 'identified'>) {
    this.#deps = deps;
    void identified.then((person) => this.#watch(this.#askPerson(person)));
  }

  get enough(): AbortSignal {
    return this.#enough.signal;
  }

  onScreen(screen: CodeScreen): void {
    this.#screen = screen;
    if (this.#request) screen.ask(this.#request);
  }

  onCode(code: string | null): void {
    const personId = this.#personId;
    // A screen that reconnected may send another code while the earlier one is being judged.
    if (personId === null || !this.#request) return;
    this.#request = null;
    if (code === null) this.#conclude(this.#fail('code_missing'));
    else void this.#watch(this.#judge(personId, code));
  }

  /** @throws the store's error */
  resultOf({ ending }: CaptureEnd): CheckResult {
    if (this.#fault) throw this.#fault.error;
    if (this.#result) return this.#result;
    // A later conclusion no longer counts.
    const result = this.#whenCutShort(ending);
    this.#conclude(result);
    return result;
  }

  #whenCutShort(ending: CaptureEnd['ending']): CheckResult {
    if (ending === 'done') return this.#fail('internal_error');
    if (ending !== 'timed_out' || !this.#wasPut) return this.#fail(cutShortResult[ending]);
    return this.#fail(this.#lastFailure ? reasonOf[this.#lastFailure] : 'code_missing');
  }

  async #askPerson(person: IdentifiedPerson | null): Promise<void> {
    // The face check gives the reason.
    if (!person) return this.#conclude({ passed: false, reason: 'not_finished' });
    this.#personId = person.id;
    const isSetUp = (await findPersonalCode(this.#deps.db, person.id)) !== undefined;
    if (!isSetUp) return this.#conclude(notSetUp(person.id));
    this.#ask(null);
  }

  #ask(problem: CodeRequest['problem']): void {
    if (this.#result) return;
    this.#wasPut = true;
    this.#request = { setUp: null, problem };
    this.#screen?.ask(this.#request);
  }

  async #judge(personId: string, code: string): Promise<void> {
    const { db, cipher, now = Date.now } = this.#deps;
    const verdict = await judgeCode(db, cipher, { personId, code, time: now() });
    if (this.#result) return;
    switch (verdict.state) {
      case 'correct':
        return this.#conclude(this.#pass(personId, verdict));
      case 'not_set_up':
        return this.#conclude(notSetUp(personId, changed));
      default:
        return this.#triedInVain(personId, verdict.state);
    }
  }

  /** Counts a failed try at once, so that cutting the link does not undo it. The last one counts with the sign-in. */
  async #triedInVain(personId: string, failure: 'wrong' | 'used'): Promise<void> {
    this.#lastFailure = failure;
    if (++this.#tries >= mostTries) return this.#conclude(this.#fail(reasonOf[failure]));
    await countFailedTry(this.#deps.db, personId, new Date());
    this.#ask(failure);
  }

  #pass(personId: string, { codeId }: Extract<CodeVerdict, { state: 'correct' }>): CheckResult {
    const isTheSame = async (db: Db) => (await findPersonalCode(db, personId))?.codeId === codeId;
    const result: CheckResult = {
      passed: true,
      reason: 'passed',
      preconditions: {
        hold: isTheSame,
        reevaluate: async () =>
          (await isTheSame(this.#deps.db)) ? result : refuse(result, notSetUp(personId, changed)),
      },
    };
    return result;
  }

  /** A visitor who saw the question and did not answer it correctly has failed a try, however the capture ended. */
  #fail(reason: ReviewReason): CheckResult {
    const personId = this.#personId;
    if (!this.#wasPut || personId === null) return { passed: false, reason };
    return { passed: false, reason, evidence: { personId, tried: 'failed' } };
  }

  #conclude(result: CheckResult): void {
    this.#result ??= result;
    this.#request = null;
    this.#enough.abort();
  }

  async #watch(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#fault = { error };
      this.#enough.abort();
    }
  }
}

const reasonOf = { wrong: 'code_wrong', used: 'code_used' } as const;

const changed = 'It was reset while the screen asked for it, or before the visitor was answered.';

function notSetUp(personId: string, note?: string): FailedResult {
  const evidence = { personId, ...(note !== undefined && { note }) };
  return { passed: false, reason: 'code_not_set_up', evidence };
}
