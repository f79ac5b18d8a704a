import { readFile, rm } from 'node:fs/promises';
import { recordEvent } from '../../../server/audit/record.ts';
import { resealRecord } from '../../../server/audit/sealing.ts';
import type { Config } from '../../../server/config/config.ts';
import { writeErasureRegister } from '../../../server/people/erasure-register.ts';
import { addOptOutKeys, OptOuts } from '../../../server/people/opt-outs.ts';
import { cleanPages } from '../../../server/people/erasure.ts';
import { copyBytes } from '../../../server/store/database-file.ts';
import { faultsOf, removeDatabase, restoringMark } from '../../../server/store/copy-database.ts';
import {
  lockDataFolder,
  openStore,
  type Store,
  type StoreOptions,
} from '../../../server/store/store.ts';
import { inspectDatabase } from '../../../server/store/inspect.ts';
import { StoreError } from '../../../server/store/store-error.ts';
import { latestAuditTime } from '../../../server/store/tables/audit-events.ts';
import { countPeople } from '../../../server/store/tables/people.ts';
import { checkOf, isKeyOf, readKeyFile } from '../../../server/keys/keyring.ts';
import { openTemplateKey } from '../../../server/templates/open-cipher.ts';
import { commandActor } from '../../terminal/with-installation.ts';
import { replaceFile } from '../../../server/platform/atomic-file.ts';
import { RefusalError } from '../../terminal/answer.ts';
import { keyNames } from '../../backup/gather.ts';
import { dropParts } from '../../backup/parts.ts';
import { unnamedFile, type Keys, type Unnamed } from '../../backup/sealed-keys.ts';
import { bringForward, type BroughtForward } from './bring-forward.ts';
import { presentHead, type CurrentState } from './present-state.ts';
import { takePlace, undoCutOff } from './take-place.ts';

export interface Restored extends BroughtForward {
  people: number;
  /** Of the latest event in the copy as it was given; null when nothing is on record in it. */
  copyFrom: string | null;
  /** Why the service will hold everyone, not knowing who opted out; null when it can tell. */
  optOutsHidden: string | null;
  /** Consent texts that were published on this new machine, and do not count. */
  textsLeft: string[];
  /** The files that were there before, under their new names. */
  keptAside: string[];
}

/** What will be there, and what of it is not as in the copy. */
export type Prepared = Omit<Restored, 'keptAside'>;

/** An older version that a call has started has the folder for a moment with each try to open the newer database. */
const startingMs = 10_000;

/** What is given beside the copy. */
export interface RestoreOptions {
  keyFile: string | null;
  erasuresFile: string | null;
  /** Those that were in the backup. */
  keys?: Keys | null;
}

/**
 * Replaces the installation's database by a copy; on any doubt nothing is changed.
 * @param agreed called with what is to be there, before it is; rejects when it is not to be restored
 * @param forOlderVersion leaves the copy's tables as the version that wrote it made them
 * @throws {RefusalError}
 */
export async function restore(
  config: Config,
  file: string,
  given: RestoreOptions,
  agreed: (made: Prepared) => Promise<void> = async () => {},
  forOlderVersion = false,
): Promise<Restored> {
  mustBeUsable(file);
  const lock = lockFor(config.dataDir, forOlderVersion ? startingMs : 0);
  const staging = config.databaseFile + restoringMark;
  let key: Unnamed | null = null;
  let optOutKeys: string | null | undefined;
  try {
    await removeDatabase(staging);
    await copyBytes(file, staging);
    dropParts(staging);
    // After the copying, because the file may be one of those that this moves.
    await undoCutOff(config);
    optOutKeys = await contentOf(config.optOutKeyFile);
    key = await keyOfBackup(config, given.keys);
    const keyFile = given.keyFile ?? key?.file ?? null;
    const schema = forOlderVersion ? 'as it is' : 'without a copy';
    const { replaced, ...made } = await prepared(
      config,
      { databaseFile: staging, schema },
      { ...given, keyFile },
    );
    await agreed(made);
    // Commands may have been run while somebody thought about it.
    if ((await presentHead(config))?.hash !== replaced?.hash) throw changedMeanwhile();
    optOutKeys = undefined;
    const keptAside = await takePlace(config, staging, keyFile);
    await onRecord(config, schema);
    return { ...made, keptAside };
  } catch (error) {
    throw isDiskFull(error) ? diskFull(config.dataDir) : error;
  } finally {
    await key?.close();
    await removeDatabase(staging);
    if (optOutKeys !== undefined) await putBack(config.optOutKeyFile, optOutKeys);
    lock.release();
  }
}

function changedMeanwhile(): RefusalError {
  return new RefusalError(
    'changed_meanwhile',
    'Something was written to the database that is here while you were asked. Nothing was changed; restore again, so that it is taken along.',
  );
}

/** As it was before the keys of a backup were added that did not take the place of what is here. */
async function putBack(file: string, content: string | null): Promise<void> {
  if ((await contentOf(file)) === content) return;
  await (content === null ? rm(file) : replaceFile(file, content));
}

/** Null where there is no such file. */
export async function contentOf(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

function isDiskFull(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: unknown };
  return code === 'ENOSPC' || code === 'SQLITE_FULL' || (cause !== undefined && isDiskFull(cause));
}

function diskFull(folder: string): RefusalError {
  return new RefusalError(
    'disk_full',
    `There is no room for the backup beside what is in ${folder}. Nothing was changed.`,
  );
}

/**
 * The template key out of the backup, when the one that is here is another; with it, the opt-out lists of
 * both can be read.
 */
async function keyOfBackup(config: Config, keys: Keys | null | undefined): Promise<Unnamed | null> {
  const text = keys?.[keyNames.template];
  if (!keys || text === undefined) return null;
  await addOptOutKeys(config.optOutKeyFile, keys[keyNames.optOut] ?? '');
  const unnamed = await unnamedFile(config.dataDir, text);
  if (!(await areSame(unnamed.file, config.templateKeyFile))) return unnamed;
  await unnamed.close();
  return null;
}

/** @throws {RefusalError} `backup_unusable` */
function mustBeUsable(file: string): void {
  const { state, detail } = inspectDatabase(file);
  const reasons: Partial<Record<typeof state, string>> = {
    missing: 'there is no such file, or nothing of Vestibule in it',
    cut_off: 'there is no such file',
    newer: 'it was made by a newer version of Vestibule; start that version first',
    damaged: `it is damaged (${detail})`,
    unreadable: `it cannot be read (${detail})`,
  };
  const reason = reasons[state] ?? damageOf(file);
  if (reason === null) return;
  throw new RefusalError(
    'backup_unusable',
    `${file} cannot be restored: ${reason}. Nothing was changed.`,
    { state },
  );
}

function damageOf(file: string): string | null {
  const faults = faultsOf(file);
  return faults === null ? null : `it is damaged (${faults})`;
}

function lockFor(dataDir: string, waitMs: number) {
  try {
    return lockDataFolder(dataDir, waitMs);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'folder_in_use') throw error;
    throw new RefusalError(
      'service_running',
      'The service is running. Stop it, and restore then; nothing was changed.',
    );
  }
}

/**
 * Brings the copy up to date in its own place, unless it is for an older version, and under the right
 * key, with what must not be forgotten.
 */
async function prepared(
  config: Config,
  staging: StoreOptions,
  { keyFile, erasuresFile }: RestoreOptions,
): Promise<Prepared & { replaced: CurrentState['head'] }> {
  const store = await openStore(staging);
  try {
    const copyFrom = await latestAuditTime(store.db);
    const key = keyFile ?? config.templateKeyFile;
    await mustHaveKey(store, key);
    if (keyFile !== null) await keyOnRecord(store, config.templateKeyFile, keyFile);
    const forward = await bringForward(store.db, config, { keyFile: key, erasuresFile });
    const { seq, hash } = forward.replaced ?? { seq: null, hash: null };
    const details = { ...forward.counts, replacedSeq: seq, replacedHash: hash };
    await recordEvent(store.db, { action: 'backup_restored', actor: commandActor(), details });
    await cleanPages(store);
    const people = await countPeople(store.db);
    const optOutsHidden = await whyOptOutsAreHidden(store, config, keyFile);
    const { counts, textsLeft, replaced } = forward;
    return { ...counts, copyFrom, optOutsHidden, people, textsLeft, replaced };
  } finally {
    await store.close();
  }
}

/** A list that was put together of two may be under two keys, one of them derived from a template key that goes. */
async function whyOptOutsAreHidden(
  { db }: Store,
  { optOutKeyFile, templateKeyFile }: Config,
  keyFile: string | null,
): Promise<string | null> {
  // What is under the key that goes is kept in its file.
  if (keyFile !== null) {
    await new OptOuts(db, { optOutKeyFile, templateKeyFile }).has({}).catch(() => false);
  }
  const place = { optOutKeyFile, templateKeyFile: keyFile ?? templateKeyFile };
  const fault = await new OptOuts(db, place).fault();
  return fault?.message ?? null;
}

async function mustHaveKey({ db }: Store, keyFile: string): Promise<void> {
  try {
    await openTemplateKey(db, keyFile, commandActor());
  } catch (error) {
    if (!(error instanceof StoreError) || !['key_wrong', 'key_missing'].includes(error.code)) {
      throw error;
    }
    throw new RefusalError(
      error.code,
      `The copy is under another template key than ${keyFile}. Give the one that it was made with: --key FILE, or, where the backup was made with its keys, their passphrase: --passphrase-file FILE. Nothing was changed.`,
    );
  }
}

/** That the copy's own key takes the place of the present one, when it is another one. */
async function keyOnRecord({ db }: Store, presentFile: string, keyFile: string): Promise<void> {
  if (await areSame(keyFile, presentFile)) return;
  const key = await readKeyFile(keyFile);
  const details = { version: key?.version ?? null };
  await recordEvent(db, { action: 'template_key_restored', actor: commandActor(), details });
}

async function areSame(keyFile: string, presentFile: string): Promise<boolean> {
  const key = await readKeyFile(keyFile);
  // What cannot be read is not the same.
  const present = await readKeyFile(presentFile).catch(() => undefined);
  return Boolean(key && present && isKeyOf(present, checkOf(key)));
}

/**
 * The seal is of the record that was replaced; that it was, and by what, is on record now. The people whom the copy
 * knows to be erased are noted only now: a copy that the operator refused must erase no one here.
 */
async function onRecord(config: Config, schema: StoreOptions['schema']): Promise<void> {
  const store = await openStore({ databaseFile: config.databaseFile, ...(schema && { schema }) });
  try {
    await writeErasureRegister(store.db, config.erasureRegisterFile);
    await resealRecord({ ...config, db: store.db }, commandActor());
  } finally {
    await store.close();
  }
}
