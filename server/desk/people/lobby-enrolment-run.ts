import type { Logger } from 'pino';
import { recordEvent } from '../../audit/record.ts';
import { cscaRevision } from '../../documents/csca-lists.ts';
import type {
  EnrollableDocument,
  EnrollableDocuments,
} from '../../documents/enrollable-documents.ts';
import { enrolAtKiosk } from '../../enrolment/enrol-at-kiosk.ts';
import { CameraRefusalError, type Cause } from '../../enrolment/enrolment-messages.ts';
import { NotStoredError, type EnrolmentLease } from '../../enrolment/enrolment-lease.ts';
import type { CapturePhase, Kiosks } from '../../kiosk/capture.ts';
import type { Agreement } from '../../people/consent.ts';
import type { Enrolment, EnrolmentResult } from '../../people/photos.ts';
import { oneLine } from '../../platform/text.ts';
import type { LobbyEnrolment } from '../../protocol/desk-enrolment-messages.ts';
import type { Db } from '../../store/schema.ts';
import { linkSignIn } from '../../store/tables/privacy.ts';
import type { DeskActor, DeskRules } from '../accounts/sessions.ts';
import type { DeskBoard } from '../board/board.ts';
import { mayStillOrder, type EnrolmentOrder } from './enrolment-order.ts';
import { endedState, enrolled, notEnrolled, reasonOfError } from './lobby-enrolment-end.ts';
import { resolveRecord } from './resolve-record.ts';
import { actorOf } from './people-acts.ts';

export interface RunDeps {
  enrolment: Enrolment;
  kioskRegistry: Kiosks;
  /** Whether the liveness model must accept the pictures. */
  needsLiveness: boolean;
  greeting: boolean;
  office?: string | null;
  rules: DeskRules;
  log: Logger;
  cards: Pick<DeskBoard, 'claim' | 'claimIn'>;
  enrollable: Pick<EnrollableDocuments, 'find' | 'forget' | 'forgetHolder'>;
}

interface Run {
  asked: EnrolmentOrder;
  actor: DeskActor;
  screen: { id: string; name: string };
  lease: EnrolmentLease;
  /** Whether another instance has asked for the enrolment. */
  isHandedOver: boolean;
  /** Applies a change. Returns the new state. */
  change: (change: Partial<LobbyEnrolment>) => LobbyEnrolment;
  /** Returns the state that a change would give. */
  changed: (change: Partial<LobbyEnrolment>) => LobbyEnrolment;
}

/** Time to read the text, and to wait for a queue of sign-ins. */
const withConsentMs = 5 * 60_000;

const changedSince = new NotStoredError(
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

/** Runs an enrolment that the desk ordered at a screen of this instance. Never rejects. */
export async function runLobbyEnrolment(deps: RunDeps, run: Run): Promise<void> {
  const { log } = deps;
  const { asked, lease, change } = run;
  const { jobId } = asked;
  let last: Partial<LobbyEnrolment>;
  try {
    last = await outcomeOf(deps, run);
  } catch (error) {
    if (error instanceof NotStoredError) last = endedState([reasonOfError(error)]);
    else {
      log.error({ err: error, jobId }, 'an enrolment at a kiosk failed');
      last = endedState([{ code: 'fault', explanation: fault }]);
    }
  }
  await lease.finish(change(last), last.step === 'enrolled');
}

async function outcomeOf(deps: RunDeps, run: Run): Promise<Partial<LobbyEnrolment>> {
  const { enrolment, rules, cards, enrollable, log } = deps;
  const { asked, actor, lease, isHandedOver } = run;
  const { jobId } = asked;
  const { db } = enrolment;
  const document = asked.fromDocument && jobId !== null ? enrollable.find(jobId) : null;
  if (asked.fromDocument && !document) {
    return endedState([{ code: 'document_gone', explanation: documentGone }]);
  }
  // Reads the key for the card's contents, which the transaction needs.
  if (jobId !== null && !(await cards.claim(jobId)) && !document) {
    return endedState([reasonOfError(changedSince)]);
  }
  if (isHandedOver && !(await mayStillOrder(db, actor, asked, rules)))
    return endedState([reasonOfError(notAllowed)]);
  const { result, hasAgreed } = await atScreen(deps, run, document);
  const outcome = result instanceof CameraRefusalError ? result.code : result.state;
  log.info({ outcome, jobId }, 'an enrolment at a kiosk ended');
  const isStored = !(result instanceof CameraRefusalError) && result.state !== 'refused';
  // The document is not kept for longer than the visitor wants.
  if (jobId !== null && (isStored || outcome === 'declined')) enrollable.forget(jobId);
  if (isStored) return enrolled(result.personId);
  if (outcome === 'declined' && !hasAgreed) {
    const actor = `kiosk:${run.screen.id}`;
    await recordEvent(db, { action: 'enrolment_declined', actor, subject: jobId });
  }
  // Without a cause, the kiosk registry has ended the enrolment, because the service stops.
  const cause = (lease.signal.reason as Cause | undefined) ?? 'stopping';
  return notEnrolled(result, { hasAgreed, cause, screen: run.screen.name, document });
}

/** Enrols the person at the screen's camera, and shows each step to the desk. */
async function atScreen(
  deps: RunDeps,
  run: Run,
  document: EnrollableDocument | null,
): Promise<{ result: CameraRefusalError | EnrolmentResult; hasAgreed: boolean }> {
  const { kioskRegistry: kiosks, needsLiveness, greeting, office } = deps;
  const { asked, screen, lease, change } = run;
  const { who, twinOf, text } = asked;
  const agreement: Agreement = text
    ? { text, recordedBy: `kiosk:${screen.id}` }
    : { text: asked.agreedTo ?? null };
  let hasAgreed = text === null;
  let hasRun = false;
  const onPhase = (phase: CapturePhase) => {
    hasAgreed ||= phase === 'agreed';
    change({ step: stepOf(phase, { asks: text !== null, hasRun }), taken: 0 });
    hasRun ||= phase === 'running';
  };
  const result = await enrolAtKiosk(
    {
      enrolment: storingAsAsked(deps, run, agreement, document),
      ...{ kiosks, needsLiveness, greeting, office: office ?? null },
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
      withCode: asked.personalCode,
      onCode: () => void change({ step: 'code', taken: 3, guidance: null }),
      onState: ({ taken, guidance, outcome }) =>
        void change({ step: outcome === 'complete' ? 'storing' : 'posing', taken, guidance }),
      ...(text && { timeoutMs: withConsentMs }),
    },
  );
  return { result, hasAgreed };
}

type CameraDeps = Parameters<typeof enrolAtKiosk>[0];

/** Stores only after a check of the account, the card and the lease in the same transaction. */
function storingAsAsked(
  deps: RunDeps,
  { asked, actor, lease, changed }: Run,
  agreement: Agreement,
  document: EnrollableDocument | null,
): CameraDeps['enrolment'] {
  return {
    ...deps.enrolment,
    actor: actorOf(actor),
    documentChecked: asked.documentChecked ?? false,
    agreement,
    onStoring: async (transaction, personId) => {
      const isAllowed = await mayStillOrder(transaction, actor, asked, deps.rules);
      if (!isAllowed) throw notAllowed;
      if (document && (await cscaRevision(transaction)) !== document.trust) throw untrusted;
      await checkCard(deps, transaction, { ...asked, document }, personId);
      await lease.store(transaction, personId, changed(enrolled(personId)));
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

/**
 * Checks that the card still has the offer's data and finds the same person. Somebody may have been enrolled, edited
 * or erased since. From now on, the card's sign-in is this person's.
 * @throws {NotStoredError}
 */
async function checkCard(
  { cards, enrolment }: RunDeps,
  transaction: Db,
  {
    jobId,
    confirmed,
    who,
    mayBeNamesake,
    document,
  }: EnrolmentOrder & { document: EnrollableDocument | null },
  personId: string,
): Promise<void> {
  if (jobId === null) return;
  const card = await cards.claimIn(transaction, jobId);
  if (card?.hasAlarm) throw changedSince;
  // A visitor who was let in has no card.
  const claim = card ?? document?.claim;
  const isNew = 'details' in who;
  const enrolled = {
    db: transaction,
    model: enrolment.vision.model.id,
    ...(isNew && { newId: personId }),
  };
  const resolution = claim && (await resolveRecord(enrolled, claim, confirmed));
  const isSame =
    resolution &&
    'record' in resolution &&
    (resolution.record === null
      ? // A namesake may have been enrolled since, and then only a manager's offer counts.
        isNew && (!resolution.isNamesake || mayBeNamesake === true)
      : resolution.record.id === personId);
  if (!isSame) throw changedSince;
  await linkSignIn(transaction, personId, jobId);
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
