import { existsSync, rmSync } from 'node:fs';
import type { Logger } from 'pino';
import { replaceFile } from '#base/files';
import { repeat } from '../platform/clock.ts';

const everyMs = 24 * 60 * 60_000;

interface Deps {
  store: { damage: () => Promise<Error | null> };
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
      if (damage) await new DamageMark(databaseFile).set().finally(() => onDamaged(damage));
    } catch (err) {
      log.warn({ err }, 'database not checked, or damage not marked; retrying tomorrow');
    }
  };
  const stop = repeat(everyMs, check, undefined, check());
  return async () => {
    // A running check ends with its connection.
    void stop();
  };
}

/** An empty file beside a SQLite database in which a check found damage: the next start checks the whole file. */
export class DamageMark {
  readonly #file: string;

  constructor(databaseFile: string) {
    this.#file = `${databaseFile}.damage-found`;
  }

  get isSet(): boolean {
    return existsSync(this.#file);
  }

  async set(): Promise<void> {
    await replaceFile(this.#file, '');
  }

  clear(): void {
    rmSync(this.#file, { force: true });
  }
}
