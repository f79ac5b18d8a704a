import { Type, type Static } from 'typebox';
import { isRevisionInForce } from '../documents/csca-lists.ts';
import type { EnrollableDocuments } from '../documents/enrollable-documents.ts';
import { fitsDocument, shownName, type VerifiedDocument } from '../documents/verified-document.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import type { OptOuts } from '../people/opt-outs.ts';
import type { People } from '../people/person.ts';
import {
  defineCheck,
  type Check,
  type CheckContext,
  type CheckResult,
  type DocumentHolder,
  refuse,
  type ShownDocument,
  withListener,
} from '../sign-in/check.ts';
import { reasons, type ReviewReason } from '../sign-in/reasons.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Db } from '../store/schema.ts';
import { areKiosksPaired } from '../store/tables/kiosks.ts';
import { claimedRecords } from './face/candidates.ts';
import { watchedRefusal } from './face/face-verdict.ts';
import { everybodyIn, recordsOf } from './face/recheck-claim.ts';
import type { CaptureHandle, SharedCaptures } from './shared-capture.ts';
import { withOfferedDocument } from './identity/enrollable-result.ts';
import { noteOf, reasonAgainst } from './identity/ending.ts';
import {
  runDocumentSession,
  type DocumentResult,
  type RunSessionDeps,
} from './identity/run-session.ts';
import { lookAgain } from './identity/second-look.ts';
import type { WaitingResults } from './identity/waiting-results.ts';

export interface IdentityDocumentDeps extends Omit<RunSessionDeps, 'people'> {
  people: Pick<People, 'compare' | 'findClaimed'>;
  optOuts: Pick<OptOuts, 'has' | 'within'>;
  waiting: Pick<WaitingResults, 'take' | 'putBack'>;
  captures: SharedCaptures;
  /** For tests without a camera. */
  lookAgain?: typeof lookAgain;
  enrollable: Pick<EnrollableDocuments, 'put'>;
  serving: KioskRegistry['serving'];
}

export const identityDocumentSettings = Type.Object({
  classes: Type.Array(Type.Enum(['genuine', 'copy_not_excluded']), {
    default: ['genuine'],
    minItems: 1,
    uniqueItems: true,
    description:
      'The classes that pass. `copy_not_excluded`: the data are signed, and the chip offers no proof, as in passports of the United States. See docs/identity-document.md.',
  }),
});
type Settings = Static<typeof identityDocumentSettings>;

const needs = ['claim', 'locationId', 'deviceId', 'language'] as const;
type Needed = Pick<SignInRequest, (typeof needs)[number] | 'jobId'>;

/** The capture ends this long before the check's own deadline, so that the result is in time. */
const concludingMs = 300;

/**
 * Does a visitor who is not enrolled show an identity document that is theirs? The face check, which runs in parallel,
 * looks at enrolled people.
 */
export function createIdentityDocumentCheck(deps: IdentityDocumentDeps): Check {
  return defineCheck({
    name: 'identity_document',
    settings: identityDocumentSettings,
    needs,
    documents: true,
    run: async (signIn, context) => {
      const handle = deps.captures.handle(signIn.jobId);
      try {
        return await run(deps, signIn, context, handle);
      } finally {
        handle.leave();
      }
    },
  });
}

async function run(
  deps: IdentityDocumentDeps,
  signIn: Needed,
  context: CheckContext<Settings>,
  handle: CaptureHandle,
): Promise<CheckResult> {
  const claimed = everybodyIn(await claimedRecords(deps.people, signIn.claim));
  const rest = new Foundation(deps, signIn, recordsOf(claimed));
  if (claimed.length > 0) return rest.support({ passed: true, reason: 'not_required' });
  if (await deps.optOuts.has(signIn.claim)) return { passed: false, reason: 'opted_out' };
  const result =
    (await seeAgain(deps, signIn, context, handle)) ??
    (await askFor(deps, signIn, context, handle));
  const { threshold } = deps.vision.model;
  // The service drops a late result and never calls its listeners, so nothing would release the document's use.
  const use = (seen: Seen) =>
    performance.now() < context.deadline &&
    deps.recent.use({ jobId: signIn.jobId, ...seen }, threshold);
  const judged = conclude(result, signIn, context.settings, use);
  const { watchedEntry } = result;
  const concluded = watchedEntry === null ? judged : watchedRefusal(judged, watchedEntry);
  const release = () => deps.recent.release(signIn.jobId);
  const supported = rest.support(withRelease(concluded, release), result);
  return withOfferedDocument(supported, result, signIn, deps.enrollable);
}

/**
 * Takes a document that was shown before the sign-in, at a screen that serves this sign-in, and looks at the face again.
 * Returns null where no such document fits the typed name.
 */
async function seeAgain(
  deps: IdentityDocumentDeps,
  signIn: Needed,
  { settings, deadline, signal }: CheckContext<Settings>,
  handle: CaptureHandle,
): Promise<DocumentResult | null> {
  const screens = deps.serving(signIn).map(({ id }) => id);
  const fits = (document: VerifiedDocument) => fitsDocument(signIn.claim.name, document);
  const shown = deps.waiting.take(screens, fits);
  if (!shown) return null;
  const inTime = { deadline: deadline - concludingMs, signal };
  const result = await (deps.lookAgain ?? lookAgain)(deps, shown, signIn, handle, inTime);
  // Its holder may still come.
  const isGood = reasonAgainst(result.ending, settings.classes) === null && !result.watchedEntry;
  if (!isGood) deps.waiting.putBack(shown);
  return result;
}

function askFor(
  deps: IdentityDocumentDeps,
  { jobId, locationId, deviceId, language }: Needed,
  { deadline, signal }: CheckContext<Settings>,
  handle: CaptureHandle,
): Promise<DocumentResult> {
  // A session with a document has a capture of its own.
  handle.leave();
  const where = { jobId, locationId, deviceId, language };
  return runDocumentSession(deps, { ...where, deadline: deadline - concludingMs, signal });
}

interface Seen {
  mark: string;
  face: Float32Array;
}

/** Releases the document for another use when the sign-in does not let the visitor in. */
function withRelease(result: CheckResult, release: () => void): CheckResult {
  return withListener(result, (verdict) => {
    if (verdict !== 'approved') release();
  });
}

/** @param use returns false when the document, or the face with another document, was used within the hour */
function conclude(
  result: DocumentResult,
  { claim }: Needed,
  settings: Settings,
  use: (seen: Seen) => boolean,
): CheckResult {
  const { ending, frames } = result;
  const document = ending.kind === 'judged' ? ending.document : null;
  const note = noteOf(ending);
  const seen = ending.kind === 'judged' ? ending.face : null;
  const reason =
    reasonAgainst(ending, settings.classes) ?? reasonOfUse(document, result.probe, claim.name, use);
  const evidence = {
    ...seen?.evidence,
    frames,
    ...(document && { document: describeShown(document, seen) }),
    ...(note !== null && reason !== null && { note }),
  };
  const passed: CheckResult = {
    passed: true,
    reason: 'passed',
    evidence,
    ...(document && { documented: holderOf(document) }),
    listeners: [(_verdict, said) => result.showOutcome(reasons[said].visitor)],
  };
  return reason === null ? passed : refuse(passed, { reason, evidence });
}

function reasonOfUse(
  document: VerifiedDocument | null,
  face: Float32Array | null,
  typed: string | null,
  use: (seen: Seen) => boolean,
): ReviewReason | null {
  if (!document || !fitsDocument(typed, document)) return 'identity_name_differs';
  return face && use({ mark: document.mark, face }) ? null : 'identity_used_before';
}

function describeShown(document: VerifiedDocument, face: CheckResult | null): ShownDocument {
  const { verdict, kind, issuingState, expiresOn } = document;
  const differs = face?.reason === 'identity_face_differs' ? 'differs' : 'not_compared';
  return {
    ...{ class: verdict, kind, issuingState, expiresOn, name: shownName(document) },
    face: face?.passed ? 'matches' : differs,
  };
}

/** In documents, Germany's code is the letter D. In lists, it has three letters. */
function holderOf({ names, birthDate, nationality }: VerifiedDocument): DocumentHolder {
  return {
    names: names.map(({ given, family }) => `${given} ${family}`.trim()),
    birthDate,
    nationality: nationality === 'D' ? 'DEU' : nationality,
  };
}

const changed = 'Before the visitor was answered, what the document was judged by has changed.';

/** The preconditions of a pass, checked again in the transaction that stores it. */
class Foundation {
  readonly #deps: IdentityDocumentDeps;
  readonly #signIn: Needed;
  readonly #records: string;

  /** @param records of the people whom the claim meant when the check began */
  constructor(deps: IdentityDocumentDeps, signIn: Needed, records: string) {
    this.#deps = deps;
    this.#signIn = signIn;
    this.#records = records;
  }

  support(result: CheckResult, read?: DocumentResult): CheckResult {
    if (!result.passed) return result;
    return {
      ...result,
      preconditions: {
        hold: (transaction) => this.#holds(transaction, read),
        reevaluate: async () =>
          refuse(result, { reason: 'identity_not_read', evidence: { note: changed } }),
      },
    };
  }

  async #holds(transaction: Db, read: DocumentResult | undefined): Promise<boolean> {
    const { people, optOuts } = this.#deps;
    const { claim } = this.#signIn;
    const now = everybodyIn(await claimedRecords(people, claim, transaction));
    if (recordsOf(now) !== this.#records) return false;
    if (!read) return true;
    if (read.kioskId === null || read.trust === null) return false;
    return (
      !(await optOuts.within(transaction).has(claim)) &&
      (await isRevisionInForce(transaction, read.trust)) &&
      (await areKiosksPaired(transaction, [read.kioskId])) &&
      (await read.faceStands(transaction))
    );
  }
}
