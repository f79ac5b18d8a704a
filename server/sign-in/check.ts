import type { Static, TObject } from 'typebox';
import { Value } from 'typebox/value';
import type { Person } from '../people/person.ts';
import type { Db } from '../store/schema.ts';
import type { ReviewReason, Reason, Verdict } from './reasons.ts';
import type { SignInRequest } from './sign-in.ts';

/** One question asked about a sign-in. Checks run side by side under the sign-in's deadline. */
export interface Check {
  /** Short and stable: the policy, the log, the store and the visitor log use this name. */
  readonly name: string;
  /** Settings that a policy may give this check. Each has a default. */
  readonly settings: TObject;
  /** The fields of a sign-in that the check reads; it gets no others. */
  readonly needs: readonly (keyof SignInRequest)[];
  /** Whether it can find out which enrolled person the visitor is. Such a check must not wait for `found`. */
  readonly finds?: boolean;
  /** Whether it can identify the visitor by an identity document. Such a check must not wait for `documented`. */
  readonly documents?: boolean;
  /**
   * Answers before `deadline`. A check that throws, hangs or answers late counts as a review, so a
   * check only has to be right when it says `passed`.
   */
  run(signIn: SignInRequest, context: CheckContext): Promise<CheckResult>;
}

export interface CheckContext<Settings = unknown> {
  /** Aborted when the answer is no longer needed: deadline, shutdown, or another check decided. */
  signal: AbortSignal;
  /** On the clock of `performance.now()`, in milliseconds. */
  deadline: number;
  /** The policy's settings for this check. */
  settings: Settings;
  /**
   * The enrolled person that another check identified; null once no check can do so any more. Never rejects, and
   * settles by the deadline.
   */
  identified: Promise<IdentifiedPerson | null>;
  /** The visitor's identity according to a document; settles like `identified`. */
  documented: Promise<DocumentHolder | null>;
}

/** The holder of an identity document that was verified. */
export interface DocumentHolder {
  /** As the state writes the names, and in Latin letters. */
  names: readonly string[];
  /** `1990-12-31` */
  birthDate: string | null;
  /** ISO 3166 code of three letters; null: the document does not say. */
  nationality: string | null;
}

/** The recorded facts of an enrolled person. */
export type IdentifiedPerson = Pick<Person, 'id' | 'name' | 'email'>;

/** A check that a sign-in must pass, with the policy's settings. */
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

/** Makes a check that sees only the fields it needs and its own settings, validated and completed. */
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
      /** Lets the other checks run on, so that the failure is not visible in the lobby. */
      keepOtherChecksRunning?: boolean;
      /**
       * Whether a look at the visitor and a document can settle the failure, and nothing speaks against the visitor.
       * The desk is then asked if the policy says `askDesk`. See desk-approval.ts.
       */
      deskMayApprove?: boolean;
    }
) & {
  evidence?: Evidence;
  /** Inputs that may change before the approval is stored. */
  preconditions?: Preconditions;
  /** The visitor's identity for other checks; only from a check that `finds`. */
  identified?: IdentifiedPerson;
  /** The visitor's identity according to a document, whatever the result; only from a check that `documents`. */
  documented?: DocumentHolder;
  /** Refuses the approval when another sign-in of this person was approved within this time before it. */
  againWithinMs?: number;
  /** The enrolled people compared with the visitor, collected when the check began. */
  comparedWith?: readonly string[];
  /** Each is called once with the sign-in's verdict, so that the screen can show it. */
  listeners?: readonly VerdictListener[];
};

/** @param checks outcomes of all checks */
export type VerdictListener = (
  verdict: Verdict,
  reason: Reason,
  checks: readonly { passed: boolean; reason: Reason }[],
) => void;

/** Adds a listener, which hears the verdict after those before it. */
export function withListener(result: CheckResult, listener: VerdictListener): CheckResult {
  return { ...result, listeners: [...(result.listeners ?? []), listener] };
}

export type FailedResult = Extract<CheckResult, { passed: false }>;
/** What a refusal says. */
type Refusal = Pick<FailedResult, 'reason' | 'evidence' | 'keepOtherChecksRunning'>;

/**
 * Makes a result a refusal. A result has no other way from passed to refused; repeat-sign-in.ts refuses a decision that
 * is about to be stored. Who was compared stays, as does the identity by a document, and the listeners hear the verdict.
 * What could let the visitor in is dropped: the person who was found, the earlier approvals, the preconditions and the
 * desk's right to approve.
 */
export function refuse(
  { comparedWith, documented, listeners }: CheckResult,
  { reason, evidence, keepOtherChecksRunning }: Refusal,
): FailedResult {
  return {
    passed: false,
    reason,
    ...(evidence && { evidence }),
    ...(keepOtherChecksRunning && { keepOtherChecksRunning }),
    ...(comparedWith && { comparedWith }),
    ...(documented && { documented }),
    ...(listeners && { listeners }),
  };
}

/** An approval may be stored long after a check has answered: after another check, or after the desk's answer. */
interface Preconditions {
  /** Called in the transaction that stores an approval. The transaction is undone when it resolves to false. */
  hold: (transaction: Db) => Promise<boolean>;
  /** Runs the check again on current data. The first result hears the verdict, and not this one. */
  reevaluate: () => Promise<CheckResult>;
}

/** A check's measurements for the store and the front desk. No picture, no template. */
export interface Evidence {
  /** The enrolled person whom the evidence is about. */
  personId?: string;
  engine?: string;
  /** The id of the recogniser that computed the score. */
  model?: string;
  /** The visitor was asked to move, to exclude a picture, and did not or moved differently. */
  challengeFailed?: boolean;
  /** Number of challenges over all connections of the sign-in. Counted in metrics, not stored. */
  challengeCount?: number;
  /** The visitor said during the first challenge that they cannot move: no failure, if rare. */
  challengeExcused?: boolean;
  /** What two cameras showed of the face. Counted in metrics, not stored. */
  relief?: 'head' | 'doubtful' | 'flat' | 'unknown';
  /** The result as a try to be that person, whatever the check or the sign-in ends with; see `LockOut`. */
  tried?: 'matched' | 'failed';
  /** Number of frames analysed, and number good enough to count. */
  frames?: number;
  usableFrames?: number;
  /** Best fused score against the claimed person; stored, never logged or sent. */
  score?: number;
  /** Facts of an identity document for the desk. Encrypted on the card and stored nowhere else. */
  document?: ShownDocument;
  /** Since when the desk was asked without an answer in time. Encrypted on the card. */
  unansweredSince?: Date;
  /** Watchlist entries that may mean the visitor. */
  hits?: readonly ListHit[];
  /** A sentence for the receptionist in addition to the reason's own, without scores. */
  note?: string;
}

type FieldComparison = 'agrees' | 'differs' | 'not listed' | 'not asked';

/** A watchlist entry, by its list and number, with the cause of the hit. */
export interface ListHit {
  list: string;
  entry: string;
  by: string;
  /** Similarity of the names; null when the hit was not by name, like the comparisons. */
  percent: number | null;
  birthDate: FieldComparison | null;
  country: FieldComparison | null;
}

/** Facts of an identity document: no number, no birth date, no portrait. */
export interface ShownDocument {
  class: 'genuine' | 'copy_not_excluded' | 'not_verified' | 'expired' | 'revoked';
  kind: 'passport' | 'card' | 'licence' | 'pid';
  issuingState: string;
  /** `2034-04-15` */
  expiresOn: string;
  /** As the document writes it. */
  name: string;
  face: 'matches' | 'differs' | 'not_compared';
}

/** The policy's requirements for one sign-in. */
export interface Requirements {
  /** The checks that the sign-in must pass. An empty list is a fault, not an approval. */
  checks: readonly RequiredCheck[];
  /** The sign-in with the facts that the policy read; for checks and notifications. */
  signIn: SignInRequest;
  /** Whether the desk is asked to settle a doubt. */
  askDesk?: boolean;
}
