import type { Selectable } from 'kysely';
import type { CredentialKind, RevocationListsTable } from '../list-schema.ts';
import type { Db } from '../schema.ts';

export type RevocationList = Selectable<RevocationListsTable>;
export type NewRevocationList = Pick<RevocationList, 'kind' | 'source' | 'kid' | 'counter'>;
export interface RevokedCredential {
  identifier: string;
  /** In seconds since 1970; null: whenever it was issued. */
  issuedBefore: number | null;
}

/** The lists in force. */
export async function listRevocationLists(db: Db): Promise<RevocationList[]> {
  return db
    .selectFrom('revocation_lists')
    .selectAll()
    .where('isComplete', '=', true)
    .orderBy('kind')
    .orderBy('source')
    .orderBy('kid')
    .execute();
}

/** The list in force that one of this name would replace. */
export async function findRevocationList(
  db: Db,
  { kind, source, kid }: NewRevocationList,
): Promise<RevocationList | undefined> {
  return db
    .selectFrom('revocation_lists')
    .selectAll()
    .where('isComplete', '=', true)
    .where('kind', '=', kind)
    .where('source', '=', source)
    .where('kid', '=', kid)
    .executeTakeFirst();
}

/** Begins a list that does not count yet, in the place of any that was begun and left. @returns its number */
export async function beginRevocationList(
  db: Db,
  { kind, source, kid, counter }: NewRevocationList,
): Promise<number> {
  await db
    .deleteFrom('revocation_lists')
    .where('isComplete', '=', false)
    .where('kind', '=', kind)
    .where('source', '=', source)
    .where('kid', '=', kid)
    .execute();
  const importedAt = new Date();
  const { id } = await db
    .insertInto('revocation_lists')
    .values({ kind, source, kid, counter, importedAt, entries: 0, isComplete: false })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function insertRevoked(
  db: Db,
  listId: number,
  revoked: readonly RevokedCredential[],
): Promise<void> {
  if (revoked.length === 0) return;
  await db
    .insertInto('revoked_credentials')
    .values(revoked.map((one) => ({ ...one, listId })))
    .execute();
}

/** Puts a list that was begun in force, in the place of the one before. */
export async function completeRevocationList(
  db: Db,
  listId: number,
  { kind, source, kid }: NewRevocationList,
  entries: number,
): Promise<void> {
  await db
    .deleteFrom('revocation_lists')
    .where('kind', '=', kind)
    .where('source', '=', source)
    .where('kid', '=', kid)
    .where('id', '<>', listId)
    .execute();
  await db
    .updateTable('revocation_lists')
    .set({ isComplete: true, entries })
    .where('id', '=', listId)
    .execute();
}

/** @returns how many lists there were of that source */
export async function deleteRevocationLists(
  db: Db,
  kind: CredentialKind,
  source: string,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('revocation_lists')
    .where('kind', '=', kind)
    .where('source', '=', source)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/**
 * Whether a list in force has one of these identifiers.
 * @param issuedAt in seconds since 1970
 */
export async function isListedRevoked(
  db: Db,
  { kind, kid, identifiers, issuedAt }: RevocationQuery,
): Promise<boolean> {
  const found = await db
    .selectFrom('revoked_credentials as r')
    .innerJoin('revocation_lists as l', 'l.id', 'r.listId')
    .select('r.id')
    .where('r.identifier', 'in', identifiers)
    .where('l.isComplete', '=', true)
    .where('l.kind', '=', kind)
    .where('l.kid', '=', kid)
    .where((where) =>
      where.or([where('r.issuedBefore', 'is', null), where('r.issuedBefore', '>', issuedAt)]),
    )
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

export interface RevocationQuery {
  kind: CredentialKind;
  kid: string;
  identifiers: readonly string[];
  issuedAt: number;
}

/** Keys that are said to have a list of revoked cards which is not here, or not as new as it is said to be. */
export async function keysWithoutTheirList(db: Db): Promise<{ issuer: string; kid: string }[]> {
  return db
    .selectFrom('credential_keys as k')
    .innerJoin('credential_issuers as i', 'i.id', 'k.issuerId')
    .leftJoin('revocation_lists as l', (join) =>
      join
        .on('l.kind', '=', 'shc')
        .on('l.isComplete', '=', true)
        .onRef('l.kid', '=', 'k.kid')
        .onRef('l.counter', '>=', 'k.crlVersion'),
    )
    .select(['i.issuer', 'k.kid'])
    .where('k.crlVersion', 'is not', null)
    .where('l.id', 'is', null)
    .orderBy('i.issuer')
    .execute();
}
