import type { Logger } from 'pino';
import type { Store } from '../store/store.ts';
import { cleanPages } from './clean-pages.ts';
import { clockBelievedForDays, isClockBelieved } from './clock-proof.ts';
import { writeErasureRegister } from './erasure-register.ts';
import { heldBack } from './held-back.ts';
import { purge, purgeWithdrawn, type Retention } from './retention.ts';

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
      const now = new Date();
      const isBelieved = await isClockBelieved(store.db, now);
      const { length: people } = await heldBack(store.db, retention, now);
      if (people > 0) {
        log.error(
          { fault: 'clock_not_proven', people },
          `no sign-in of the last ${clockBelievedForDays} days says that the clock is right, so nobody is erased for their age; look at the clock, then run: npm run privacy -- purge`,
        );
      }
      const { receipts, signIns } = isBelieved
        ? await purge(store.db, retention, 'service', now)
        : await purgeWithdrawn(store.db, retention, 'service');
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
