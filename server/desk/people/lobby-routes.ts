import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { recordEvent } from '../../audit/record.ts';
import type { Hub } from '../../kiosk/hub.ts';
import { noDetails } from '../../people/person-details.ts';
import { knownBy } from '../../people/person.ts';
import { vestibule } from '../../platform/command-name.ts';
import { printable } from '../../platform/printable.ts';
import {
  CameraRequest,
  Done,
  LobbyEnrolmentStarted,
  OfferRequest,
  VisitorClaim,
} from '../../protocol/desk-people-messages.ts';
import { currentConsentText } from '../../store/tables/consents.ts';
import { findPerson } from '../../store/tables/people.ts';
import { deskGuard, mayDo } from '../accounts/desk-guard.ts';
import type { DeskSessions, DeskUser } from '../accounts/sessions.ts';
import type { DeskBoard } from '../board/board.ts';
import { alikeOf, detailsOf } from './enrol-routes.ts';
import type { LobbyEnrolments } from './lobby-enrolments.ts';
import { meantRecord, type MeantRecord } from './meant-record.ts';
import { ActRefused, actorOf, type PeopleActs } from './people-acts.ts';

export interface LobbyRoutesOptions {
  acts: PeopleActs;
  board: DeskBoard;
  enrolments: LobbyEnrolments;
  hub: Hub;
  sessions: DeskSessions;
}

const CardParams = Type.Object({ jobId: Type.String({ minLength: 1, maxLength: 300 }) });
const noCard = () => new ActRefused(404, 'This sign-in is not on the desk any more.');
const askManager =
  'Only a manager may say whom the face may look like. Ask one to offer it from this card.';
const namesake =
  'Somebody of this name, or of one that could be taken for it, is enrolled already, and this sign-in was not theirs. If it is another person, ask a manager to offer it from this card.';
const otherRecord =
  'The e-mail, employee id or visitor profile of this sign-in belongs to somebody else, so nobody can be enrolled from its card. Have them sign in again with what is theirs.';

/** Enrolling by a lobby screen's camera: from the page for people, or a held visitor at their visit. */
export const lobbyRoutes: FastifyPluginAsyncTypebox<LobbyRoutesOptions> = async (
  app,
  { acts, board, enrolments, hub, sessions },
) => {
  await app.register(rateLimit, { global: false });
  const config = { rateLimit: { max: 60, timeWindow: '1 minute' } };
  const { checkOrigin } = app.lobbyAccess.callers;
  const enrolling = { onRequest: [checkOrigin, deskGuard(sessions, 'enrol')], config };
  const offering = { onRequest: [checkOrigin, deskGuard(sessions, 'offer')], config };
  const { db, vision } = acts.enrolment;
  const enrolled = { db, model: vision.model.id };
  const answered = { 200: LobbyEnrolmentStarted };

  app.post(
    '/desk/api/people/camera',
    { bodyLimit: 32 * 1024, schema: { body: CameraRequest, response: answered }, ...enrolling },
    async ({ body: { screenId, who, documentChecked, ...named }, deskUser }) => {
      const alike = alikeOf(named);
      const asked = {
        jobId: null,
        screenId,
        alike,
        text: null,
        documentChecked: documentChecked ?? false,
      };
      if ('details' in who) {
        const details = detailsOf(who.details);
        const enrolment = await enrolments.start(
          { ...asked, confirmed: details.name, who: { details } },
          deskUser!,
        );
        return { enrolment };
      }
      const { personId } = who;
      const person = await findPerson(db, personId);
      if (!person) throw acts.gone();
      const { name } = person;
      const again = { personId, name, changes: {} };
      return {
        enrolment: await enrolments.start({ ...asked, confirmed: name, who: again }, deskUser!),
      };
    },
  );

  app.get(
    '/desk/api/cards/:jobId/claim',
    {
      schema: { params: CardParams, response: { 200: VisitorClaim } },
      onRequest: deskGuard(sessions, 'offer'),
      config,
    },
    async ({ params, deskUser }) => {
      const claim = await board.claim(params.jobId);
      if (!claim) throw noCard();
      const { email, employeeId, locationId, deviceId } = claim;
      const name = claim.name ?? '';
      const meant = await meantRecord(enrolled, claim, name);
      const found = 'record' in meant ? meant.record : null;
      const record = found && { personId: found.id, name: found.name };
      const problem = problemOf(meant, deskUser!);
      const screenId = hub.serving({ locationId, deviceId })[0]?.id ?? null;
      return { name, email, employeeId, record, problem, screenId };
    },
  );

  app.post(
    '/desk/api/cards/:jobId/offer',
    {
      bodyLimit: 32 * 1024,
      schema: { params: CardParams, body: OfferRequest, response: answered },
      ...offering,
    },
    async ({ params: { jobId }, body, deskUser }) => {
      const claim = await board.claim(jobId);
      if (!claim) throw noCard();
      const text = await currentConsentText(db);
      if (!text) {
        throw new ActRefused(
          409,
          `There is no consent text that the screen could show. Publish one: ${vestibule} privacy consent-text set FILE --version VERSION`,
        );
      }
      const { screenId } = body;
      const confirmed = body.name.trim();
      const alike = alikeOf(body);
      const isNamed = alike.samePersonAs.length + alike.twinOf.length > 0;
      // It changes what somebody else's approval needs.
      if (isNamed && !mayDo(deskUser!.role, 'enrol')) throw new ActRefused(403, askManager);
      const meant = await meantRecord(enrolled, claim, confirmed);
      const problem = problemOf(meant, deskUser!);
      if (problem !== null || 'refusal' in meant) throw new ActRefused(409, problem ?? otherRecord);
      const { record } = meant;
      if ((record?.id ?? null) !== body.recordId) throw new ActRefused(409, foundSince);
      const consent = printable`Agreed to the text "${text.version}" on the lobby screen, ${new Date().toISOString()}`;
      const agreed = { consent, consentGiven: 'screen' as const };
      const { email, employeeId } = claim;
      const who = record
        ? { personId: record.id, name: record.name, changes: agreed }
        : { details: { ...noDetails, name: confirmed, email, employeeId, ...agreed } };
      // Whoever offers says that they have; of a manager that is enough where no photo is left to compare with.
      const documentChecked = mayDo(deskUser!.role, 'enrol');
      const asked = { jobId, screenId, confirmed, who, alike, text, documentChecked };
      const enrolment = await enrolments.start(asked, deskUser!);
      await recordEvent(db, {
        action: 'enrolment_offered',
        actor: actorOf(deskUser!),
        subject: jobId,
        details: { kiosk: screenId, textVersion: text.version, documentChecked: true },
      });
      return { enrolment };
    },
  );

  app.delete(
    '/desk/api/enrolments/:id',
    {
      schema: {
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }),
        response: { 200: Done },
      },
      ...offering,
    },
    async ({ params }) => {
      if (await enrolments.stop(params.id)) return { message: 'Stopped. Nothing is stored.' };
      throw new ActRefused(409, 'It is over already.');
    },
  );
};

const foundSince =
  'Who is enrolled has changed since the card was opened. Look whom it finds now: press "Cancel", then offer it again.';

/** Whose record it is, only a manager is told. */
function problemOf(meant: MeantRecord, { role }: DeskUser): string | null {
  if (!('refusal' in meant)) {
    const isForManager = meant.record === null && meant.isNamesake;
    return isForManager && !mayDo(role, 'enrol') ? namesake : null;
  }
  if (meant.refusal === 'name_differs') {
    return 'The name in the document does not fit the name on the card. Have them sign in again with their own name, and offer it from that card.';
  }
  if (!mayDo(role, 'enrol')) return otherRecord;
  const found = meant.holders.map((one) => printable`${one.name} (${knownBy(one)})`);
  return `${otherRecord} It finds: ${found.join('; ')}.`;
}
