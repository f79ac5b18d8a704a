import { createHmac } from 'node:crypto';
import type { Db } from '../store/schema.ts';
import {
  findPendingSeal,
  putPendingSealRow,
  type PendingSealRow,
} from '../store/tables/audit-pending-seal.ts';
import { currentSeal, isSameMac, type Seal } from './current-seal.ts';

// The seal is in a file, and a key is taken up in a transaction: neither can be done with the other.
// So the first seal under a key is made in that transaction, in the database, and counts until the
// file has one under that key. Nobody makes one who has not the key.

type Replaces = PendingSealRow['replaces'];

/** Seals the record as it is in this transaction. @param key that counts from now on */
export async function putPendingSeal(
  transaction: Db,
  key: Buffer,
  replaces: Replaces,
): Promise<void> {
  const seal = await currentSeal(transaction);
  await putPendingSealRow(transaction, { ...seal, replaces, mac: macOf(seal, replaces, key) });
}

/** The one that there is, when it was made with this key. */
export async function readPendingSeal(
  db: Db,
  key: Buffer,
): Promise<{ seal: Seal; replaces: Replaces } | null> {
  const row = await findPendingSeal(db);
  if (!row) return null;
  const { replaces, mac, ...seal } = row;
  return isSameMac(macOf(seal, replaces, key), mac) ? { seal, replaces } : null;
}

/** Of another text than a seal's file has: put there, it would be none. */
function macOf({ seq, hash, at }: Seal, replaces: Replaces, key: Buffer): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['pending', replaces, seq, hash, at]))
    .digest('hex');
}
