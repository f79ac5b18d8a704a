import { statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rehearsalMark, rehearsalsBeside } from '../../store/store-copies.ts';
import { recordEvent } from '../../audit/record.ts';
import type { Config } from '../../config/config.ts';
import type { Db } from '../../store/schema.ts';
import { StoreError } from '../../store/store-error.ts';
import { lockDataFolder } from '../../store/store.ts';
import { RefusalError } from '../../platform/operator-error.ts';
import { commandActor } from '../command-actor.ts';
import { unnamedFile, type UnnamedFile } from '#base/files';
import { keyNames } from '../backup/gather.ts';
import { contentOf, restore, type RestoreOptions } from './restore.ts';

/** The result of a rehearsal. */
export interface Rehearsed {
  people: number;
  /** Time of the copy's latest event; null when there is no event. */
  copyFrom: string | null;
  optOutsHidden: string | null;
}

/**
 * Restores a copy as on a new machine, in a temporary folder; the service may run. The local register's erasures are
 * applied there too. A success is recorded in the audit record.
 * @throws {RefusalError} like `restore`
 */
export async function rehearseRestore(
  { db, config }: { db: Db; config: Config },
  file: string,
  given: RestoreOptions,
): Promise<Rehearsed> {
  if (config.databaseServer) {
    throw new RefusalError(
      'restore_elsewhere',
      "The store is in PostgreSQL: rehearse with PostgreSQL's own tools.",
    );
  }
  mustBeAnother(file, config.databaseFile);
  await clearUp(config.databaseFile);
  // In the folder of the database: the copy is as private, and there is space for it.
  const folder = await mkdtemp(config.databaseFile + rehearsalMark);
  // Locked already here, because the copy is checked before the restore itself.
  const lock = lockDataFolder(folder);
  const unnamed: UnnamedFile[] = [];
  try {
    const place = await placeIn(folder, config, given, unnamed);
    const { erasuresFile, parts = null } = given;
    const files = { keyFile: null, erasuresFile, parts };
    const { people, copyFrom, optOutsHidden } = await restore(place, file, files);
    if (optOutsHidden === null) {
      const details = { people, copyFrom };
      await recordEvent(db, { action: 'backup_rehearsed', actor: commandActor(), details });
    }
    return { people, copyFrom, optOutsHidden };
  } finally {
    for (const each of unnamed) await each.close();
    lock.release();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Copying the open database byte for byte would drop its locks. */
function mustBeAnother(file: string, databaseFile: string): void {
  const [copy, present] = [file, databaseFile].map((each) =>
    statSync(each, { bigint: true, throwIfNoEntry: false }),
  );
  if (!copy || !present || copy.ino !== present.ino || copy.dev !== present.dev) return;
  throw new RefusalError(
    'backup_unusable',
    `${file} is the database itself, and no copy of it: make one with "backup". Nothing was changed.`,
  );
}

/** Removes folders of killed rehearsals, but not of a running one. */
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

/**
 * The installation's settings with every file of a restore in this folder. The keys have no name there: a killed
 * rehearsal leaves no keys beside the faces.
 */
async function placeIn(
  folder: string,
  config: Config,
  { keyFile, keys }: RestoreOptions,
  unnamed: UnnamedFile[],
): Promise<Config> {
  const at = (name: string) => path.join(folder, name);
  const without = async (text: string) => {
    const made = await unnamedFile(folder, text);
    unnamed.push(made);
    return made.file;
  };
  const key = keys?.[keyNames.template] ?? (await contentOf(keyFile ?? config.templateKeyFile));
  if (key === null) {
    throw new RefusalError(
      'key_missing',
      'There is no template key here. Give that of the copy: --key',
    );
  }
  const optOut = `${(await contentOf(config.optOutKeyFile)) ?? ''}\n${keys?.[keyNames.optOut] ?? ''}`;
  const register = await contentOf(config.erasureRegisterFile);
  if (register !== null) await writeFile(at('erased-ids.txt'), register);
  return {
    ...config,
    dataDir: at('restored'),
    databaseFile: at('vestibule.sqlite'),
    templateKeyFile: await without(key),
    auditSealFile: at('audit.seal'),
    // Without a key, the derived one is not written either.
    optOutKeyFile: optOut.trim() === '' ? at('nowhere/opt-out.key') : await without(optOut),
    erasureRegisterFile: at('erased-ids.txt'),
  };
}
