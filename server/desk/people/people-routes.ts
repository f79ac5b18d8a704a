import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { Type, type Static } from 'typebox';
import { BoundedQueue } from '../../platform/work-queue.ts';
import { foldEmail, foldName } from '#base/text';
import {
  Done,
  EraseRequest,
  Erased,
  Exported,
  PeoplePage,
  PersonShown,
  RenewRequest,
  peopleFilters,
  type PeopleFilter,
} from '../../protocol/desk-people-messages.ts';
import { languages, type Language } from '../../protocol/languages.ts';
import type { Enrolment } from '../../people/photos.ts';
import type { Db } from '../../store/schema.ts';
import { searchPeople, type PeopleCondition } from './people-search.ts';
import { currentConsentText } from '../../store/tables/privacy.ts';
import { failuresUntilOff } from '../../people/failed-attempts.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskActor, DeskSessions } from '../accounts/sessions.ts';
import { enterQueue } from './enter-queue.ts';
import type { PeopleActs } from './people-acts.ts';
import { toListedPeople, toPersonShown } from './person-messages.ts';

const pageSize = 50;
export const PersonParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const Query = Type.Object(
  {
    /** Part of a name or an e-mail, or an employee id. */
    find: Type.Optional(Type.String({ maxLength: 200 })),
    only: Type.Optional(Type.Enum(peopleFilters)),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    /** The language whose alphabetical order sorts the names. */
    language: Type.Optional(Type.Enum(languages)),
  },
  { additionalProperties: false },
);

export interface PeopleRoutesOptions {
  acts: PeopleActs;
  sessions: DeskSessions;
}

const config = { rateLimit: { max: 120, timeWindow: '1 minute' } };

/** `/desk/api/people`: searches the enrolled people, and changes their records. */
export const peopleRoutes: FastifyPluginAsync<PeopleRoutesOptions> = async (app, options) => {
  await app.register(rateLimit, { global: false });
  await app.register(findingPeople, options);
  await app.register(actsOnPeople, options);
};

const findingPeople: FastifyPluginAsyncTypebox<PeopleRoutesOptions> = async (
  app,
  { acts, sessions },
) => {
  const seeing = { onRequest: deskGuard(sessions, 'see'), config };

  app.get(
    '/desk/api/people',
    { schema: { querystring: Query, response: { 200: PeoplePage } }, ...seeing },
    async ({ query: { find = '', page = 1, ...how } }) => {
      const { people, count } = await search(acts.enrolment, find, page, how);
      return { people, count, page, pages: Math.max(1, Math.ceil(count / pageSize)) };
    },
  );

  app.get(
    '/desk/api/people/:id',
    { schema: { params: PersonParams, response: { 200: PersonShown } }, ...seeing },
    async ({ params }) => {
      const { db, vision } = acts.enrolment;
      const { people } = await search(acts.enrolment, params.id, 1);
      const person = people.find(({ id }) => id === params.id);
      if (!person) throw acts.goneError();
      // An unreadable opt-out list holds every visitor, which another message reports.
      const optedOut = await acts.isOptedOut(person).catch(() => false);
      return { ...(await toPersonShown(db, person, vision.model.id)), optedOut };
    },
  );
};

const actsOnPeople: FastifyPluginAsyncTypebox<PeopleRoutesOptions> = async (
  app,
  { acts, sessions },
) => {
  const { checkOrigin } = app.lobbyAccess.callers;
  const enrolling = { onRequest: [checkOrigin, deskGuard(sessions, 'enrol')], config };
  const erasing = { onRequest: [checkOrigin, deskGuard(sessions, 'erase')], config };
  const exports = new BoundedQueue({ atOnce: 1, ofOneOwner: 1, waiting: 10 });

  app.post(
    '/desk/api/people/:id/consent',
    { schema: { params: PersonParams, body: RenewRequest, response: { 200: Done } }, ...enrolling },
    ({ params, body, deskUser }) => acts.renew(params.id, body, deskUser!),
  );

  const simple = [
    ['withdraw', enrolling, (id, user) => acts.withdraw(id, user)],
    ['restore-consent', enrolling, (id, user) => acts.restoreConsent(id, user)],
    ['opt-in', erasing, (id, user) => acts.optIn(id, user)],
    ['opt-out', erasing, (id, user) => acts.optOut(id, user)],
    ['face-on', erasing, (id, user) => acts.turnFaceOn(id, user)],
    ['reset-code', erasing, (id, user) => acts.resetCode(id, user)],
  ] satisfies [
    string,
    typeof erasing,
    (id: string, user: DeskActor) => Promise<Static<typeof Done>>,
  ][];
  for (const [name, guard, act] of simple) {
    app.post(
      `/desk/api/people/:id/${name}`,
      { schema: { params: PersonParams, response: { 200: Done } }, ...guard },
      ({ params, deskUser }) => act(params.id, deskUser!),
    );
  }

  app.post(
    '/desk/api/people/:id/export',
    { schema: { params: PersonParams, response: { 200: Exported } }, ...erasing },
    async (request, reply) => {
      const done = await enterQueue(exports, sessions, request, reply);
      return acts.export(request.params.id, request.deskUser!).finally(done);
    },
  );

  app.post(
    '/desk/api/people/:id/erase',
    { schema: { params: PersonParams, body: EraseRequest, response: { 200: Erased } }, ...erasing },
    ({ params, body, deskUser }) => acts.erase(params.id, body.name, deskUser!),
  );
};

async function search(
  { db, vision }: Enrolment,
  find: string,
  page: number,
  { only: filter, language = 'en' }: { only?: PeopleFilter; language?: Language } = {},
) {
  const folded = { name: foldName(find), email: foldEmail(find), employeeId: find.trim() };
  const offset = (page - 1) * pageSize;
  const only = filter && (await conditionOf(db, filter));
  const by = { model: vision.model.id, folded, only, language, offset, limit: pageSize };
  const { people, count } = await searchPeople(db, by);
  return { people: await toListedPeople(db, people), count };
}

async function conditionOf(db: Db, filter: PeopleFilter): Promise<PeopleCondition> {
  const textSha256 = (await currentConsentText(db))?.sha256 ?? null;
  return { filter, textSha256, failuresUntilOff, now: new Date() };
}
