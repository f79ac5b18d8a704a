import type { Selectable } from 'kysely';
import type { Db } from '../schema.ts';
import type {
  CredentialDirectoriesTable,
  CredentialKind,
  CredentialIssuersTable,
  CredentialKeysTable,
} from '../list-schema.ts';

export type CredentialIssuer = Selectable<CredentialIssuersTable> & { keys: number };
export type NewCredentialKey = Omit<CredentialKeysTable, 'issuerId'>;
export type CredentialDirectory = Selectable<CredentialDirectoriesTable>;

/** What an EU certificate says, and what a key may be limited to. */
export type Purpose = 'test' | 'vaccination' | 'recovery';

/** A key that is trusted, with whose it is. */
export interface TrustedKey {
  issuer: string;
  algorithm: CredentialKeysTable['algorithm'];
  jwk: Record<string, unknown>;
  notBefore: Date | null;
  notAfter: Date | null;
  /** Null: it may sign anything. */
  purposes: readonly Purpose[] | null;
}

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

/** Puts an issuer in, or in the place of the one of that name, whose old keys are forgotten. */
export async function putCredentialIssuer(
  db: Db,
  issuer: Selectable<CredentialIssuersTable>,
  keys: readonly NewCredentialKey[],
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
  await db.deleteFrom('credential_keys').where('issuerId', '=', id).execute();
  for (const key of keys) {
    await db
      .insertInto('credential_keys')
      .values({ issuerId: id, ...key })
      .execute();
  }
  return id;
}

/** Whether there was one. Its keys go with it, and its lists of revoked cards. */
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

/** The directories that issuers were imported from, as they were last. */
export async function listCredentialDirectories(db: Db): Promise<CredentialDirectory[]> {
  return db.selectFrom('credential_directories').selectAll().orderBy('source').execute();
}

export async function putCredentialDirectory(db: Db, row: CredentialDirectory): Promise<void> {
  const { source, ...rest } = row;
  await db
    .insertInto('credential_directories')
    .values({ source, ...rest })
    .onConflict((conflict) => conflict.column('source').doUpdateSet(rest))
    .execute();
}

/** Every trusted key of that id; short ids of different issuers may be the same. */
export async function findCredentialKeys(
  db: Db,
  kind: CredentialKind,
  kid: string,
): Promise<TrustedKey[]> {
  const rows = await db
    .selectFrom('credential_keys as k')
    .innerJoin('credential_issuers as i', 'i.id', 'k.issuerId')
    .select(['i.issuer', 'k.algorithm', 'k.publicKey', 'k.notBefore', 'k.notAfter'])
    .select('k.purposes')
    .where('i.kind', '=', kind)
    .where('k.kid', '=', kid)
    .execute();
  return rows.map(({ issuer, algorithm, publicKey, notBefore, notAfter, purposes }) => ({
    issuer,
    algorithm,
    jwk: JSON.parse(publicKey) as Record<string, unknown>,
    notBefore,
    notAfter,
    purposes: purposes === null ? null : (purposes.split(' ').filter(Boolean) as Purpose[]),
  }));
}
