import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { RouteShorthandOptions } from 'fastify';
import { Type } from 'typebox';
import { strict } from '../../protocol/desk-fields.ts';
import { currentAgreement } from '../../people/consent.ts';
import { importRow } from '../../people/people-list.ts';
import type { Enrolment, EnrolmentPhoto } from '../../people/photos.ts';
import { readDeskList } from './list-reader.ts';
import { EnrolAnswer, ImportBegun, ImportRequest } from '../../protocol/desk-people-messages.ts';
import { actorOf, refuseOperatorError } from './people-acts.ts';
import { answerEnrolment } from './person-messages.ts';
import { shownAgreement } from './shown-agreement.ts';
import type { Uploads } from './uploads.ts';

interface ImportRoutesOptions {
  enrolment: Enrolment;
  uploads: Uploads;
  /** The guard and the rate limit. */
  guarded: Pick<RouteShorthandOptions, 'onRequest' | 'config'>;
}

/** `POST /desk/api/people/import/list` and `/desk/api/people/import`: a list of people, and one of them with photos. */
export const importRoutes: FastifyPluginAsyncTypebox<ImportRoutesOptions> = async (
  app,
  { enrolment, uploads, guarded },
) => {
  app.post(
    '/desk/api/people/import/list',
    { schema: { response: { 200: ImportBegun } }, ...guarded },
    (request, reply) =>
      uploads.take(request, Type.Object({}, strict), async (_, [list]) => {
        const rows = list ? await refuseOperatorError(rowsOf(list)) : Buffer.from('[]');
        const textVersion = (await currentAgreement(enrolment.db)).text?.version ?? null;
        const [before, after] = ['{"rows":', `,"textVersion":${JSON.stringify(textVersion)}}`];
        const begun = Buffer.concat([Buffer.from(before), rows, Buffer.from(after)]);
        // Sends JSON text, so that this thread need not serialise thousands of rows.
        return reply.type('application/json; charset=utf-8').send(begun as never) as never;
      }),
  );

  app.post(
    '/desk/api/people/import',
    { schema: { response: { 200: EnrolAnswer } }, ...guarded },
    (request, reply) =>
      uploads.take(request, ImportRequest, async ({ row, textVersion }, photos) => {
        const agreement = await shownAgreement(enrolment.db, textVersion);
        const by = { ...enrolment, actor: actorOf(request.deskUser!), agreement };
        const options = { photos: async () => photos, updating: false, earlier: null };
        const result = await importRow(by, row, options);
        if (result.state === 'in_already') throw new Error('No earlier import was asked for.');
        if (result.state !== 'unusable') return answerEnrolment(enrolment.db, reply, result);
        const { code, explanation } = result;
        const mistakes = [{ code, explanation }];
        const nobody = { state: 'refused' as const, personId: null, added: 0 };
        const answer = { ...nobody, mistakes, warnings: [], photos: [] };
        return reply.code(422 as 200).send(answer);
      }),
  );
};

async function rowsOf(list: EnrolmentPhoto): Promise<Uint8Array> {
  // An empty list has no heading either.
  return readDeskList('people', await list.read().catch(() => new Uint8Array()));
}
