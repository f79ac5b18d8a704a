import type { Logger } from 'pino';
import { recordEvent } from '../audit/record.ts';
import { isRevisionInForce } from '../documents/csca-lists.ts';
import type { EnrollableDocument, EnrollableDocuments } from '../documents/enrollable-documents.ts';
import type { CapturePhase } from '../kiosk/capture.ts';
import type { Agreement } from '../people/consent.ts';
import type { EnrolmentResult } from '../people/photos.ts';
import { oneLine } from '#base/text';
import type { LobbyEnrolment } from '../protocol/desk-enrolment-messages.ts';
import type { Db } from '../store/schema.ts';
import { enrolAtKiosk, type CameraDeps } from './enrol-at-kiosk.ts';
import { endedState, successState, notEnrolled, reasonOfError } from './enrolment-end.ts';
import { NotStoredError, type EnrolmentLease } from './enrolment-lease.ts';
import { CameraRefusalError, type Cause } from './enrolment-messages.ts';
import type { EnrolmentOrder } from './enrolment-order.ts';

/** What the front desk checks about its orders. */
export interface OrderChecks {
  /** Whether the account that ordered it may still do so. */
  mayOrder(db: Db, order: EnrolmentOrder): Promise<boolean>;
  /** Whether the card is still there. Reads the key that `checkCard` needs. */
  hasCard(jobId: string): Promise<boolean>;
  /** Call this in the transaction that stores the person. @throws {NotStoredError} when the card has changed */
  checkCard(
    transaction: Db,
    order: EnrolmentOrder & { document: EnrollableDocument | null },
    personId: string,
  ): Promise<void>;
}

export interface RunDeps extends Omit<CameraDeps, 'kiosks'> {
  kioskRegistry: CameraDeps['kiosks'];
  checks: OrderChecks;
  enrollable: Pick<EnrollableDocuments, 'find' | 'forget'>;
  log: Logger;
}

interface Run {
  order: EnrolmentOrder;
  screen: { id: string; name: string };
  lease: EnrolmentLease;
  /** Applies a change. */
  change: (change: Partial<LobbyEnrolment>) => void;
  /** Returns the state that a change would give. */
  changed: (change: Partial<LobbyEnrolment>) => LobbyEnrolment;
}

/** Time to read the text, and to wait for a queue of sign-ins. */
const withConsentMs = 5 * 60_000;

export const changedSince = new NotStoredError(
  'offer_changed',
  'The card, or whom it finds, has changed since it was offered. Nothing was stored. Offer it again.',
);
const notAllowed = new NotStoredError(
  'offer_not_allowed',
  'The person who asked for it may not enrol people any more. Nothing was stored. Ask somebody else to offer it again.',
);
export const documentGone =
  'The document does not count any more: it was shown too long ago, at another instance, or before the lists of authorities changed. Have them show it again, or offer to enrol without it.';
const untrusted = new NotStoredError('document_gone', documentGone);
const fault = 'The service had a fault; its log says more. Nothing was stored.';

/** Runs an enrolment at a screen of this instance. Returns the state in which it ended; never rejects. */
export async function runEnrolment(deps: RunDeps, run: Run): Promise<LobbyEnrolment> {
  try {
    return await outcomeOf(deps, run);
  } catch (error) {
    if (error instanceof NotStoredError) return run.changed(endedState([reasonOfError(error)]));
    const { jobId } = run.order;
    deps.log.error({ err: error, jobId }, 'an enrolment at a kiosk failed');
    return run.changed(endedState([{ code: 'fault', explanation: fault }]));
  }
}

/** @throws {NotStoredError} */
async function outcomeOf(deps: RunDeps, run: Run): Promise<LobbyEnrolment> {
  const { enrolment, checks, enrollable, log } = deps;
  const { order, lease, changed } = run;
  const { jobId } = order;
  const { db } = enrolment;
  const document = order.fromDocument && jobId !== null ? enrollable.find(jobId) : null;
  if (order.fromDocument && !document) throw untrusted;
  if (jobId !== null && !(await checks.hasCard(jobId)) && !document) throw changedSince;
  if (!(await checks.mayOrder(db, order))) throw notAllowed;
  const { result, hasAgreed } = await atScreen(deps, run, document);
  const outcome = result instanceof CameraRefusalError ? result.code : result.state;
  log.info({ outcome, jobId }, 'an enrolment at a kiosk ended');
  const isStored = !(result instanceof CameraRefusalError) && result.state !== 'refused';
  // The document is not kept for longer than the visitor wants.
  if (jobId !== null && (isStored || outcome === 'declined')) enrollable.forget(jobId);
  if (isStored) return changed(successState(result.personId));
  if (outcome === 'declined' && !hasAgreed) {
    const actor = `kiosk:${run.screen.id}`;
    await recordEvent(db, { action: 'enrolment_declined', actor, subject: jobId });
  }
  // Without a cause, the kiosk registry has ended the enrolment, because the service stops.
  const cause = (lease.signal.reason as Cause | undefined) ?? 'stopping';
  return changed(notEnrolled(result, { hasAgreed, cause, screen: run.screen.name, document }));
}

/** Enrols the person at the screen's camera, and shows each step to the desk. */
async function atScreen(
  deps: RunDeps,
  run: Run,
  document: EnrollableDocument | null,
): Promise<{ result: CameraRefusalError | EnrolmentResult; hasAgreed: boolean }> {
  const { kioskRegistry: kiosks, needsLiveness, office } = deps;
  const { order, screen, lease, change } = run;
  const { who, twinOf, text } = order;
  const agreement: Agreement = text
    ? { text, recordedBy: `kiosk:${screen.id}` }
    : { text: order.agreedTo ?? null };
  let hasAgreed = text === null;
  let hasRun = false;
  const onPhase = (phase: CapturePhase) => {
    hasAgreed ||= phase === 'agreed';
    change({ step: stepOf(phase, { asks: text !== null, hasRun }), taken: 0 });
    hasRun ||= phase === 'running';
  };
  const result = await enrolAtKiosk(
    {
      enrolment: storingAsOrdered(deps, run, agreement, document),
      ...{ kiosks, needsLiveness, office: office ?? null },
    },
    {
      kiosk: screen,
      who,
      twinOf,
      portrait: document && document.portrait,
      signal: lease.signal,
      consent: text && consentShown(text, who, document !== null),
      onAgreed: (language) => (agreement.language = language),
      onPhase,
      withCode: order.personalCode,
      onCode: () => change({ step: 'code', taken: 3, guidance: null }),
      onState: ({ taken, guidance, outcome }) =>
        change({ step: outcome === 'complete' ? 'storing' : 'posing', taken, guidance }),
      ...(text && { timeoutMs: withConsentMs }),
    },
  );
  return { result, hasAgreed };
}

/** Stores only after a check of the account, the card and the lease in the same transaction. */
function storingAsOrdered(
  deps: RunDeps,
  { order, lease, changed }: Run,
  agreement: Agreement,
  document: EnrollableDocument | null,
): CameraDeps['enrolment'] {
  return {
    ...deps.enrolment,
    actor: order.actor,
    documentChecked: order.documentChecked ?? false,
    agreement,
    onStoring: async (transaction, { personId }) => {
      if (!(await deps.checks.mayOrder(transaction, order))) throw notAllowed;
      if (document && !(await isRevisionInForce(transaction, document.trust))) throw untrusted;
      await deps.checks.checkCard(transaction, { ...order, document }, personId);
      await lease.store(transaction, personId, changed(successState(personId)));
    },
  };
}

function consentShown(
  { version, in: texts }: NonNullable<EnrolmentOrder['text']>,
  who: EnrolmentOrder['who'],
  withPortrait: boolean,
) {
  const isNew = 'details' in who;
  const name = oneLine(isNew ? who.details.name : who.name);
  return { version, texts, record: { name, isNew, ...(withPortrait && { withPortrait }) } };
}

function stepOf(
  phase: CapturePhase,
  { asks, hasRun }: { asks: boolean; hasRun: boolean },
): LobbyEnrolment['step'] {
  switch (phase) {
    case 'in_line':
      return hasRun ? 'interrupted' : 'waiting';
    case 'kiosk_away':
      return 'waiting';
    case 'running':
      return asks ? 'asking' : 'posing';
    case 'agreed':
      return 'posing';
  }
}
