import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import type { Config } from '../../config/config.ts';
import { consentTextSaid, publishConsentText, readConsentText } from '../../people/consent.ts';
import {
  ConsentTexts,
  NewConsentText,
  NewListed,
  WatchlistShown,
} from '../../protocol/desk-manage-messages.ts';
import { Done } from '../../protocol/desk-people-messages.ts';
import type { Store } from '../../store/store.ts';
import type { Db } from '../../store/schema.ts';
import { listDeskAccounts } from '../../store/tables/desk-accounts.ts';
import { countPeople } from '../../store/tables/people.ts';
import { consentTexts, consentTranslations } from '../../store/tables/privacy.ts';
import { listWatchlistEntries } from '../../store/tables/watchlists.ts';
import { addToWatchlist, removeFromWatchlist } from '../../watchlist/change.ts';
import { foundBy } from '../../watchlist/entry.ts';
import { listStatuses } from '../../watchlist/follow/list-status.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import { ActRefusedError, actorOf, refuseOperatorError } from '../people/people-acts.ts';
import { PersonParams } from '../people/people-routes.ts';

export interface WatchlistManageOptions {
  db: Db;
  store: Pick<Store, 'scrub'>;
  /** Told when a place is named. */
  places: { renew: () => Promise<void> };
  /** Told when a screen was unpaired. */
  kioskRegistry: { pairingChanged: () => Promise<void> };
  sessions: DeskSessions;
  config: Pick<Config, 'watchlistDays'>;
}

const config = { rateLimit: { max: 60, timeWindow: '1 minute' } };

/** Whom one looks out for, the lists in use, and the text that people agree to. */
export const watchlistManageRoutes: FastifyPluginAsyncTypebox<WatchlistManageOptions> = async (
  app,
  options,
) => {
  const { db, store } = options;

  app.get(
    '/desk/api/manage/watchlist',
    { schema: { response: { 200: WatchlistShown } }, config },
    () => shownLists(db, options.config.watchlistDays),
  );

  app.post(
    '/desk/api/manage/watchlist',
    { schema: { body: NewListed, response: { 200: Done } }, config },
    async ({ body, deskUser }) => {
      const added = await addToWatchlist(db, actorOf(deskUser!), entryOf(body));
      if (added.state === 'refused') {
        const why = added.mistakes.map(({ explanation }) => explanation).join(' ');
        throw new ActRefusedError(422, `listed_${added.mistakes[0]?.code}`, why);
      }
      return { message: 'Added. It counts from the next sign-in on.', code: 'listed' };
    },
  );

  app.post(
    '/desk/api/manage/watchlist/:id/remove',
    { schema: { params: PersonParams, response: { 200: Done } }, config },
    async ({ params, deskUser }) => {
      const isDone = await removeFromWatchlist(db, actorOf(deskUser!), params.id);
      if (!isDone)
        throw new ActRefusedError(404, 'not_listed', 'This entry is not on the list any more.');
      await store.scrub();
      return { message: 'Removed.', code: 'unlisted' };
    },
  );

  app.get('/desk/api/manage/consent', { schema: { response: { 200: ConsentTexts } }, config }, () =>
    shownTexts(db),
  );

  app.post(
    '/desk/api/manage/consent',
    { bodyLimit: 400_000, schema: { body: NewConsentText, response: { 200: Done } }, config },
    async ({ body, deskUser }) => {
      const publish = async () => {
        const given = readConsentText(body);
        const published = await publishConsentText(db, given, actorOf(deskUser!));
        return consentTextSaid(db, published, given);
      };
      const done = await refuseOperatorError(publish());
      const code = 'enrolled' in done ? 'text_published' : 'translation_published';
      return { message: done.said, code, values: { version: body.version.trim() } };
    },
  );
};

function entryOf({ note, expiresAt, ...given }: Static<typeof NewListed>) {
  return {
    ...(Object.fromEntries(
      Object.entries(given).map(([name, text]) => [name, text.trim() || null]),
    ) as Record<keyof typeof given, string | null>),
    ...{ aliases: [], domain: null, legalBasis: null },
    note,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
  };
}

async function shownLists(db: Db, mostDays: number): Promise<WatchlistShown> {
  const accounts = new Map((await listDeskAccounts(db)).map(({ id, name }) => [id, name]));
  const now = new Date();
  return {
    entries: (await listWatchlistEntries(db)).map((entry) => ({
      id: entry.id,
      foundBy: foundBy(entry),
      note: entry.note,
      addedBy: accounts.get(entry.addedBy.replace(/^desk:/, '')) ?? entry.addedBy,
      addedAt: entry.addedAt.toISOString(),
      expiresAt: entry.expiresAt?.toISOString() ?? null,
    })),
    lists: (await listStatuses(db, mostDays, now)).flatMap(
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

async function shownTexts(db: Db): Promise<ConsentTexts> {
  const texts = await consentTexts(db);
  const translations = await consentTranslations(db);
  const translationsOf = (sha256: string) =>
    translations.filter(({ ofSha256 }) => ofSha256 === sha256);
  const [current] = texts;
  return {
    texts: texts.map(({ version, language, sha256, publishedAt }) => ({
      version,
      languages: [language, ...translationsOf(sha256).map((one) => one.language)],
      publishedAt: publishedAt.toISOString(),
    })),
    current: current
      ? [current, ...translationsOf(current.sha256)].map(({ language, text }) => ({
          language,
          text,
        }))
      : [],
    enrolled: await countPeople(db),
  };
}
