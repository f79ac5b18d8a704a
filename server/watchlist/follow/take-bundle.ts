import type { Db } from '../../store/schema.ts';
import {
  bundleKey,
  followList,
  listFollowedLists,
  noteFollowedList,
  setBundleKey,
  type FollowedListRow,
} from '../../store/tables/followed-lists.ts';
import { openBundle, type OpenedBundle } from './bundle.ts';
import { fetchFault, takeIn, type LookResult } from './fetch-list.ts';
import { knownFollowable } from './followable.ts';

/**
 * Puts the lists of a bundle in force, or proposes them, each by itself: what is wrong with one keeps no other
 * out. One that was not followed is from now on, by bundles.
 * @param given the key that it is to be signed with; null: the one that was given before
 * @throws {BundleError}
 */
export async function takeBundle(
  db: Db,
  actor: string,
  file: string,
  given: string | null,
  now = new Date(),
): Promise<(LookResult & { name: string })[]> {
  const trusted = given ?? (await bundleKey(db));
  const bundle = await openBundle(file, trusted === undefined ? [] : [trusted]);
  try {
    if (given !== null) await setBundleKey(db, given, now);
    const looks: (LookResult & { name: string })[] = [];
    for (const one of bundle.lists) {
      looks.push({ name: one.name, ...(await takeOne(db, actor, bundle, one, now)) });
    }
    return looks;
  } finally {
    await bundle.close();
  }
}

async function takeOne(
  db: Db,
  actor: string,
  bundle: OpenedBundle,
  { name, sha256, etag, lastModified, ...one }: OpenedBundle['lists'][number],
  now: Date,
): Promise<LookResult> {
  const known = knownFollowable(name);
  const { source, list } = known;
  const row = await followedAs(db, name);
  if (!row) await followList(db, { name, source, list, address: null, brought: true }, now);
  const said = Date.parse(one.fetchedAt) || 0;
  const fetchedAt = new Date(Math.min(said, now.getTime()));
  if (row?.currentAt && fetchedAt < row.currentAt) return { state: 'failed', fault: 'list_older' };
  const seen = { lookedAt: now, failures: 0, fault: null, sha256, etag, lastModified };
  if (row?.sha256 === sha256) {
    const current = row.standing === 'in_force' ? { currentAt: fetchedAt } : {};
    await noteFollowedList(db, name, { ...seen, ...current });
    return { state: 'unchanged' };
  }
  try {
    const imported = await takeIn(db, known, bundle.fileOf(name), { lastModified }, actor);
    const state = imported.isProposed ? 'proposed' : 'in_force';
    const current = state === 'in_force' ? { currentAt: fetchedAt } : {};
    await noteFollowedList(db, name, { ...seen, standing: state, ...current });
    return { state, imported };
  } catch (error) {
    const fault = fetchFault(error);
    if (fault === null) throw error;
    await noteFollowedList(db, name, { lookedAt: now, fault, failures: (row?.failures ?? 0) + 1 });
    return { state: 'failed', fault };
  }
}

async function followedAs(db: Db, name: string): Promise<FollowedListRow | undefined> {
  return (await listFollowedLists(db)).find((one) => one.name === name);
}
