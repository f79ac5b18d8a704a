import type { Selectable } from 'kysely';
import {
  changeRows,
  deleteRows,
  findRow,
  findRows,
  rowsChanged,
} from '../../packages/database/index.ts';
import type {
  PassKind,
  Purpose,
  RevocationMarks,
  RevokedCredential,
  SigningKey,
  TrustedKey,
} from '../../packages/health-pass/index.ts';
import type { Db } from '../store/schema.ts';
import type {
  CredentialDirectoriesTable,
  CredentialIssuersTable,
  RevocationListsTable,
} from '../store/list-schema.ts';

export type CredentialIssuer = Selectable<CredentialIssuersTable> & { keys: number };
export type CredentialDirectory = Selectable<CredentialDirectoriesTable>;

export async function listCredentialIssuers(db: Db): Promise<CredentialIssuer[]> {
  return db
    .selectFrom('credential_issuers as i')
    .leftJoin('credential_keys as k', 'k.issuerId', 'i.id')
    .selectAll('i')
    .select(({ fn }) => fn.count<number>('k.kid').as('keys'))
    .groupBy('i.id')
    .orderBy('i.kind')
    .orderBy('i.issuer')
    .execute();
}

/** Adds an issuer, or replaces the issuer of that name and deletes its old keys. */
export async function putCredentialIssuer(
  db: Db,
  issuer: Selectable<CredentialIssuersTable>,
  keys: readonly SigningKey[],
): Promise<string> {
  const { id } = await db
    .insertInto('credential_issuers')
    .values(issuer)
    .onConflict((conflict) =>
      conflict.columns(['kind', 'issuer']).doUpdateSet((row) => ({
        name: row.fn.coalesce('excluded.name', 'credential_issuers.name'),
        changedAt: issuer.changedAt,
      })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  await deleteRows(db, 'credential_keys', { issuerId: id });
  for (const { jwk, purposes, ...key } of keys) {
    const publicKey = JSON.stringify(jwk);
    await db
      .insertInto('credential_keys')
      .values({ issuerId: id, ...key, publicKey, purposes: purposes?.join(' ') ?? null })
      .execute();
  }
  return id;
}

/** Deletes an issuer with its keys and lists of revoked cards. Returns false when there was none. */
export async function deleteCredentialIssuer(db: Db, id: string): Promise<boolean> {
  const deleted = await db
    .deleteFrom('credential_issuers')
    .where('id', '=', id)
    .returning(['kind', 'issuer'])
    .executeTakeFirst();
  if (!deleted) return false;
  if (deleted.kind === 'shc') {
    const lists = db.deleteFrom('revocation_lists').where('kind', '=', 'shc');
    await lists.where('source', '=', deleted.issuer).execute();
  }
  return true;
}

/** The directories that issuers were imported from, each in its latest version. */
export async function listCredentialDirectories(db: Db): Promise<CredentialDirectory[]> {
  return findRows(db, 'credential_directories', {}, 'source');
}

export async function putCredentialDirectory(db: Db, row: CredentialDirectory): Promise<void> {
  const { source, ...rest } = row;
  await db
    .insertInto('credential_directories')
    .values({ source, ...rest })
    .onConflict((conflict) => conflict.column('source').doUpdateSet(rest))
    .execute();
}

/** Every trusted key with that id; issuers may share a short id. */
export async function findCredentialKeys(
  db: Db,
  kind: PassKind,
  kid: string,
): Promise<TrustedKey[]> {
  const rows = await db
    .selectFrom('credential_keys as k')
    .innerJoin('credential_issuers as i', 'i.id', 'k.issuerId')
    .select(['i.issuer', 'k.publicKey', 'k.notBefore', 'k.notAfter'])
    .select('k.purposes')
    .where('i.kind', '=', kind)
    .where('k.kid', '=', kid)
    .execute();
  return rows.map(({ issuer, publicKey, notBefore, notAfter, purposes }) => ({
    issuer,
    jwk: JSON.parse(publicKey) as Record<string, unknown>,
    notBefore,
    notAfter,
    purposes: purposes === null ? null : (purposes.split(' ').filter(Boolean) as Purpose[]),
  }));
}

export type RevocationList = Selectable<RevocationListsTable>;
export type NewRevocationList = Pick<RevocationList, 'kind' | 'source' | 'kid' | 'counter'>;

/** The lists in force. */
export async function listRevocationLists(db: Db): Promise<RevocationList[]> {
  return findRows(db, 'revocation_lists', { isComplete: true }, 'kind', 'source', 'kid');
}

/** The list in force that a new list of this name would replace. */
export async function findRevocationList(db: Db, { kind, source, kid }: NewRevocationList) {
  return findRow(db, 'revocation_lists', { isComplete: true, kind, source, kid });
}

/** Stages a list that is not in force yet; replaces an unfinished one. @returns its number */
export async function beginRevocationList(
  db: Db,
  { kind, source, kid, counter }: NewRevocationList,
): Promise<number> {
  await deleteRows(db, 'revocation_lists', { isComplete: false, kind, source, kid });
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

/** Puts a staged list in force; it replaces the previous one. */
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
  await changeRows(db, 'revocation_lists', { id: listId }, { isComplete: true, entries });
}

/** @returns how many lists of that source were deleted */
export async function deleteRevocationLists(
  db: Db,
  kind: PassKind,
  source: string,
): Promise<number> {
  return db
    .deleteFrom('revocation_lists')
    .where('kind', '=', kind)
    .where('source', '=', source)
    .$call(rowsChanged);
}

/**
 * Whether a list in force has one of these identifiers.
 * @param issuedAt in seconds since 1970
 */
export async function isListedRevoked(
  db: Db,
  { kind, kid, identifiers, issuedAt }: RevocationMarks,
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

/** Keys whose issuer announces a list of revoked cards that is missing here or older than announced. */
export async function keysWithoutTheirList(db: Db) {
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
