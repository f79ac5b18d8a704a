import type { Logger } from 'pino';
import { repeat } from '../platform/clock.ts';
import { DamageMark } from './damage-mark.ts';
import type { Store } from './store.ts';

const everyMs = 24 * 60 * 60_000;

interface Deps {
  store: Pick<Store, 'damage'>;
  databaseFile: string;
  /** Ends this service: the next start checks the whole file, and holds everybody while it is damaged. */
  onDamaged: (error: Error) => void;
  log: Logger;
}

/**
 * Checks the whole database once a day, and after each start, beside the sign-ins: a start checks the pages only, and
 * a damaged index could hide a row. @returns a function that stops it
 */
export function startDailyCheck({
  store,
  databaseFile,
  onDamaged,
  log,
}: Deps): () => Promise<void> {
  const check = async () => {
    try {
      const damage = await store.damage();
      if (!damage) return;
      await new DamageMark(databaseFile).set();
      onDamaged(damage);
    } catch (err) {
      log.warn({ err }, 'database not checked, retrying tomorrow');
    }
  };
  const stop = repeat(everyMs, check, undefined, check());
  return async () => {
    // A running check ends with its connection.
    void stop();
  };
}
