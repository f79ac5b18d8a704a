import type { Logger } from 'pino';
import type { Db } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { countPeople } from '../store/tables/people.ts';
import { cleanPages } from './clean-pages.ts';
import { writeErasureRegister } from './erasure-register.ts';
import { dueForErasure, purge, type Retention } from './retention.ts';

const everyMs = 24 * 60 * 60_000;

/** Purges now, before anybody signs in, and daily. Returns how to stop. */
export async function startPurging(
  store: Store,
  { retention, erasureRegisterFile }: { retention: Retention; erasureRegisterFile: string },
  log: Logger,
): Promise<() => Promise<void>> {
  // Writing the database anew can take a while, which nobody should wait for at the door.
  const purgeNow = async ({ rewrite }: { rewrite: boolean }) => {
    try {
      if (await isDoubtful(store.db, retention)) {
        log.error(
          { fault: 'too_many_at_once' },
          'so many people would be erased at once that the clock may be wrong; look at it, then run: npm run privacy -- purge',
        );
        return;
      }
      const { receipts, signIns } = await purge(store.db, retention, 'service');
      if (receipts.length + signIns === 0) return;
      log.info({ people: receipts.length, signIns }, 'purged what was past its retention');
      await writeErasureRegister(store.db, erasureRegisterFile);
      await cleanPages(store, { rewrite });
    } catch (error) {
      const { code = 'unknown' } = error as { code?: string };
      log.error({ fault: code }, 'the purge failed; it is tried again tomorrow');
    }
  };
  await purgeNow({ rewrite: true });
  let purged = Promise.resolve();
  const timer = setInterval(() => {
    purged = purged.then(() => purgeNow({ rewrite: false }));
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await purged;
  };
}

/** Nobody is there to ask, and what is erased is gone: a clock years ahead must not empty the house. */
async function isDoubtful(db: Db, retention: Retention): Promise<boolean> {
  const due = await dueForErasure(db, retention, new Date());
  const old = due.filter(({ because }) => because === 'retention').length;
  return old > Math.max(10, (await countPeople(db)) / 4);
}
