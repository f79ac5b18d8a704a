import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { Static } from 'typebox';
import {
  ChangedListed,
  ListedImport,
  ListedRefused,
  NewListed,
  WatchlistShown,
} from '../../protocol/desk-manage-messages.ts';
import { Done } from '../../protocol/desk-people-messages.ts';
import type { EnrolmentPhoto } from '../../people/photos.ts';
import type { YieldToSignIns } from '../../platform/work-queue.ts';
import type { Store } from '../../store/store.ts';
import type { Db } from '../../store/schema.ts';
import { listDeskAccounts } from '../accounts/account-rows.ts';
import { listWatchlistEntries } from '../../store/tables/watchlists.ts';
import {
  addToWatchlist,
  changeInWatchlist,
  entryVersion,
  removeFromWatchlist,
  type FaceDeps,
  type ListedRefusal,
} from '../../watchlist/change.ts';
import type { NewEntry } from '../../watchlist/entry.ts';
import { deskEntryLimits, type EntryRow } from '../../watchlist/entry-table.ts';
import { importEntries } from '../../watchlist/import-entries.ts';
import { listStatuses } from '../../watchlist/follow/list-status.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import { readDeskList } from '../people/list-reader.ts';
import { ActRefusedError, actorOf, refuseOperatorError } from '../people/people-acts.ts';
import { PersonParams } from '../people/people-routes.ts';
import { toPhotoJudged } from '../people/person-messages.ts';
import { takeUploads, type Uploads } from '../people/uploads.ts';

export interface WatchlistManageOptions {
  db: Db;
  store: Pick<Store, 'scrub'>;
  /** Renews the names after a place was named. */
  places: { renew: () => Promise<void> };
  /** Called when a screen was unpaired. */
  kioskRegistry: { pairingChanged: () => Promise<void> };
  sessions: DeskSessions;
  giveWay: YieldToSignIns;
  enrolment: FaceDeps;
  uploads: Uploads;
}

const config = { rateLimit: { max: 60, timeWindow: '1 minute' } };

/** `/desk/api/manage/watchlist`: the office's own watchlist, and the lists in use. */
export const watchlistManageRoutes: FastifyPluginAsyncTypebox<WatchlistManageOptions> = async (
  app,
  options,
) => {
  const { db, store } = options;
  app.get(
    '/desk/api/manage/watchlist',
    { schema: { response: { 200: WatchlistShown } }, config },
    () => shownLists(db),
  );

  app.post(
    '/desk/api/manage/watchlist/:id/remove',
    { schema: { params: PersonParams, response: { 200: Done } }, config },
    async ({ params, deskUser }) => {
      const isDone = await removeFromWatchlist(db, actorOf(deskUser!), params.id);
      if (!isDone) throw notListed();
      await store.scrub();
      return { message: 'Removed.', code: 'unlisted' };
    },
  );

  await app.register(entryRoutes, options);
  await app.register(importRoute, options);
};

/** `POST /desk/api/manage/watchlist` and `PUT …/:id`: one entry, with photos of its face. */
const entryRoutes: FastifyPluginAsyncTypebox<WatchlistManageOptions> = async (
  app,
  { db, store, enrolment, uploads },
) => {
  takeUploads(app);
  const answered = { 200: Done, 422: ListedRefused };
  const withPhotos = { onRequest: app.lobbyAccess.takesLong, config };
  const faceIn = (photos: readonly EnrolmentPhoto[]) =>
    photos.length > 0 ? { photos, making: enrolment } : null;

  app.post(
    '/desk/api/manage/watchlist',
    { schema: { response: answered }, ...withPhotos },
    (request, reply) =>
      uploads.take(request, NewListed, async (given, photos) => {
        const actor = actorOf(request.deskUser!);
        const added = await addToWatchlist(db, actor, entryOf(given), faceIn(photos));
        if (added.state === 'refused') return refuse(reply, added);
        return reply.send({
          message: 'Added. It counts from the next sign-in on.',
          code: 'listed',
        });
      }),
  );

  app.put(
    '/desk/api/manage/watchlist/:id',
    { schema: { params: PersonParams, response: answered }, ...withPhotos },
    (request, reply) =>
      uploads.take(request, ChangedListed, async ({ version, removesFace, ...given }, photos) => {
        const shown = { id: request.params.id, version };
        const face = faceIn(photos) ?? (removesFace ? 'remove' : 'keep');
        const actor = actorOf(request.deskUser!);
        const changed = await changeInWatchlist(db, actor, shown, entryOf(given), face);
        if (changed.state === 'refused') return refuse(reply, changed);
        if (changed.state === 'gone') throw notListed();
        if (changed.state === 'outdated')
          throw new ActRefusedError(409, 'listed_changed', outdated);
        await store.scrub();
        return reply.send({
          message: 'Saved. It counts from the next sign-in on.',
          code: 'listed_saved',
        });
      }),
  );
};

/** `POST /desk/api/manage/watchlist/import`: many entries at once, from a table. */
const importRoute: FastifyPluginAsyncTypebox<WatchlistManageOptions> = async (
  app,
  { db, giveWay },
) => {
  app.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, table, done) =>
    done(null, table),
  );
  app.post(
    '/desk/api/manage/watchlist/import',
    {
      // Above the limit, so that a table that is a little too long gets an answer in words.
      bodyLimit: 2 * deskEntryLimits.bytes,
      schema: { response: { 200: ListedImport } },
      config: { rateLimit: { max: 10, timeWindow: '1 minute' } },
    },
    async ({ body, deskUser }) => {
      if (!Buffer.isBuffer(body)) throw new ActRefusedError(415, 'csv_not_text', 'Send a CSV.');
      const json = await refuseOperatorError(readDeskList('entries', body));
      const rows = JSON.parse(Buffer.from(json).toString(), readDate) as EntryRow[];
      const done = await importEntries(db, actorOf(deskUser!), rows, giveWay);
      const refusedRows = done.flatMap((one) => ('mistakes' in one ? one : []));
      return {
        added: done.length - refusedRows.length,
        refused: refusedRows.map(({ row, mistakes }) => ({
          row,
          mistakes: mistakes.map(({ code, explanation }) => ({
            code: `listed_${code}`,
            message: explanation,
          })),
        })),
      };
    },
  );
};

function readDate(key: string, value: unknown): unknown {
  return key === 'expiresAt' && typeof value === 'string' ? new Date(value) : value;
}

function refuse(reply: FastifyReply, { mistakes, photos }: ListedRefusal) {
  const [first] = mistakes;
  const message = mistakes.map(({ explanation }) => explanation).join(' ');
  return reply.code(422).send({
    error: first ? `listed_${first.code}` : 'listed_photos_unusable',
    message: message || 'A photo cannot be used. Choose others; nothing was saved.',
    photos: photos.map(toPhotoJudged),
  });
}

function notListed(): ActRefusedError {
  return new ActRefusedError(404, 'not_listed', 'This entry is not on the list any more.');
}

const outdated =
  'Somebody else changed this entry meanwhile. Nothing was saved: close this, and look at it again.';

type GivenEntry = Static<typeof NewListed>;

function entryOf({ aliases, note, expiresAt, ...given }: GivenEntry) {
  const text = (name: keyof typeof given) => given[name].trim() || null;
  return {
    ...{ name: text('name'), birthDate: text('birthDate'), country: text('country') },
    ...{ email: text('email'), domain: text('domain') },
    ...{ phone: text('phone'), company: text('company') },
    ...{ aliases, note, legalBasis: text('legalBasis') },
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
  };
}

async function shownLists(db: Db): Promise<WatchlistShown> {
  const accounts = new Map((await listDeskAccounts(db)).map(({ id, name }) => [id, name]));
  const now = new Date();
  return {
    entries: (await listWatchlistEntries(db)).map((entry) => ({
      id: entry.id,
      version: entryVersion(entry),
      ...shownFields(entry),
      hasFace: entry.faces > 0,
      addedBy: accounts.get(entry.addedBy.replace(/^desk:/, '')) ?? entry.addedBy,
      addedAt: entry.addedAt.toISOString(),
    })),
    lists: (await listStatuses(db, now)).flatMap(
      ({ label, inForce, ageInDays, isOverdue, followed }) =>
        inForce
          ? {
              name: label,
              entries: inForce.entries,
              date: inForce.listDate,
              importedAt: inForce.importedAt.toISOString(),
              days: ageInDays ?? 0,
              isOld: isOverdue,
              failures: followed?.failures ?? 0,
            }
          : [],
    ),
  };
}

function shownFields(entry: NewEntry): GivenEntry {
  const { name, birthDate, country, email, domain, phone, company } = entry;
  return {
    ...{ name: name ?? '', birthDate: birthDate ?? '', country: country ?? '' },
    ...{ email: email ?? '', domain: domain ?? '', phone: phone ?? '', company: company ?? '' },
    aliases: [...entry.aliases],
    note: entry.note,
    legalBasis: entry.legalBasis ?? '',
    expiresAt: entry.expiresAt?.toISOString() ?? null,
  };
}
