import { createHmac, randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
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
export interface DraftedSeal {
  seal: Seal;
  /** Replaces the seal that is there as a whole. */
  place(): Promise<void>;
  /** Takes away what was not placed. */
  discard(): Promise<void>;
}

/** For its owner's eyes only. */
export async function draftSeal(file: string, seal: Seal, key: Buffer): Promise<DraftedSeal> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  const discard = () => rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ ...seal, mac: macOf(seal, key) })}\n`);
    // Without this, a power cut can leave an empty file, which would look like a forged one.
    await handle.sync();
  } catch (error) {
    await discard();
    throw error;
  } finally {
    await handle.close();
  }
  return { seal, place: () => rename(draft, file), discard };
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
