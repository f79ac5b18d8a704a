import type { Selectable } from 'kysely';
import type { Db } from '../schema.ts';
import type {
  CredentialKind,
  CredentialIssuersTable,
  CredentialKeysTable,
} from '../list-schema.ts';

export type CredentialIssuer = Selectable<CredentialIssuersTable> & { keys: number };
export type NewCredentialKey = Omit<CredentialKeysTable, 'issuer_id'>;

/** A key that is trusted, with whose it is. */
export interface TrustedKey {
  issuer: string;
  algorithm: CredentialKeysTable['algorithm'];
  jwk: Record<string, unknown>;
  notBefore: Date | null;
  notAfter: Date | null;
}

export async function listCredentialIssuers(db: Db): Promise<CredentialIssuer[]> {
  return db
    .selectFrom('credential_issuers as i')
    .leftJoin('credential_keys as k', 'k.issuer_id', 'i.id')
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
        changed_at: issuer.changed_at,
      })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  await db.deleteFrom('credential_keys').where('issuer_id', '=', id).execute();
  for (const key of keys) {
    await db
      .insertInto('credential_keys')
      .values({ issuer_id: id, ...key })
      .execute();
  }
  return id;
}

/** Whether there was one. Its keys go with it. */
export async function deleteCredentialIssuer(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('credential_issuers')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Every trusted key of that id; short ids of different issuers may be the same. */
export async function findCredentialKeys(
  db: Db,
  kind: CredentialKind,
  kid: string,
): Promise<TrustedKey[]> {
  const rows = await db
    .selectFrom('credential_keys as k')
    .innerJoin('credential_issuers as i', 'i.id', 'k.issuer_id')
    .select(['i.issuer', 'k.algorithm', 'k.public_key', 'k.not_before', 'k.not_after'])
    .where('i.kind', '=', kind)
    .where('k.kid', '=', kid)
    .execute();
  return rows.map(({ issuer, algorithm, public_key, not_before, not_after }) => ({
    issuer,
    algorithm,
    jwk: JSON.parse(public_key) as Record<string, unknown>,
    notBefore: not_before === null ? null : new Date(not_before),
    notAfter: not_after === null ? null : new Date(not_after),
  }));
}
