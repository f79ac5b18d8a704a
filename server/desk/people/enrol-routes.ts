import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { Type, type Static } from 'typebox';
import { enrol } from '../../people/enrol.ts';
import { analyseEach, type Enrolment, type EnrolmentResult } from '../../people/photos.ts';
import { noDetails, type PersonDetails } from '../../people/person-details.ts';
import {
  AddPhotosRequest,
  DetailsRequest,
  EnrolAnswer,
  EnrolRequest,
  PhotosChecked,
} from '../../protocol/desk-people-messages.ts';
import { strict } from '../../protocol/desk-fields.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import { importRoutes } from './import-routes.ts';
import { actorOf, type PeopleActs } from './people-acts.ts';
import { PersonParams } from './people-routes.ts';
import { answerEnrolment, toPhotoJudged } from './person-messages.ts';
import { shownAgreement } from './shown-agreement.ts';
import { takeUploads, type Uploads } from './uploads.ts';

export interface EnrolRoutesOptions {
  acts: PeopleActs;
  sessions: DeskSessions;
  uploads: Uploads;
}

const answered = { 200: EnrolAnswer };

/** `POST /desk/api/people`, `…/check` and `…/:id/photos`: photos from files; `…/:id/details`. */
export const enrolRoutes: FastifyPluginAsyncTypebox<EnrolRoutesOptions> = async (
  app,
  { acts: { enrolment }, sessions, uploads },
) => {
  await app.register(rateLimit, { global: false });
  takeUploads(app);
  const { callers, takesLong } = app.lobbyAccess;
  // The guard runs before the body is read: an account that may not enrol cannot make this process read a photo.
  const guarded = {
    onRequest: [callers.checkOrigin, deskGuard(sessions, 'enrol'), takesLong],
    config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
  };
  const send = (reply: FastifyReply, result: EnrolmentResult) =>
    answerEnrolment(enrolment.db, reply, result);

  app.post(
    '/desk/api/people/check',
    { schema: { response: { 200: PhotosChecked } }, ...guarded },
    (request) =>
      uploads.take(request, Type.Object({}, strict), async (_, photos) => {
        const looked = await analyseEach(enrolment.vision, photos);
        return { photos: looked.map(({ report }) => toPhotoJudged(report)) };
      }),
  );

  app.post('/desk/api/people', { schema: { response: answered }, ...guarded }, (request, reply) =>
    uploads.take(request, EnrolRequest, async ({ details, textVersion, twinOf }, photos) => {
      const agreement = await shownAgreement(enrolment.db, textVersion);
      const by = { ...byUser(enrolment, request.deskUser!), agreement };
      return send(reply, await enrol(by, { details: personDetailsOf(details) }, photos, twinOf));
    }),
  );

  // The page sends one row at a time, and each is stored or refused before the next.
  const often = { rateLimit: { max: 600, timeWindow: '1 minute' } };
  await app.register(importRoutes, { enrolment, uploads, guarded: { ...guarded, config: often } });

  const photosOf = { schema: { params: PersonParams, response: answered }, ...guarded };
  app.post('/desk/api/people/:id/photos', photosOf, (request, reply) =>
    uploads.take(request, AddPhotosRequest, async ({ documentChecked = false, twinOf }, files) => {
      const by = { ...byUser(enrolment, request.deskUser!), documentChecked };
      const who = { personId: request.params.id, changes: {} };
      return send(reply, await enrol(by, who, files, twinOf));
    }),
  );

  app.post(
    '/desk/api/people/:id/details',
    { schema: { params: PersonParams, body: DetailsRequest, response: answered }, ...guarded },
    async ({ params, body: { was: displayed, ...changes }, deskUser }, reply) => {
      const by = { ...byUser(enrolment, deskUser!), shown: displayed };
      return send(reply, await enrol(by, { personId: params.id, changes }, []));
    },
  );
};

function byUser(enrolment: Enrolment, user: { accountId: string }): Enrolment {
  return { ...enrolment, actor: actorOf(user) };
}

type Details = Static<typeof EnrolRequest>['details'];

export function personDetailsOf({ expiresAt, ...details }: Details): PersonDetails {
  return {
    ...noDetails,
    ...details,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
  };
}
