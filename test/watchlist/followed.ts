import type { Db } from '#server/store/schema.ts';
import {
  followList,
  listFollowedLists,
  type FollowedListRow,
} from '#server/watchlist/follow/followed-list-rows.ts';
import {
  lookAtPublisher,
  type LookResult,
  knownFollowable,
} from '#server/watchlist/follow/fetch-list.ts';
import { Watchlist } from '#server/watchlist/watchlist.ts';

/** Follows a list at an address of the test. */
export async function followAt(
  db: Db,
  name: string,
  address: string,
  now = new Date(),
): Promise<void> {
  const { source, list } = knownFollowable(name);
  await followList(db, { name, source, list, address }, now);
}

export async function rowOf(db: Db, name: string): Promise<FollowedListRow> {
  return (await listFollowedLists(db)).find((row) => row.name === name)!;
}

/** Fetches from a publisher as the service's process does. */
export async function look(
  db: Db,
  name: string,
  looking: Partial<Parameters<typeof lookAtPublisher>[3]> = {},
): Promise<LookResult> {
  const row = await rowOf(db, name);
  const known = knownFollowable(name);
  const now = new Date('2026-11-24T12:00:00Z');
  return lookAtPublisher(db, known, row, { actor: 'service', now, ...looking });
}

/** The lists with an entry of this name. */
export async function listsWith(db: Db, name: string): Promise<string[]> {
  const nobody = { email: null, phone: null, company: null, birthDate: null, country: null };
  const search = { lists: null, threshold: 0.95, phoneCountry: 'US' } as const;
  const hits = await new Watchlist(db).lookUp({ ...nobody, name }, search);
  return [...new Set(hits.map(({ list }) => list))];
}
