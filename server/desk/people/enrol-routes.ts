import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { Type, type Static } from 'typebox';
import { agreementOfNow } from '../../people/consent.ts';
import { enrol } from '../../people/enrol.ts';
import { importRow } from '../../people/import-row.ts';
import { peopleIn } from '../../people/people-csv.ts';
import {
  type Alike,
  lookAtPhotos,
  type Enrolment,
  type EnrolmentResult,
  type Photo,
} from '../../people/photos.ts';
import { noDetails, type PersonDetails } from '../../people/person-details.ts';
import { update } from '../../people/update.ts';
import {
  AddPhotosRequest,
  DetailsRequest,
  EnrolAnswer,
  EnrolRequest,
  ImportBegun,
  ImportRequest,
  type ImportRow,
  PhotosChecked,
  strict,
} from '../../protocol/desk-people-messages.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import { ActRefused, actorOf, inWords, type PeopleActs } from './people-acts.ts';
import { PersonParams } from './people-routes.ts';
import { enrolAnswer, judged } from './shown.ts';
import { takeUploads, Uploads } from './uploads.ts';

export interface EnrolRoutesOptions {
  acts: PeopleActs;
  sessions: DeskSessions;
}

/** `POST /desk/api/people`, `…/check` and `…/:id/photos`: photos that someone has as files; `…/:id/details`. */
export const enrolRoutes: FastifyPluginAsyncTypebox<EnrolRoutesOptions> = async (
  app,
  { acts, sessions },
) => {
  await app.register(rateLimit, { global: false });
  await takeUploads(app);
  const uploads = new Uploads();
  const { enrolment } = acts;
  const { callers, takesLong } = app.lobbyAccess;
  // Before the body is read: anyone who may not enrol cannot make this process read a photo.
  const guarded = {
    onRequest: [callers.checkOrigin, deskGuard(sessions, 'enrol'), takesLong],
    config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
  };
  const answered = { 200: EnrolAnswer };
  const send = (reply: FastifyReply, result: EnrolmentResult) => answer(enrolment, reply, result);

  app.post(
    '/desk/api/people/check',
    { schema: { response: { 200: PhotosChecked } }, ...guarded },
    (request) =>
      uploads.take(request, Type.Object({}, strict), async (_, photos) => {
        const looked = await lookAtPhotos(enrolment.vision, photos);
        return { photos: looked.map(({ report }) => judged(report)) };
      }),
  );

  app.post('/desk/api/people', { schema: { response: answered }, ...guarded }, (request, reply) =>
    // Before the photos have arrived, which takes a while.
    agreementOfNow(enrolment.db).then((agreement) =>
      uploads.take(request, EnrolRequest, async ({ details, ...named }, photos) => {
        const alike = alikeOf(named);
        const by = { ...byUser(enrolment, request.deskUser!), agreement };
        return send(reply, await enrol(by, detailsOf(details), photos, alike));
      }),
    ),
  );

  // Row by row: each is stored, or not, before the next one is sent.
  const many = { ...guarded, config: { rateLimit: { max: 600, timeWindow: '1 minute' } } };
  app.post(
    '/desk/api/people/import/list',
    { schema: { response: { 200: ImportBegun } }, ...many },
    (request) =>
      uploads.take(request, Type.Object({}, strict), async (_, [list]) => ({
        rows: list ? await inWords(rowsOf(list)) : [],
        consentText: (await agreementOfNow(enrolment.db)).text?.sha256 ?? null,
      })),
  );

  app.post(
    '/desk/api/people/import',
    { schema: { response: answered }, ...many },
    (request, reply) =>
      uploads.take(request, ImportRequest, async ({ row, consentText }, photos) => {
        const agreement = await agreementOfNow(enrolment.db);
        if ((agreement.text?.sha256 ?? null) !== consentText)
          throw new ActRefused(409, textChanged);
        const by = { ...byUser(enrolment, request.deskUser!), agreement };
        const options = { photos: async () => photos, updating: false, earlier: null };
        const result = await importRow(by, row, options);
        if (result.state === 'in_already') throw new Error('No earlier import was asked for.');
        if (result.state !== 'unusable') return send(reply, result);
        const mistakes = [{ code: 'unusable', explanation: result.explanation }];
        const nobody = { state: 'refused' as const, personId: null, added: 0 };
        const answer = { ...nobody, mistakes, warnings: [], photos: [] };
        return reply.code(422 as 200).send(answer);
      }),
  );

  app.post(
    '/desk/api/people/:id/photos',
    { schema: { params: PersonParams, response: answered }, ...guarded },
    (request, reply) =>
      uploads.take(
        request,
        AddPhotosRequest,
        async ({ documentChecked = false, ...named }, photos) => {
          const alike = alikeOf(named);
          const by = { ...byUser(enrolment, request.deskUser!), documentChecked };
          return send(reply, await update(by, request.params.id, {}, photos, alike));
        },
      ),
  );

  app.post(
    '/desk/api/people/:id/details',
    { schema: { params: PersonParams, body: DetailsRequest, response: answered }, ...guarded },
    async ({ params, body, deskUser }, reply) =>
      send(reply, await update(byUser(enrolment, deskUser!), params.id, body, [])),
  );
};

const textChanged =
  'Another consent text was published since this import began, and nobody on it has agreed to that one. Nobody was enrolled; ask them, and begin again.';

async function rowsOf(list: Photo): Promise<ImportRow[]> {
  // What is empty has no heading either.
  return peopleIn(await list.read().catch(() => new Uint8Array()));
}

async function answer({ db }: Enrolment, reply: FastifyReply, result: EnrolmentResult) {
  return reply.code(result.state === 'refused' ? 422 : 200).send(await enrolAnswer(db, result));
}

function byUser(enrolment: Enrolment, user: { accountId: string }): Enrolment {
  return { ...enrolment, actor: actorOf(user) };
}

type Details = Static<typeof EnrolRequest>['details'];

export function detailsOf({ expiresAt, ...details }: Details): PersonDetails {
  return {
    ...noDetails,
    ...details,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
  };
}

/** @throws {ActRefused} when someone is both */
export function alikeOf({
  samePersonAs = [],
  twinOf = [],
}: {
  samePersonAs?: readonly string[];
  twinOf?: readonly string[];
}): Alike {
  if (!samePersonAs.some((id) => twinOf.includes(id))) return { samePersonAs, twinOf };
  throw new ActRefused(
    422,
    'Somebody is named as the same person and as a twin. Say one of the two; nothing was changed.',
  );
}
