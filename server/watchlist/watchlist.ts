import { Countries, type ListSearch } from '#sanctions-lists';
import type { Db } from '../store/schema.ts';
import { listCurrencyCheck, watchlistRevisions } from '../store/tables/watchlists.ts';
import { dismissedHits } from './dismissals.ts';
import type { VisitorQuery, Hit } from './entry.ts';
import { OwnList } from './own-list.ts';
import { OfficialLists } from './official-lists.ts';
import { listStatuses, type ListStatus } from './follow/list-status.ts';
import { ownList } from './sources.ts';

/** The lists to search, and how. */
export interface Search {
  /** `own` and sources of official lists; null: all lists. */
  lists: readonly string[] | null;
  /** Score from which a name is a hit. */
  threshold: number;
  /** The country of phone numbers without a country code (`US`). */
  phoneCountry: string;
}

interface ListsStatus {
  /** The official lists, and the own one when it has entries. */
  inForce: string[];
  /** Lists that were in force, and are missing now. */
  gone: string[];
  overdue: string[];
}

interface Kept<T> {
  revision: number;
  value: T;
}

/**
 * The own and the official watchlists, in memory. Before each answer, this class asks the database for changes, so that
 * changes by other processes take effect at once.
 */
export class Watchlist {
  readonly #db: Db;
  #countries: Countries | undefined;
  #own: Kept<OwnList> | undefined;
  #official: Kept<OfficialLists> | undefined;
  #loading: Promise<void> | undefined;

  constructor(db: Db) {
    this.#db = db;
  }

  /** See `listCurrencyCheck`. Call this before you look anything up. */
  isCurrentCheck(): ReturnType<typeof listCurrencyCheck> {
    return listCurrencyCheck(this.#db);
  }

  /** Loads changes since the last call, if any. */
  async refresh(): Promise<void> {
    await this.#current();
  }

  /** Returns the state by labels: `un`, `ofac/consolidated`, `own`. */
  async status(now = new Date()): Promise<ListsStatus> {
    const { own } = await this.#current();
    const official = await listStatuses(this.#db, now);
    const labels = (is: (list: ListStatus) => boolean) =>
      official.filter(is).map(({ label }) => label);
    return {
      inForce: [...(own.isInUse ? [ownList] : []), ...labels(({ inForce }) => inForce !== null)],
      gone: labels(({ isGone }) => isGone),
      overdue: labels(({ isOverdue }) => isOverdue),
    };
  }

  /** Returns every entry that may mean the visitor, the most likely first. Lets the event loop run. */
  async lookUp(asked: VisitorQuery, search: Search): Promise<Hit[]> {
    const { own, official } = await this.#current();
    const { lists, phoneCountry } = search;
    const hits: Hit[] = [];
    if (!lists || lists.includes(ownList)) {
      hits.push(...own.byEmail(asked), ...own.byPhone(asked, phoneCountry));
    }
    for (const names of [own, official]) {
      hits.push(...(await names.byName(asked, search)));
      hits.push(...(await names.byCompany(asked, search)));
    }
    return hits.sort((a, b) => b.score - a.score);
  }

  /** Returns the hits that the desk dismissed for this person. */
  dismissedFor(person: { id: string; name: string }, hits: readonly Hit[]): Promise<Hit[]> {
    return dismissedHits(this.#db, person, hits);
  }

  async #current(): Promise<{ own: OwnList; official: ListSearch }> {
    for (;;) {
      const wanted = await watchlistRevisions(this.#db);
      const own = this.#own;
      const official = this.#official;
      // Compares for equality, because a restored database has a lower revision.
      if (own?.revision === wanted.own && official?.revision === wanted.official) {
        return { own: own.value, official: official.value.search };
      }
      // A running load may have begun before the change, so this loops.
      this.#loading ??= this.#load().finally(() => (this.#loading = undefined));
      await this.#loading;
    }
  }

  async #load(): Promise<void> {
    // Reads the revisions first, so that a change during the load causes another load.
    const { own, official } = await watchlistRevisions(this.#db);
    const countries = async () => (this.#countries ??= await Countries.load());
    if (this.#own?.revision !== own) {
      this.#own = { revision: own, value: await OwnList.load(this.#db, countries) };
    }
    if (this.#official?.revision !== official) {
      const known = this.#official?.value;
      const isUpdated = known !== undefined && (await known.update(this.#db));
      const value = isUpdated ? known : await OfficialLists.load(this.#db, countries);
      this.#official = { revision: official, value };
    }
  }
}
