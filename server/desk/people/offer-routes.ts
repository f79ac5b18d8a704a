import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { recordEvent } from '../../audit/record.ts';
import type {
  EnrollableDocument,
  EnrollableDocuments,
} from '../../documents/enrollable-documents.ts';
import { documentGone } from '../../enrolment/enrolment-run.ts';
import type { LobbyEnrolments } from '../../enrolment/lobby-enrolments.ts';
import type { KioskRegistry } from '../../kiosk/kiosk-registry.ts';
import { textsIn } from '../../people/consent.ts';
import { noDetails } from '../../people/person-details.ts';
import { identifiersText } from '../../people/person.ts';
import { printable } from '#base/text';
import {
  DocumentsShown,
  LobbyEnrolmentStarted,
  OfferRequest,
  VisitorClaim,
} from '../../protocol/desk-enrolment-messages.ts';
import type { Values } from '../../protocol/sentences.ts';
import type { Db } from '../../store/schema.ts';
import { currentConsentText } from '../../store/tables/privacy.ts';
import { deskGuard, mayDo } from '../accounts/desk-guard.ts';
import type { DeskSessions, DeskUser } from '../accounts/sessions.ts';
import type { DeskBoard } from '../board/board.ts';
import { ActRefusedError, actorOf, noSuchCard, type PeopleActs } from './people-acts.ts';
import { resolveRecord, type RecordResolution } from './resolve-record.ts';

export interface OfferRoutesOptions {
  acts: PeopleActs;
  board: DeskBoard;
  enrollable: EnrollableDocuments;
  enrolments: LobbyEnrolments;
  kioskRegistry: KioskRegistry;
  sessions: DeskSessions;
}

/** The reason against an offer. The page shows the sentence of this code. */
interface Problem {
  code: string;
  message: string;
  values?: Values;
}

const CardParams = Type.Object({ jobId: Type.String({ minLength: 1, maxLength: 300 }) });
const askManager =
  'Only a manager may say whom the face may look like. Ask one to offer it from this card.';
const namesake = {
  code: 'namesake',
  message:
    'Somebody of this name, or of one that could be taken for it, is enrolled already, and this sign-in was not theirs. If it is another person, ask a manager to offer it from this card.',
};
const otherRecord: Problem = {
  code: 'other_record',
  message:
    'The e-mail or employee id of this sign-in belongs to somebody else, so nobody can be enrolled from its card. Have them sign in again with what is theirs.',
};

/** Offers to enrol visitors during their visit: from a held visitor's card, or from the document that they showed. */
export const offerRoutes: FastifyPluginAsyncTypebox<OfferRoutesOptions> = async (app, deps) => {
  const { acts, enrollable, sessions } = deps;
  await app.register(rateLimit, { global: false });
  const config = { rateLimit: { max: 60, timeWindow: '1 minute' } };
  const isOffering = deskGuard(sessions, 'offer');

  app.get(
    '/desk/api/documents',
    {
      schema: { response: { 200: DocumentsShown } },
      onRequest: isOffering,
      config,
    },
    async () => {
      const shown = await Promise.all(
        enrollable.all.map(async (one) => ((await isOptedOut(acts, one)) ? [] : [one])),
      );
      return { documents: shown.flat().map(({ jobId, name }) => ({ jobId, name })) };
    },
  );

  app.get(
    '/desk/api/cards/:jobId/claim',
    {
      schema: { params: CardParams, response: { 200: VisitorClaim } },
      onRequest: isOffering,
      config,
    },
    ({ params, deskUser }) => claimOnCard(deps, params.jobId, deskUser!),
  );

  app.post(
    '/desk/api/cards/:jobId/offer',
    {
      bodyLimit: 32 * 1024,
      schema: { params: CardParams, body: OfferRequest, response: { 200: LobbyEnrolmentStarted } },
      onRequest: [app.lobbyAccess.callers.checkOrigin, isOffering],
      config,
    },
    async ({ params, body, deskUser }) => ({
      enrolment: await offerFromCard(deps, params.jobId, body, deskUser!),
    }),
  );
};

/** Returns the claim on a held visitor's card, the record that it finds, and the reasons against an offer. */
async function claimOnCard(
  { acts, board, enrollable, kioskRegistry }: OfferRoutesOptions,
  jobId: string,
  user: DeskUser,
): Promise<VisitorClaim> {
  const found = enrollable.find(jobId);
  const document = found && (await isOptedOut(acts, found)) ? null : found;
  const claim = await offeredClaim(board, jobId, document);
  const { email, employeeId, locationId, deviceId } = claim;
  const name = claim.name ?? '';
  const resolution = await resolveRecord(recordSourceOf(acts), claim, document?.name ?? name);
  const holder = 'record' in resolution ? resolution.record : null;
  const record = holder && { personId: holder.id, name: holder.name };
  const problem = problemOf(resolution, user);
  const coded = problem && { code: problem.code, values: problem.values };
  const documentName = (record === null && document?.name) || null;
  const screenId = kioskRegistry.serving({ locationId, deviceId })[0]?.id ?? null;
  const visitorFields = { name, email, employeeId, record, documentName, screenId };
  return { ...visitorFields, problem: problem?.message ?? null, ...coded };
}

/** Offers a visitor to enrol at their screen, if they agree to the text there. */
async function offerFromCard(
  { acts, board, enrollable, enrolments }: OfferRoutesOptions,
  jobId: string,
  body: OfferRequest,
  user: DeskUser,
) {
  const { db } = acts.enrolment;
  const fromDocument = 'fromDocument' in body;
  const document = fromDocument ? enrollable.find(jobId) : null;
  if (fromDocument && !document) throw new ActRefusedError(409, 'document_gone', documentGone);
  if (document && (await isOptedOut(acts, document)))
    throw new ActRefusedError(409, 'offer_opted_out', optedOut);
  const claim = await offeredClaim(board, jobId, document);
  const text = await textOnScreen(db);
  const twinOf = twinsIn(body, user);
  const confirmed = document?.name ?? ('name' in body ? body.name.trim() : '');
  const { record } = findRecord(await resolveRecord(recordSourceOf(acts), claim, confirmed), user);
  if ((record?.id ?? null) !== ('recordId' in body ? body.recordId : null))
    throw new ActRefusedError(409, 'found_since', foundSince);
  const consent = printable`Agreed to the text "${text.version}" on the lobby screen, ${new Date().toISOString()}`;
  const agreed = { consent, consentGiven: 'screen' as const };
  const { email, employeeId } = claim;
  const who = record
    ? { personId: record.id, name: record.name, changes: agreed }
    : { details: { ...noDetails, name: confirmed, email, employeeId, ...agreed } };
  const { screenId } = body;
  const actor = actorOf(user);
  const offer = { actor, jobId, screenId, confirmed, who, twinOf, text };
  const isManager = mayDo(user.role, 'enrol');
  // The offering account confirms the document. Without photos to compare with, only a manager's check is enough.
  const documentChecked = isManager && !fromDocument;
  const asked = { ...offer, documentChecked, mayBeNamesake: isManager, fromDocument };
  const enrolment = await enrolments.start(asked);
  const how = fromDocument ? { fromDocument } : { documentChecked: true };
  await recordEvent(db, {
    action: 'enrolment_offered',
    actor,
    subject: jobId,
    details: { kiosk: screenId, textVersion: text.version, ...how },
  });
  return enrolment;
}

/**
 * Returns the source of an offer: the card, or the document of a visitor who was let in.
 * @throws {ActRefusedError} when there is neither, or the card is an alarm
 */
async function offeredClaim(board: DeskBoard, jobId: string, document: EnrollableDocument | null) {
  const card = await board.claim(jobId);
  if (card?.hasAlarm) throw new ActRefusedError(409, 'offer_alarm', alarm);
  const claim = card ?? document?.claim;
  if (!claim) throw noSuchCard();
  return claim;
}

/** Whether the visitor is on the opt-out list by now, by their typed data or their document. */
function isOptedOut({ enrolment }: PeopleActs, { claim, name }: EnrollableDocument) {
  return enrolment.optOuts.has(claim, { ...claim, name });
}

/** The consent text in every language. @throws {ActRefusedError} when there is none */
async function textOnScreen(db: Db) {
  const current = await currentConsentText(db);
  if (!current) throw new ActRefusedError(409, 'no_text', noText);
  const { version, sha256 } = current;
  return { version, sha256, in: await textsIn(db, current) };
}

/** @throws {ActRefusedError} when only a manager may confirm look-alikes */
function twinsIn({ twinOf = [] }: OfferRequest, user: DeskUser): string[] {
  // A confirmed look-alike changes what somebody else's approval needs.
  if (twinOf.length > 0 && !mayDo(user.role, 'enrol'))
    throw new ActRefusedError(403, 'ask_manager', askManager);
  return twinOf;
}

/** @throws {ActRefusedError} when the sign-in does not identify a record */
function findRecord(
  resolution: RecordResolution,
  user: DeskUser,
): Exclude<RecordResolution, { refusal: unknown }> {
  const problem = problemOf(resolution, user);
  if (problem === null && !('refusal' in resolution)) return resolution;
  const { code, message, values } = problem ?? otherRecord;
  throw new ActRefusedError(409, code, message, values);
}

function recordSourceOf({ enrolment: { db, vision } }: PeopleActs) {
  return { db, model: vision.model.id };
}

const alarm = 'This card is an alarm, so nobody can be enrolled from it. Follow the procedure.';
const optedOut =
  'Somebody of this name, e-mail or employee id is on the opt-out list: their face is never to be captured.';
const noText =
  'There is no consent text that the screen could show. A manager publishes one under Manage.';
const foundSince =
  'Who is enrolled has changed since the card was opened. Look whom it finds now: press "Cancel", then offer it again.';

/** Only a manager learns whose record it is. */
function problemOf(resolution: RecordResolution, { role }: DeskUser): Problem | null {
  if (!('refusal' in resolution)) {
    const isForManager = resolution.record === null && resolution.isNamesake;
    return isForManager && !mayDo(role, 'enrol') ? namesake : null;
  }
  if (resolution.refusal === 'name_differs') {
    return {
      code: 'document_name_differs',
      message:
        'The name in the document does not fit the name on the card. Have them sign in again with their own name, and offer it from that card.',
    };
  }
  if (!mayDo(role, 'enrol')) return otherRecord;
  const found = resolution.holders.map((one) => printable`${one.name} (${identifiersText(one)})`);
  const message = `${otherRecord.message} It finds: ${found.join('; ')}.`;
  return { code: 'other_record_found', message, values: { found: found.join('; ') } };
}
