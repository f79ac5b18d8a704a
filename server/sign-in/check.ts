import type { Static, TObject } from 'typebox';
import { Value } from 'typebox/value';
import type { Person } from '../people/person.ts';
import type { Db } from '../store/schema.ts';
import type { ReviewReason, Reason, Verdict } from './reasons.ts';
import type { SignInRequest } from './sign-in.ts';

/** One question asked about a sign-in. Checks run side by side under the sign-in's deadline. */
export interface Check {
  /** Short and stable: the policy, the log, the store and the visitor log use it. */
  readonly name: string;
  /** What a policy may say of this check. Every setting has a default. */
  readonly settings: TObject;
  /** What it reads of a sign-in; it is given nothing else. */
  readonly needs: readonly (keyof SignInRequest)[];
  /** It can find out which enrolled person the visitor is. Such a check must not wait for `found`. */
  readonly finds?: boolean;
  /** It can find out who the visitor is by an identity document. Such a check must not wait for `documented`. */
  readonly documents?: boolean;
  /**
   * Answers before `deadline`. A check that throws, hangs or answers late counts as a review, so a
   * check only has to be right when it says `passed`.
   */
  run(signIn: SignInRequest, context: CheckContext): Promise<CheckResult>;
}

export interface CheckContext<Settings = unknown> {
  /** Aborted when the answer is no longer wanted: deadline, shutdown, or another check decided. */
  signal: AbortSignal;
  /** On the clock of `performance.now()`, in milliseconds. */
  deadline: number;
  /** What the policy says of this check. */
  settings: Settings;
  /**
   * The enrolled person whom another check found the visitor to be; null once none can any more. Never
   * rejects, and is pending at most until the deadline.
   */
  identified: Promise<IdentifiedPerson | null>;
  /** Who the visitor's identity document says they are; like `identified`. */
  documented: Promise<DocumentHolder | null>;
}

/** The holder of an identity document whose chip was verified. */
export interface DocumentHolder {
  /** As the state writes it, and in Latin letters. */
  names: readonly string[];
  /** `1990-12-31` */
  birthDate: string | null;
  /** ISO 3166, three letters. */
  nationality: string;
}

/** What is recorded of an enrolled person. */
export type IdentifiedPerson = Pick<Person, 'id' | 'name' | 'email'>;

/** A check that a sign-in must pass, with what the policy says of it. */
export interface RequiredCheck {
  check: Pick<Check, 'name' | 'run' | 'finds' | 'documents'>;
  settings: unknown;
}

interface Definition<Settings extends TObject, Needs extends keyof SignInRequest> {
  name: string;
  settings: Settings;
  needs: readonly Needs[];
  finds?: boolean;
  documents?: boolean;
  run(
    signIn: Pick<SignInRequest, Needs | 'jobId'>,
    context: CheckContext<Static<Settings>>,
  ): Promise<CheckResult>;
}

/** Makes a check that sees its own settings, checked and completed, and the fields it needs, only. */
export function defineCheck<Settings extends TObject, const Needs extends keyof SignInRequest>(
  definition: Definition<Settings, Needs>,
): Check {
  const { name, settings, needs, finds = false, documents = false } = definition;
  return {
    name,
    settings,
    needs,
    finds,
    documents,
    run: async (signIn, context) => {
      const given = Value.Default(settings, structuredClone(context.settings ?? {}));
      const neededFields = Object.fromEntries(
        ['jobId' as const, ...needs].map((field) => [field, signIn[field]]),
      ) as Pick<SignInRequest, Needs | 'jobId'>;
      return definition.run(neededFields, { ...context, settings: Value.Parse(settings, given) });
    },
  };
}

export type CheckResult = (
  | { passed: true; reason: Extract<Reason, 'matched' | 'passed' | 'not_required'> }
  | {
      passed: false;
      reason: ReviewReason;
      /** Lets the other checks run on, so that nothing in the lobby looks any different. */
      keepOtherChecksRunning?: boolean;
      /**
       * Someone who looks at the visitor and at a document can settle it, and nothing speaks against
       * the visitor: where the policy says `askDesk`, the desk is asked. See desk-approval.ts.
       */
      deskMayApprove?: boolean;
    }
) & {
  evidence?: Evidence;
  /** Inputs that may change before the approval is stored. */
  preconditions?: Preconditions;
  /** Who the visitor is, which other checks may ask; only from a check that `finds`. */
  identified?: IdentifiedPerson;
  /** Who a document says the visitor is, whatever the result; only from a check that `documents`. */
  documented?: DocumentHolder;
  /** No approval, when another sign-in in this person's name was approved so long before it. */
  againWithinMs?: number;
  /** The enrolled people with whom the visitor was compared, from when the check began. */
  comparedWith?: readonly string[];
  /** Told once what the sign-in's verdict became, so that the visitor's screen can say it. @param checks all of them */
  onVerdict?: (
    verdict: Verdict,
    reason: Reason,
    checks?: readonly { passed: boolean; reason: Reason }[],
  ) => void;
};

/** An approval may be stored long after a check has answered: after another check, or after the desk was asked. */
interface Preconditions {
  /** Asked in the transaction that stores an approval, which is undone when it does not. */
  hold: (transaction: Db) => Promise<boolean>;
  /** Runs the check again on current data. The first result hears the verdict, and not this one. */
  reevaluate: () => Promise<CheckResult>;
}

/** A check's measurements, which the store and the front desk get. No picture, no template. */
export interface Evidence {
  /** The enrolled person it is about. */
  personId?: string;
  engine?: string;
  /** The recogniser's id, on whose scale the score is. */
  model?: string;
  /** The visitor was asked to move, to show that they are no picture, and did not as asked. */
  challengeFailed?: boolean;
  /** How many questions they were put, over all links of the sign-in. Counted, and not stored. */
  challengeCount?: number;
  /** They said that they cannot move while the first question was open: no failure, once in a while. */
  challengeExcused?: boolean;
  /** What it was as a try to be that person, whatever the check or the sign-in came to; see `LockOut`. */
  tried?: 'matched' | 'failed';
  /** Frames looked at, and those good enough to count. */
  frames?: number;
  usableFrames?: number;
  /** Best fused score against the claimed person; stored, never logged or sent. */
  score?: number;
  /** Share of the room in sight that is as it was learned; stored, never logged or sent. */
  roomAgreement?: number;
  /** How far the face went along with the light of the screen; stored, never logged or sent. */
  lightAgreement?: number;
  /** What the desk is shown of an identity document. Sealed on the card, and stored nowhere else. */
  document?: ShownDocument;
  /** Since when the desk was asked, where nobody answered in time. Sealed on the card. */
  unansweredSince?: Date;
  /** The entries of watchlists that the visitor may be. */
  hits?: readonly ListHit[];
  /** A sentence for the receptionist in addition to the reason's own, without scores. */
  note?: string;
}

type FieldComparison = 'agrees' | 'differs' | 'not listed' | 'not asked';

/** An entry of a watchlist, by its list and number, and what led to it. */
export interface ListHit {
  list: string;
  entry: string;
  by: string;
  /** How much the names are alike; null where it was not found by a name, like the comparisons. */
  percent: number | null;
  birthDate: FieldComparison | null;
  country: FieldComparison | null;
}

/** Of an identity document: no number, no birth date, no portrait. */
export interface ShownDocument {
  class: 'genuine' | 'copy_not_excluded' | 'not_verified' | 'expired' | 'revoked';
  kind: 'passport' | 'card';
  issuingState: string;
  /** `2034-04-15` */
  expiresOn: string;
  /** As in the document. */
  name: string;
  face: 'matches' | 'differs' | 'not_compared';
}

/** What the policy asks of one sign-in. */
export interface Requirements {
  /** The checks that the sign-in must pass. None at all is a fault, not an approval. */
  checks: readonly RequiredCheck[];
  /** The sign-in with what the policy knows of it; checks and notifications use it. */
  signIn: SignInRequest;
  /** Whether the desk is asked about a doubt. */
  askDesk?: boolean;
}
