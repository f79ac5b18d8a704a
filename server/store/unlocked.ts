import type { KyselyPlugin, QueryId } from 'kysely';
import type { Db } from './schema.ts';

const unlockedQueries = new WeakSet<QueryId>();

const marking: KyselyPlugin = {
  transformQuery({ node, queryId }) {
    unlockedQueries.add(queryId);
    return node;
  },
  transformResult: async ({ result }) => result,
};

/**
 * For statements that need no lock but their rows': they wait for no transaction that writes alone, which
 * every other write does. Of what instances say to one another, of which nothing else is made.
 */
export function unlocked(db: Db): Db {
  return db.withPlugin(marking);
}

export function isUnlocked(queryId: QueryId): boolean {
  return unlockedQueries.has(queryId);
}
