import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { LobbyEnrolments } from '../../enrolment/lobby-enrolments.ts';
import {
  LobbyEnrolmentRequest,
  LobbyEnrolmentStarted,
} from '../../protocol/desk-enrolment-messages.ts';
import { Done } from '../../protocol/desk-people-messages.ts';
import { findPerson } from '../../store/tables/people.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions, DeskUser } from '../accounts/sessions.ts';
import { personDetailsOf } from './enrol-routes.ts';
import { ActRefusedError, actorOf, type PeopleActs } from './people-acts.ts';
import { shownAgreement } from './shown-agreement.ts';

export interface LobbyRoutesOptions {
  acts: PeopleActs;
  enrolments: LobbyEnrolments;
  sessions: DeskSessions;
}

/** Enrolment at a lobby screen's camera, from the page for people. */
export const lobbyRoutes: FastifyPluginAsyncTypebox<LobbyRoutesOptions> = async (app, deps) => {
  const { enrolments, sessions } = deps;
  await app.register(rateLimit, { global: false });
  const config = { rateLimit: { max: 60, timeWindow: '1 minute' } };
  const { checkOrigin } = app.lobbyAccess.callers;
  const enrolling = { onRequest: [checkOrigin, deskGuard(sessions, 'enrol')], config };
  const bodyLimit = 32 * 1024;
  const answered = { 200: LobbyEnrolmentStarted };

  app.post(
    '/desk/api/people/camera',
    { bodyLimit, schema: { body: LobbyEnrolmentRequest, response: answered }, ...enrolling },
    async ({ body, deskUser }) => ({ enrolment: await enrolFromPage(deps, body, deskUser!) }),
  );

  app.delete(
    '/desk/api/enrolments/:id',
    {
      schema: {
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }),
        response: { 200: Done },
      },
      onRequest: [checkOrigin, deskGuard(sessions, 'offer')],
      config,
    },
    async ({ params }) => {
      if (await enrolments.stop(params.id))
        return { message: 'Stopped. Nothing is stored.', code: 'stopped' };
      throw new ActRefusedError(409, 'over_already', 'It is over already.');
    },
  );
};

/** Enrols a new person, or adds photos to a record. */
async function enrolFromPage(
  { acts, enrolments }: LobbyRoutesOptions,
  {
    screenId,
    who,
    documentChecked = false,
    personalCode = false,
    twinOf = [],
  }: LobbyEnrolmentRequest,
  user: DeskUser,
) {
  const asked = {
    ...{ actor: actorOf(user), jobId: null, screenId, twinOf, text: null },
    ...{ documentChecked, personalCode },
  };
  if ('details' in who) {
    const details = personDetailsOf(who.details);
    const { text } = await shownAgreement(acts.enrolment.db, who.textVersion);
    const agreedTo = text && { version: text.version, sha256: text.sha256 };
    return enrolments.start({ ...asked, agreedTo, confirmed: details.name, who: { details } });
  }
  const { personId } = who;
  const person = await findPerson(acts.enrolment.db, personId);
  if (!person) throw acts.goneError();
  const { name } = person;
  const again = { personId, name, changes: {} };
  return enrolments.start({ ...asked, confirmed: name, who: again });
}
