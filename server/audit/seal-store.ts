import { readFile } from 'node:fs/promises';
import { isSameHash, keyedHash } from '../keys/keyed-hash.ts';
import { draftFile, type DraftedFile } from '../platform/atomic-file.ts';
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

// The seal is in a file, and a key is taken up in a transaction: neither can be done with the other.
// So the first seal under a key is made in that transaction, in the database, and counts until the
// file has one under that key. No one makes one who has not the key.

export type Replaces = PendingSealRow['replaces'];

/** The one that there is, when it was made with this key. */
export async function readPendingSeal(
  db: Db,
  key: Buffer,
): Promise<{ seal: Seal; replaces: Replaces } | null> {
  const row = await findPendingSeal(db);
  if (!row) return null;
  const { replaces, mac, ...seal } = row;
  return isSameHash(pendingMacOf(seal, replaces, key), mac) ? { seal, replaces } : null;
}

/** Of another text than a seal's file has: put there, it would be none. */
export function pendingMacOf({ seq, hash, at }: Seal, replaces: Replaces, key: Buffer): string {
  return keyedHash(key, 'pending', replaces, seq, hash, at).toString('hex');
}

/**
 * What the seal's file says. `unchecked`: there is no key to check it with; `forged`: another key
 * made it, or it is no seal at all.
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

/** A seal that is on the disk for good, beside the file that it is for. */
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
