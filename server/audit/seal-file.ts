import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { draftFile, type DraftedFile } from '../store/drafted-file.ts';
import { isSameMac, type Seal } from './current-seal.ts';

/**
 * What the seal's file says. `unchecked`: there is no key to check it with; `forged`: none of the
 * keys made it, or it is no seal at all.
 */
export type ReadSeal =
  | { state: 'missing' | 'forged' }
  /** `isOld`: sealed with another key than the last one. */
  | { state: 'intact'; seal: Seal; isOld: boolean }
  | { state: 'unchecked'; seal: Seal };

/** @param keys the sealing keys, the oldest first */
export async function readSeal(file: string, keys: readonly Buffer[]): Promise<ReadSeal> {
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
  if (keys.length === 0) return { state: 'unchecked', seal };
  const by = keys.findLastIndex((key) => isSameMac(macOf(seal, key), mac));
  if (by === -1) return { state: 'forged' };
  return { state: 'intact', seal, isOld: by < keys.length - 1 };
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
  return createHmac('sha256', key)
    .update(JSON.stringify([seq, hash, at]))
    .digest('hex');
}
