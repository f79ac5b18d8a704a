import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { StoreError } from '../store/store-error.ts';
import { openStore, type Store } from '../store/store.ts';

interface Deps {
  config: Pick<Config, 'databaseFile' | 'databaseServer' | 'templateKeyFile' | 'auditSealFile'>;
  /** Called once, when the database server is out of reach and is waited for. */
  onAway: (sentence: string) => Promise<void>;
  /** Ends the waiting. */
  signal?: AbortSignal | undefined;
  log: Logger;
}

const firstRetryMs = 500;
const lastRetryMs = 5000;

/**
 * Opens the store. A database server that is out of reach is waited for, so that visitors are held
 * meanwhile and nobody has to start the service again; but not on a first start, where whoever set it up
 * is to see what is wrong with the address.
 * @throws {StoreError}
 */
export async function openStoreWithPatience({ config, onAway, signal, log }: Deps): Promise<Store> {
  const { templateKeyFile } = config;
  const onDeath = () =>
    log.error('the database thread died, or the link to PostgreSQL broke; another one is made');
  const wasStarted = existsSync(templateKeyFile);
  let isAway = false;
  for (let retryMs = firstRetryMs; ; retryMs = Math.min(2 * retryMs, lastRetryMs)) {
    try {
      return await openStore({ ...config, onDeath });
    } catch (error) {
      const isWorthWaiting =
        wasStarted && error instanceof StoreError && error.code === 'database_unreachable';
      if (!isWorthWaiting || signal?.aborted) throw error;
      if (!isAway) await onAway(error.message);
      isAway = true;
      await pause(retryMs, null, { ...(signal && { signal }) }).catch(() => {});
      if (signal?.aborted) throw error;
    }
  }
}
