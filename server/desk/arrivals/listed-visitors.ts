import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { YieldToSignIns } from '../../platform/work-queue.ts';
import type { Db } from '../../store/schema.ts';
import { watchlistRevisions } from '../../store/tables/watchlists.ts';
import type { Hit } from '../../watchlist/entry.ts';
import { nameOfList } from '../../watchlist/hit-note.ts';
import { ownList } from '../../watchlist/sources.ts';
import type { Search, Watchlist } from '../../watchlist/watchlist.ts';

/** The watchlists in memory, and how the policy in force asks for them. */
export interface SearchedLists {
  watchlist: Pick<Watchlist, 'lookUp' | 'dismissedFor'>;
  searches: () => readonly Search[];
}

/** What Envoy says of an expected visitor, as far as lists are searched by it. */
export interface InvitedVisitor {
  inviteId: string;
  visitor: string | null;
  email: string | null;
}

interface Deps {
  db: Db;
  /** Null: none is searched. */
  lists: SearchedLists | null;
  giveWay: YieldToSignIns;
  log: Logger;
}

/** More than a week of invitations of a large office. */
const mostKept = 5000;

/**
 * Finds expected visitors on the watchlists as a sign-in would, in the background and one at a time: a large list
 * takes some milliseconds a name. A result lapses when the lists, the policy or the invitation change.
 */
export class ListedVisitors {
  readonly #deps: Deps;
  readonly #found = new Map<string, { query: string; hits: readonly Hit[] }>();
  readonly #pending = new Map<string, InvitedVisitor & { query: string }>();
  #running = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Looks them up, unless that was done for the lists of now. */
  async request(visitors: readonly InvitedVisitor[]): Promise<void> {
    const { db, lists } = this.#deps;
    if (!lists) return;
    const searched = JSON.stringify([await watchlistRevisions(db), lists.searches()]);
    for (const visitor of visitors) {
      const query = digestOf(searched, visitor);
      if (this.#found.get(visitor.inviteId)?.query === query) continue;
      this.#found.delete(visitor.inviteId);
      this.#pending.set(visitor.inviteId, { ...visitor, query });
    }
    if (!this.#running) void this.#run(lists);
  }

  /**
   * Names of the lists that they may be on, `own` or `OFAC (consolidated)`; null while that is not known.
   * @param person the enrolled person of the invitation; entries that the desk dismissed for them do not count
   */
  async listsOf(
    { inviteId }: InvitedVisitor,
    person: { id: string; name: string } | null,
  ): Promise<string[] | null> {
    const { lists } = this.#deps;
    if (!lists || lists.searches().length === 0) return [];
    const hits = this.#found.get(inviteId)?.hits ?? null;
    if (hits === null || hits.length === 0) return hits && [];
    const dismissed = person ? await lists.watchlist.dismissedFor(person, hits) : [];
    const left = hits.filter((hit) => !dismissed.includes(hit));
    return [...new Set(left.map(({ list }) => (list === ownList ? list : nameOfList(list))))];
  }

  async #run({ watchlist, searches }: SearchedLists): Promise<void> {
    this.#running = true;
    try {
      for (const [inviteId, { visitor: name, email, query }] of this.#pending) {
        this.#pending.delete(inviteId);
        const asked = { name, email, phone: null, company: null, birthDate: null, country: null };
        const hits: Hit[] = [];
        for (const search of searches()) hits.push(...(await watchlist.lookUp(asked, search)));
        if (this.#found.size >= mostKept) this.#found.clear();
        this.#found.set(inviteId, { query, hits });
        await this.#deps.giveWay();
      }
    } catch (error) {
      // The next look at the day asks again.
      const { code = 'unknown' } = error as { code?: string };
      this.#deps.log.error({ fault: code }, 'expected visitors not looked up on the watchlists');
    } finally {
      this.#running = false;
    }
  }
}

function digestOf(searched: string, { visitor, email }: InvitedVisitor): string {
  return createHash('sha256')
    .update(JSON.stringify([searched, visitor, email]))
    .digest('base64');
}
