import type { Selectable } from 'kysely';
import type { DeskPasskeysTable } from '../desk-account-schema.ts';
import type { Db } from '../schema.ts';

export interface DeskPasskeyRow {
  /** Base64url. */
  credentialId: string;
  accountId: string;
  /** COSE. */
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
  transports: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** Returns false, and changes nothing, when the passkey is there already. */
export async function insertDeskPasskey(
  db: Db,
  passkey: Omit<DeskPasskeyRow, 'lastUsedAt'>,
): Promise<boolean> {
  const result = await db
    .insertInto('desk_passkeys')
    .values({
      credential_id: passkey.credentialId,
      account_id: passkey.accountId,
      public_key: Buffer.from(passkey.publicKey),
      counter: passkey.counter,
      transports: JSON.stringify(passkey.transports),
      created_at: passkey.createdAt.toISOString(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function findDeskPasskey(
  db: Db,
  credentialId: string,
): Promise<DeskPasskeyRow | undefined> {
  const row = await db
    .selectFrom('desk_passkeys')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
  return row && fromRow(row);
}

export async function listDeskPasskeys(db: Db, accountId: string): Promise<DeskPasskeyRow[]> {
  const rows = await db
    .selectFrom('desk_passkeys')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .execute();
  return rows.map(fromRow);
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
    .set({ counter: newCounter, last_used_at: now.toISOString() })
    .where('credential_id', '=', credentialId)
    .where('counter', '=', counter)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Takes all of an account away. */
export async function deleteDeskPasskeys(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('desk_passkeys').where('account_id', '=', accountId).execute();
}

/** Returns false when the account has no such passkey. */
export async function deleteDeskPasskey(
  db: Db,
  accountId: string,
  credentialId: string,
): Promise<boolean> {
  const result = await db
    .deleteFrom('desk_passkeys')
    .where('account_id', '=', accountId)
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

function fromRow(row: Selectable<DeskPasskeysTable>): DeskPasskeyRow {
  return {
    credentialId: row.credential_id,
    accountId: row.account_id,
    publicKey: new Uint8Array(row.public_key),
    counter: row.counter,
    transports: JSON.parse(row.transports) as string[],
    createdAt: new Date(row.created_at),
    lastUsedAt: row.last_used_at === null ? null : new Date(row.last_used_at),
  };
}
