import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { YieldToSignIns } from '../../platform/work-queue.ts';
import type { Db } from '../../store/schema.ts';
import { watchlistRevisions } from '../../store/tables/watchlists.ts';
import type { Hit } from '../../watchlist/entry.ts';
import { nameOfList } from '../../watchlist/hit-note.ts';
import { ownList } from '../../watchlist/sources.ts';
import type { Search, Watchlist } from '../../watchlist/watchlist.ts';

/** The watchlists in memory, and the searches of the policy in force. */
export interface SearchedLists {
  watchlist: Pick<Watchlist, 'lookUp' | 'dismissedFor'>;
  searches: () => readonly Search[];
}

/** The fields of an expected visitor by which lists are searched. */
export interface InvitedVisitor {
  inviteId: string;
  visitor: string | null;
  email: string | null;
}

interface Deps {
  db: Db;
  /** Null: no list is searched. */
  lists: SearchedLists | null;
  giveWay: YieldToSignIns;
  log: Logger;
}

/** More than the invitations of a large office in a week. */
const mostKept = 5000;

/**
 * Searches the watchlists for expected visitors as a sign-in would. A large list takes some milliseconds a name, so the
 * search runs in the background. A result lapses when the lists, the policy or the invitation change.
 */
export class ListedVisitors {
  readonly #deps: Deps;
  readonly #found = new Map<string, { query: string; hits: readonly Hit[] }>();
  readonly #pending = new Map<string, InvitedVisitor & { query: string }>();
  #running = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Looks up the visitors who have no result for the present lists. */
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
   * Returns the names of lists with a hit, `own` or `OFAC (consolidated)`; null while there is no result.
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
      // The next request for this day tries again.
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
