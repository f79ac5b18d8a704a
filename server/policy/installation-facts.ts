import type { Static } from 'typebox';
import type { YamlSource } from '#base/reloadable';
import { instead, type Diagnostic } from '#base/schema';
import { isListAmong, listLabel } from '#sanctions-lists';
import type { watchlistSettings } from '../checks/watchlist.ts';
import { foldName } from '#base/text';
import type { Db } from '../store/schema.ts';
import { listInstalls } from '../store/tables/kiosks.ts';
import { listWatchlistEntries, listWatchlists } from '../store/tables/watchlists.ts';
import { flowsSeen } from '../store/tables/sign-ins.ts';
import { ownList } from '../watchlist/sources.ts';
import type { Policy } from './policy.ts';
import { vestibule } from '../platform/operator-error.ts';

/** The names in this installation that a policy can refer to. */
export interface InstallationFacts {
  /** Flows of the stored sign-ins. */
  flows: readonly string[];
  /** Locations in Envoy at which the app is installed. */
  locations: readonly string[];
  /** The watchlists with entries, your own list included: `own`, `ofac/consolidated`. */
  watchlists: readonly string[];
}

export async function loadInstallationFacts(db: Db): Promise<InstallationFacts> {
  const locations = (await listInstalls(db)).flatMap(({ locationName }) => locationName ?? []);
  const watchlists = await listsInUse(db);
  const flows = await flowsSeen(db);
  return { flows, locations, watchlists };
}

async function listsInUse(db: Db): Promise<string[]> {
  const official = (await listWatchlists(db)).map(listLabel);
  const now = new Date();
  const entries = await listWatchlistEntries(db);
  const isOwn = entries.some(({ expiresAt: expiry }) => expiry === null || expiry > now);
  return isOwn ? [ownList, ...official] : official;
}

/** Returns warnings about names in the policy that this installation does not have. They may exist later. */
export function unknownHere(
  { rules }: Policy,
  here: InstallationFacts,
  lineOf: YamlSource['lineOf'],
): Diagnostic[] {
  const conditions = rules.flatMap(({ when: { flow, location } }, i) => [
    ...unknownInEnvoy(flow, here.flows, lineOf(`/rules/${i}/when/flow`), unseen),
    ...unknownInEnvoy(location, here.locations, lineOf(`/rules/${i}/when/location`), notInstalled),
  ]);
  const searches = rules.flatMap(({ checks, line }) =>
    checks
      .filter(({ name }) => name === 'watchlist')
      .flatMap(({ settings }) => emptyLists(settings, here.watchlists))
      .map((text) => ({ line, text })),
  );
  return [...conditions, ...searches];
}

/** The effect of a watchlist check whose lists are all empty. */
function emptyLists(settings: unknown, inUse: readonly string[]): string[] {
  const { lists } = settings as Static<typeof watchlistSettings>;
  const wanted = lists ?? inUse;
  const isUsed = (list: string) => inUse.some((label) => isListAmong([list], label));
  const missing = wanted.filter((list) => list !== ownList && !isUsed(list));
  if (missing.length > 0) return missing.map(neverImported);
  if (wanted.some(isUsed)) return [];
  return [lists ? nobodyIsBarred : nobodyIsListed];
}

const nobodyIsListed = `A watchlist is asked for, but all are empty, so all visitors are held; import one, or say { lists: [own] } to let everybody in while your own is empty; see ${vestibule} watchlist --help.`;
const nobodyIsBarred = `Your own watchlist is asked for, but it is empty, so all pass; see ${vestibule} watchlist --help.`;
const neverImported = (list: string) =>
  `The watchlist "${list}" is asked for, but was never imported, so all are held; see ${vestibule} watchlist import-list --help.`;
const unseen = 'No sign-in was seen yet of a flow';
const notInstalled = 'The app is not known to be installed at';

/** Warns of unknown names. Skips ids, and says nothing while no name is known. */
function unknownInEnvoy(
  names: readonly string[] = [],
  known: readonly string[],
  line: number,
  text: string,
): Diagnostic[] {
  if (known.length === 0) return [];
  return unknownNames(
    names.filter((name) => !/^\d+$/.test(name)),
    known,
    line,
    text,
  );
}

function unknownNames(
  names: readonly string[],
  known: readonly string[],
  line: number,
  text: string,
): Diagnostic[] {
  const guess = (name: string) => (known.length === 0 ? '' : `; ${instead(name, known)}`);
  return namesNotIn(names, known).map((name) => ({
    line,
    text: `${text} "${name}"${guess(name)}.`,
  }));
}

function namesNotIn(names: readonly string[], known: readonly string[]): string[] {
  const folded = new Set(known.map(foldName));
  return names.filter((name) => !folded.has(foldName(name)));
}
