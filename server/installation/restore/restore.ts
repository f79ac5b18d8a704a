import { readFile, rm } from 'node:fs/promises';
import { restoringMark } from '../../store/store-copies.ts';
import { copyBytes, faultsOf, removeDatabase } from '#database';
import { recordEvent } from '../../audit/record.ts';
import { resealRecord } from '../../audit/sealing.ts';
import type { Config } from '../../config/config.ts';
import { writeErasureRegister } from '../../people/erasure-register.ts';
import { addOptOutKeys, OptOuts } from '../../people/opt-outs.ts';
import { cleanPages } from '../../people/erasure.ts';
import { lockDataFolder, openStore, type Store, type StoreOptions } from '../../store/store.ts';
import { inspectDatabase } from '../../store/inspect.ts';
import { StoreError } from '../../store/store-error.ts';
import { latestAuditTime } from '../../store/tables/audit-events.ts';
import { countPeople } from '../../store/tables/people.ts';
import { checkOf, isKeyOf, readKeyFile } from '../../keys/keyring.ts';
import { openTemplateKey } from '../../templates/open-cipher.ts';
import { commandActor } from '../command-actor.ts';
import { replaceFile, unnamedFile, type UnnamedFile } from '#base/files';
import type { Keys } from '../backup/sealed-keys.ts';
import { RefusalError } from '../../platform/operator-error.ts';
import { keyNames } from '../backup/gather.ts';
import { dropParts, mustBeProven, type Parts } from '../backup/parts.ts';
import { bringForward, type BroughtForward } from './bring-forward.ts';
import { mustHaveOwnTriggers } from '../own-triggers.ts';
import { presentHead, type CurrentState } from './present-state.ts';
import { takePlace, undoCutOff } from './take-place.ts';

export interface Restored extends BroughtForward {
  people: number;
  /** Time of the latest event in the given copy; null when there is no event. */
  copyFrom: string | null;
  /** Why the service will hold everybody, because it cannot read the opt-outs; null when it can. */
  optOutsHidden: string | null;
  /** Consent texts published on this new machine, which are not in force. */
  textsLeft: string[];
  /** The former files under their new names. */
  keptAside: string[];
}

/** The result before the replacement, with the differences from the copy. */
export type Prepared = Omit<Restored, 'keptAside'>;

/** An older version that a call starts locks the folder briefly with each try to open the newer database. */
const startingMs = 10_000;

/** Options beside the copy. */
export interface RestoreOptions {
  keyFile: string | null;
  erasuresFile: string | null;
  /** The keys from the backup. */
  keys?: Keys | null;
  /** Files of the backup, which the template key has to prove; null: the operator vouches for them. */
  parts?: Parts | null;
}

/**
 * Replaces the installation's database by a copy. In any doubt, nothing is changed.
 * @param agreed called with the planned result before the replacement; rejects to cancel
 * @param forOlderVersion keeps the copy's tables in the form of the version that wrote it
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
  let key: UnnamedFile | null = null;
  let optOutKeys: string | null | undefined;
  try {
    await removeDatabase(staging);
    await copyBytes(file, staging);
    dropParts(staging);
    // Runs after the copying, because the given file may be one that this moves.
    await undoCutOff(config);
    optOutKeys = await contentOf(config.optOutKeyFile);
    key = await keyOfBackup(config, given.keys);
    const keyFile = given.keyFile ?? key?.file ?? null;
    const schema = forOlderVersion ? 'as it is' : 'without a copy';
    const { replaced, ...made } = await prepare(
      config,
      { databaseFile: staging, schema, issuersFolder: null },
      { ...given, keyFile },
    );
    await agreed(made);
    // Commands may have run while somebody thought about it.
    if ((await presentHead(config))?.hash !== replaced?.hash) throw changeRefusal();
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

function changeRefusal(): RefusalError {
  return new RefusalError(
    'changed_meanwhile',
    'Something was written to the database that is here while you were asked. Nothing was changed; restore again, so that it is taken along.',
  );
}

/** Undoes adding a backup's keys to a file after the keys were not used. */
async function putBack(file: string, content: string | null): Promise<void> {
  if ((await contentOf(file)) === content) return;
  await (content === null ? rm(file) : replaceFile(file, content));
}

/** Null without such a file. */
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
 * The backup's template key, if it differs from the one here. With it, the opt-out lists of both installations can be
 * read.
 */
async function keyOfBackup(
  config: Config,
  keys: Keys | null | undefined,
): Promise<UnnamedFile | null> {
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
 * Upgrades the copy in its own place (unless it is for an older version), checks its key, and applies the decisions
 * made since.
 */
async function prepare(
  config: Config,
  staging: StoreOptions,
  { keyFile, erasuresFile, parts = null }: RestoreOptions,
): Promise<Prepared & { replaced: CurrentState['head'] }> {
  const store = await openStore(staging);
  try {
    // An older version's triggers are not known here.
    if (staging.schema !== 'as it is') await mustHaveOwnTriggers(store.db);
    const copyFrom = await latestAuditTime(store.db);
    const key = keyFile ?? config.templateKeyFile;
    await mustHaveKey(store, key);
    const templateKey = await readKeyFile(key);
    if (parts && templateKey) mustBeProven(templateKey, parts);
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

/** A merged list may be under two keys, one of them derived from a template key that is replaced. */
async function whyOptOutsAreHidden(
  { db }: Store,
  { optOutKeyFile, templateKeyFile }: Config,
  keyFile: string | null,
): Promise<string | null> {
  // Writes the opt-out key to its file, if it is derived from the replaced template key.
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

/** Records that the copy's key replaces the present one, if it differs. */
async function keyOnRecord({ db }: Store, presentFile: string, keyFile: string): Promise<void> {
  if (await areSame(keyFile, presentFile)) return;
  const key = await readKeyFile(keyFile);
  const details = { version: key?.version ?? null };
  await recordEvent(db, { action: 'template_key_restored', actor: commandActor(), details });
}

async function areSame(keyFile: string, presentFile: string): Promise<boolean> {
  const key = await readKeyFile(keyFile);
  // An unreadable key counts as different.
  const present = await readKeyFile(presentFile).catch(() => undefined);
  return Boolean(key && present && isKeyOf(present, checkOf(key)));
}

/**
 * Records the restore, because the seal belongs to the replaced record. The copy's erasures are only now added to the
 * register: a copy that the operator refused must not erase anybody here.
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
