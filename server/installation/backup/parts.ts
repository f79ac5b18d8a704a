import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { deriveKey, isSameHash, keyedHash } from '../../keys/keyed-hash.ts';
import type { TemplateKey } from '../../keys/keyring.ts';
import { backupParts } from '../../store/definition.ts';
import { RefusalError } from '../../platform/operator-error.ts';
import { partNames } from './gather.ts';

/**
 * Everything that a new machine needs beside the database, by name. A backup is one SQLite file, and these parts are
 * one more table in it, which a database in use never has.
 */
export type Parts = ReadonlyMap<string, Buffer>;

const table = backupParts;

/**
 * Marks the other parts with a MAC under a key derived from the template key. Who may write to the backup, and does not
 * have that key, can put no policy, recogniser or issuer into it.
 */
export function markOfParts({ encryption }: TemplateKey, parts: Parts): Buffer {
  const others = [...parts].filter(([name]) => name !== partNames.mark);
  const sums = others.map(([name, content]) => [name, sha256(content).toString('hex')]);
  return keyedHash(deriveKey(encryption, 'backup files'), sums.sort());
}

/**
 * Requires that these parts are those that were backed up, by the mark under the template key.
 * @throws {RefusalError} `backup_unproven`
 */
export function mustBeProven(key: TemplateKey, parts: Parts): void {
  const mark = parts.get(partNames.mark);
  if (parts.size === 0 || (mark && isSameHash(mark, markOfParts(key, parts)))) return;
  const names = [...parts.keys()].filter((name) => name !== partNames.mark);
  throw new RefusalError(
    'backup_unproven',
    `Nothing proves that the files in this backup are those that were backed up: somebody has changed them, or a version before 0.2.0 made it. They are ${names.join(', ')}. Nothing was changed. If nobody else could write to the backup, add --trust-files.`,
  );
}

/** @param file a copy of the database; removes old parts, which remain when a backup was used without a restore */
export function addParts(file: string, parts: Parts): void {
  dropParts(file);
  const database = new Database(file);
  try {
    database.exec(`create table ${table} (name text primary key, sha256 blob, content blob)`);
    const insert = database.prepare(`insert into ${table} values (?, ?, ?)`);
    for (const [name, content] of parts) insert.run(name, sha256(content), content);
  } finally {
    database.close();
  }
}

/** Empty for a copy of an earlier version or a file that is no copy. @throws {RefusalError} `backup_unusable` */
export function readBackupParts(file: string): Parts {
  const found = new Map<string, Buffer>();
  for (const { name, sha256: sum, content } of rowsOf(file)) {
    if (!sha256(content).equals(sum)) {
      throw new RefusalError(
        'backup_unusable',
        `${file} cannot be restored: ${name} in it is damaged. Nothing was changed.`,
      );
    }
    found.set(name, content);
  }
  return found;
}

interface Row {
  name: string;
  sha256: Buffer;
  content: Buffer;
}

function rowsOf(file: string): Row[] {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true });
    try {
      return database.prepare(`select name, sha256, content from ${table}`).all() as Row[];
    } finally {
      database.close();
    }
  } catch {
    return [];
  }
}

/** Removes the parts, because a database in use has none. */
export function dropParts(file: string): void {
  const database = new Database(file);
  try {
    database.pragma('secure_delete = on');
    database.exec(`drop table if exists ${table}`);
  } finally {
    database.close();
  }
}

function sha256(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest();
}
