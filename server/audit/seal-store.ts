import { readFile } from 'node:fs/promises';
import { isSameHash, keyedHash } from '../keys/keyed-hash.ts';
import { type DraftedFile, draftFile } from '#base/files';
import type { Db } from '../store/schema.ts';
import { auditHead, findPendingSeal, type PendingSealRow } from '../store/tables/audit-events.ts';
import { chainStart } from './record.ts';

/** The latest event at the time of sealing. */
export interface Seal {
  seq: number;
  hash: string;
  at: string;
}

export async function currentSeal(db: Db): Promise<Seal> {
  const head = (await auditHead(db)) ?? { seq: 0, hash: chainStart };
  return { ...head, at: new Date().toISOString() };
}

// The seal is a file, and a new key takes effect in a transaction: no operation can do both at once. So that
// transaction stores the first seal under a new key in the database. This pending seal counts until the file has
// a seal under that key. Only a holder of the key can make one.

export type Replaces = PendingSealRow['replaces'];

/** Returns the pending seal, if this key made it. */
export async function readPendingSeal(
  db: Db,
  key: Buffer,
): Promise<{ seal: Seal; replaces: Replaces } | null> {
  const row = await findPendingSeal(db);
  if (!row) return null;
  const { replaces, mac, ...seal } = row;
  return isSameHash(pendingMacOf(seal, replaces, key), mac) ? { seal, replaces } : null;
}

/** Hashes another text than the seal file's MAC does, so a pending MAC is invalid in the file. */
export function pendingMacOf({ seq, hash, at }: Seal, replaces: Replaces, key: Buffer): string {
  return keyedHash(key, 'pending', replaces, seq, hash, at).toString('hex');
}

/**
 * Contents of the seal file. `unchecked`: there is no key to check the seal. `forged`: another key made it, or the
 * file holds no seal.
 */
export type ReadSeal =
  | { state: 'missing' | 'forged' }
  | { state: 'intact' | 'unchecked'; seal: Seal };

/** @param key the sealing key; undefined when there is none */
export async function readSeal(file: string, key: Buffer | undefined): Promise<ReadSeal> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'missing' };
    throw error;
  }
  const parsed = parse(text);
  if (!parsed) return { state: 'forged' };
  const { seal, mac } = parsed;
  if (!key) return { state: 'unchecked', seal };
  return isSameHash(macOf(seal, key), mac) ? { state: 'intact', seal } : { state: 'forged' };
}

/** A seal in a flushed draft file, beside the seal file that it will replace. */
export interface DraftedSeal extends DraftedFile {
  seal: Seal;
}

export async function draftSeal(file: string, seal: Seal, key: Buffer): Promise<DraftedSeal> {
  const text = `${JSON.stringify({ ...seal, mac: macOf(seal, key) })}\n`;
  return { seal, ...(await draftFile(file, text)) };
}

function parse(text: string): { seal: Seal; mac: string } | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { seq, hash, at, mac } = value as Record<string, unknown>;
    if (typeof seq !== 'number' || typeof hash !== 'string') return null;
    if (typeof at !== 'string' || typeof mac !== 'string') return null;
    return { seal: { seq, hash, at }, mac };
  } catch {
    return null;
  }
}

function macOf({ seq, hash, at }: Seal, key: Buffer): string {
  return keyedHash(key, seq, hash, at).toString('hex');
}
