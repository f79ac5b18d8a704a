import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { recordEvent } from '../../../server/audit/record.ts';
import type { Config } from '../../../server/config/config.ts';
import { rehearsalMark, rehearsalsBeside } from '../../../server/store/copy-database.ts';
import { StoreError } from '../../../server/store/store-error.ts';
import { lockDataFolder } from '../../../server/store/store.ts';
import { Refusal } from '../../terminal/answer.ts';
import { commandActor, withPresentInstallation } from '../../terminal/with-installation.ts';
import { restore } from './restore.ts';

/** What a copy is good for, tried out. */
export interface Rehearsed {
  people: number;
  /** Of the latest event in it; null when nothing is on record in it. */
  copyFrom: string | null;
  optOutsHidden: string | null;
}

/**
 * Restores a copy as onto a new machine, in a folder of its own that is gone afterwards; the service may run.
 * What is erased from the copy by the register here is erased there too. That it went well is on record.
 * @throws {Refusal} as `restore` does
 */
export async function rehearse(
  file: string,
  given: { keyFile: string | null; erasuresFile: string | null },
): Promise<Rehearsed> {
  return withPresentInstallation(async ({ store: { db }, config }) => {
    if (config.databaseServer) {
      throw new Refusal(
        'restore_elsewhere',
        "The store is in PostgreSQL: rehearse with PostgreSQL's own tools.",
      );
    }
    await clearUp(config.databaseFile);
    // Beside the database: what is in it is as private, and there is room for a copy.
    const folder = await mkdtemp(config.databaseFile + rehearsalMark);
    // From here on, and not only while it restores: the copy is looked through before that.
    const lock = lockDataFolder(folder);
    try {
      const place = await placeIn(folder, config, given.keyFile);
      const files = { keyFile: null, erasuresFile: given.erasuresFile };
      const { people, copyFrom, optOutsHidden } = await restore(place, file, files);
      if (optOutsHidden === null) {
        const details = { people, copyFrom };
        await recordEvent(db, { action: 'backup_rehearsed', actor: commandActor(), details });
      }
      return { people, copyFrom, optOutsHidden };
    } finally {
      lock.release();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** Of rehearsals that were killed, and not of one that goes on. */
async function clearUp(databaseFile: string): Promise<void> {
  for (const folder of rehearsalsBeside(databaseFile)) {
    try {
      lockDataFolder(folder).release();
    } catch (error) {
      if (error instanceof StoreError && error.code === 'folder_in_use') continue;
      throw error;
    }
    await rm(folder, { recursive: true, force: true });
  }
}

/** The installation's settings, with every file that a restore writes in this folder. */
async function placeIn(folder: string, config: Config, keyFile: string | null): Promise<Config> {
  const at = (name: string) => path.join(folder, name);
  const place = {
    ...config,
    dataDir: at('restored'),
    databaseFile: at('vestibule.sqlite'),
    templateKeyFile: at('template.key'),
    auditSealFile: at('audit.seal'),
    optOutKeyFile: at('opt-out.key'),
    erasureRegisterFile: at('erased-ids.txt'),
  };
  const key = await present(keyFile ?? config.templateKeyFile);
  if (key === null) {
    throw new Refusal('key_missing', 'There is no template key here. Give that of the copy: --key');
  }
  await copyFile(key, place.templateKeyFile);
  for (const name of ['optOutKeyFile', 'erasureRegisterFile'] as const) {
    const file = await present(config[name]);
    if (file !== null) await copyFile(file, place[name]);
  }
  return place;
}

async function present(file: string): Promise<string | null> {
  return stat(file).then(
    () => file,
    () => null,
  );
}
