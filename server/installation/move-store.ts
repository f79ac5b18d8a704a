import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { expectOrdinaryFile } from '#base/files';
import { removeDatabase, type DatabaseServer } from '#database';
import { movedMark, movingMark, copyStore, isEmpty } from '../store/store-copies.ts';
import { recordEvent } from '../audit/record.ts';
import { sealRecord } from '../audit/sealing.ts';
import type { Config } from '../config/config.ts';
import { databaseServerOf } from '../config/database-server.ts';
import { RecordCipher } from '../keys/record-cipher.ts';
import { reapplyErasures } from '../people/erasure.ts';
import { lockDataFolder, openStore, type Store } from '../store/store.ts';
import type { Db } from '../store/schema.ts';
import { auditHead, latestAuditEvent } from '../store/tables/audit-events.ts';
import { RefusalError } from '../platform/operator-error.ts';
import { commandActor } from './command-actor.ts';

export interface MoveResult {
  /** `SQLite`, or `host:port/database`. */
  from: string;
  to: string;
  /** Rows by table. */
  counts: Record<string, number>;
  erasedAgain: number;
  /** The new name of the data folder's database; null when another store was moved. */
  keptAs: string | null;
  /** Whether an earlier move was interrupted and its remains were removed. */
  wasLeft: boolean;
  /** Whether an earlier move had already copied everything, so that only the rest was done. */
  wasCopied: boolean;
}

interface Place {
  name: string;
  databaseFile: string;
  databaseServer: DatabaseServer | null;
  /** Of the source: an empty target has no issuers. */
  issuersFolder?: string;
}

/** @throws {Refusal, StoreError, ConfigError} before anything is changed */
export async function move(
  config: Config,
  { from, to }: { from?: string | undefined; to: string },
): Promise<MoveResult> {
  const { issuersFolder } = config;
  const place =
    from === undefined ? placeOf(config, config.databaseServer) : nameTarget(config, from);
  const source = { ...place, issuersFolder };
  const target = nameTarget(config, to);
  if (source.name === target.name) {
    throw new RefusalError(
      'same_place',
      'That is where the store is already. Nothing was changed.',
    );
  }
  if (!source.databaseServer && !existsSync(source.databaseFile)) {
    throw new RefusalError('no_database', `There is no file ${source.databaseFile}.`);
  }
  // Prevents a service on this data folder meanwhile.
  const lock = lockDataFolder(config.dataDir);
  // The complete file gets its name at the end.
  const isMade = !target.databaseServer && !existsSync(target.databaseFile);
  const staging = target.databaseFile + movingMark;
  try {
    const wasLeft = !target.databaseServer && existsSync(staging);
    if (!target.databaseServer) await removeDatabase(staging);
    const moved = await between(
      config,
      source,
      isMade ? { ...target, databaseFile: staging } : target,
      from === undefined,
    );
    if (isMade) await rename(staging, target.databaseFile);
    await seal(config, target);
    const isOwnFile = source.databaseFile === config.databaseFile && !source.databaseServer;
    const keptAs = isOwnFile ? await putAside(config.databaseFile) : null;
    return { ...moved, keptAs, wasLeft };
  } finally {
    if (!target.databaseServer) await removeDatabase(staging);
    lock.release();
  }
}

async function between(
  config: Config,
  source: Place,
  target: Place,
  isPresent: boolean,
): Promise<Omit<MoveResult, 'keptAs' | 'wasLeft'>> {
  const here = await openStore({ ...source, forCommand: true });
  try {
    await mustBeAlone(here, source);
    const there = await openStore({ ...target, forCommand: true });
    try {
      await mustBeAlone(there, target);
      // A finished copy only counts for the present store. Another store must be moved as it is or not at all.
      const wasCopied = isPresent && (await isCopyOf(there.db, here.db));
      if (!wasCopied && !(await isEmpty(there.db))) {
        throw new RefusalError(
          'not_empty',
          `Something is stored in ${target.name} already. Give an empty database; nothing was changed.`,
        );
      }
      const counts = wasCopied ? {} : await copy(here, there, source);
      const messages = new RecordCipher(config.templateKeyFile);
      const by = { actor: commandActor(), messages };
      const erasedAgain = await reapplyErasures(there.db, config.erasureRegisterFile, by);
      // Moves the log into the file, so that one file holds everything.
      await there.scrub();
      return { from: source.name, to: target.name, counts, erasedAgain, wasCopied };
    } finally {
      await there.close();
    }
  } finally {
    await here.close();
  }
}

/** Only after the new store has its name: until then, the moved record is the valid one. */
async function seal(config: Config, target: Place): Promise<void> {
  const store = await openStore({ ...target, forCommand: true });
  try {
    await sealRecord({ ...config, db: store.db }).catch(() => {});
  } finally {
    await store.close();
  }
}

/** Whether everything was copied there and nothing has changed here since. */
async function isCopyOf(there: Db, here: Db): Promise<boolean> {
  const head = await auditHead(here);
  const moved = await latestAuditEvent(there, 'store_moved');
  return head !== undefined && moved?.seq === head.seq + 1 && moved.previousHash === head.hash;
}

/** Copies the rows and records the move in one transaction. */
function copy(here: Store, there: Store, source: Place): Promise<Record<string, number>> {
  return here.db
    .transaction()
    .setAccessMode('read only')
    .execute((before) =>
      there.db.transaction().execute(async (target) => {
        const counts = await copyStore(before, target);
        await mustBeAsItWas(before, source);
        const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
        const details = { from: source.databaseServer ? 'postgres' : 'sqlite', rows };
        await recordEvent(target, { action: 'store_moved', actor: commandActor(), details });
        return counts;
      }),
    );
}

/** A command's later write, already confirmed to its user, would be lost. @param before the store as copied */
async function mustBeAsItWas(before: Db, source: Place): Promise<void> {
  const now = await openStore({ ...source, forCommand: true });
  try {
    if ((await auditHead(now.db))?.hash === (await auditHead(before))?.hash) return;
  } finally {
    await now.close();
  }
  throw new RefusalError(
    'changed_meanwhile',
    `Something was written to ${source.name} while it was copied. Nothing was changed; move it again.`,
  );
}

async function mustBeAlone(store: Store, { name }: Place): Promise<void> {
  const services = await store.sessions.countServices();
  if (services === 0) return;
  throw new RefusalError(
    'service_running',
    `A service uses ${name} (${services} connections). Stop every instance first; nothing was changed.`,
  );
}

function nameTarget(config: Config, address: string): Place {
  if (address === 'sqlite') return placeOf(config, null);
  if (/^postgres(ql)?:/.test(address)) return placeOf(config, databaseServerOf(address));
  const file = path.resolve(address);
  if (!existsSync(file)) {
    throw new RefusalError(
      'no_such_address',
      `"${address}" is no address of PostgreSQL, not "sqlite", and no file.`,
    );
  }
  const start = headOf(file);
  if (start.startsWith('SQLite format 3\0')) {
    return { name: file, databaseFile: file, databaseServer: null };
  }
  return placeOf(config, databaseServerOf(start.trim()));
}

/** @throws {NotAFileError} for a pipe, which may never end */
function headOf(file: string): string {
  expectOrdinaryFile(file);
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(4096);
    return head.subarray(0, readSync(handle, head)).toString('latin1');
  } finally {
    closeSync(handle);
  }
}

function placeOf({ databaseFile }: Config, databaseServer: DatabaseServer | null): Place {
  return { name: databaseServer?.name ?? 'SQLite', databaseFile, databaseServer };
}

/** A service that starts without the new address must not go on with the moved database. */
async function putAside(databaseFile: string): Promise<string> {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const aside = `${databaseFile}${movedMark}${stamp}`;
  await rename(databaseFile, aside);
  return aside;
}
