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
  /** The pictures have to look alive to the liveness model. */
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
  /** Another instance has asked for it. */
  isHandedOver: boolean;
  /** Returns how it stands then. */
  change: (change: Partial<LobbyEnrolment>) => LobbyEnrolment;
  /** How it would stand. */
  changed: (change: Partial<LobbyEnrolment>) => LobbyEnrolment;
}

/** A text is read, and a line of sign-ins waited for. */
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

/** Runs an enrolment that the desk asked for at a screen that is connected here. Never rejects. */
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
  // For the transaction: the key of what the card says.
  if (jobId !== null && !(await cards.claim(jobId)) && !document) {
    return endedState([reasonOfError(changedSince)]);
  }
  if (isHandedOver && !(await mayStillOrder(db, actor, asked, rules)))
    return endedState([reasonOfError(notAllowed)]);
  const { result, hasAgreed } = await atScreen(deps, run, document);
  const outcome = result instanceof CameraRefusalError ? result.code : result.state;
  log.info({ outcome, jobId }, 'an enrolment at a kiosk ended');
  const isStored = !(result instanceof CameraRefusalError) && result.state !== 'refused';
  // Nothing of a document is held for longer than the visitor wants it to be.
  if (jobId !== null && (isStored || outcome === 'declined')) enrollable.forget(jobId);
  if (isStored) return enrolled(result.personId);
  if (outcome === 'declined' && !hasAgreed) {
    const actor = `kiosk:${run.screen.id}`;
    await recordEvent(db, { action: 'enrolment_declined', actor, subject: jobId });
  }
  // Otherwise the kiosk registry has ended it, because the service stops.
  const cause = (lease.signal.reason as Cause | undefined) ?? 'stopping';
  return notEnrolled(result, { hasAgreed, cause, screen: run.screen.name, document });
}

/** Lends the screen's camera and enrols whom it sees, shown to the desk step by step. */
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

/** Stores only if that may still be: who asked, the card and the turn are looked at in the transaction. */
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
 * Whether the card still says what the offer was made from, and finds the same person: someone may
 * have been enrolled, edited or erased since. Its sign-in is theirs from now on.
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
  // Somebody who was let in has no card.
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
      ? // Whom only a manager may enrol may be enrolled by now.
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
