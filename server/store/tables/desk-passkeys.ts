import type { DeskPasskeysTable } from '../desk-account-schema.ts';
import type { Db } from '../schema.ts';

export type DeskPasskeyRow = DeskPasskeysTable;

/** Returns false, and changes nothing, when the passkey is there already. */
export async function insertDeskPasskey(
  db: Db,
  passkey: Omit<DeskPasskeyRow, 'lastUsedAt'>,
): Promise<boolean> {
  const result = await db
    .insertInto('desk_passkeys')
    .values(passkey)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function findDeskPasskey(
  db: Db,
  credentialId: string,
): Promise<DeskPasskeyRow | undefined> {
  return db
    .selectFrom('desk_passkeys')
    .selectAll()
    .where('credentialId', '=', credentialId)
    .executeTakeFirst();
}

export async function listDeskPasskeys(db: Db, accountId: string): Promise<DeskPasskeyRow[]> {
  return db
    .selectFrom('desk_passkeys')
    .selectAll()
    .where('accountId', '=', accountId)
    .orderBy('createdAt')
    .execute();
}

/**
 * Returns false, and changes nothing, when the passkey is gone, or its counter is not the one that was
 * compared: somebody else has used it meanwhile.
 */
export async function noteDeskPasskeyUse(
  db: Db,
  { credentialId, counter }: Pick<DeskPasskeyRow, 'credentialId' | 'counter'>,
  newCounter: number,
  now: Date,
): Promise<boolean> {
  const result = await db
    .updateTable('desk_passkeys')
    .set({ counter: newCounter, lastUsedAt: now })
    .where('credentialId', '=', credentialId)
    .where('counter', '=', counter)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Takes all of an account away. */
export async function deleteDeskPasskeys(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('desk_passkeys').where('accountId', '=', accountId).execute();
}

/** Returns false when the account has no such passkey. */
export async function deleteDeskPasskey(
  db: Db,
  accountId: string,
  credentialId: string,
): Promise<boolean> {
  const result = await db
    .deleteFrom('desk_passkeys')
    .where('accountId', '=', accountId)
    .where('credentialId', '=', credentialId)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}
