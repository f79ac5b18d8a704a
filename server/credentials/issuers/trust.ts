import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../audit/record.ts';
import { putCardLists } from '../revocation/import-lists.ts';
import type { Revocations } from '../revocation/read-lists.ts';
import type { Db } from '../../store/schema.ts';
import type { CredentialIssuer } from '../../store/tables/credentials.ts';
import {
  type CredentialDirectory,
  type NewCredentialKey,
  deleteCredentialIssuer,
  putCredentialDirectory,
  putCredentialIssuer,
} from '../../store/tables/credentials.ts';

/** An issuer with all the keys that are to be trusted as its own. */
export interface Issuer {
  kind: CredentialIssuer['kind'];
  /** `https://…` of health cards; the country's two letters for EU certificates. */
  issuer: string;
  name: string | null;
  keys: readonly NewCredentialKey[];
  /** Its lists of revoked cards, where they came with the keys. */
  revocations?: readonly Revocations[];
}

/**
 * Trusts these issuers from now on, all or none, with exactly the keys given: keys that an issuer had
 * before and that are not among them are forgotten. Lists of revoked cards are kept until a newer one
 * comes.
 *
 * @param actor who says so; the audit record keeps it
 * @param directory where they came from together
 * @returns the keys whose list of revoked cards is older than the one that is here
 */
export function trustIssuers(
  db: Db,
  issuers: readonly Issuer[],
  actor: string,
  directory?: CredentialDirectory,
): Promise<string[]> {
  return db.transaction().execute(async (transaction) => {
    const older: string[] = [];
    if (directory) await putCredentialDirectory(transaction, directory);
    for (const { kind, issuer, name, keys, revocations = [] } of issuers) {
      const now = new Date();
      const row = { id: randomUUID(), kind, issuer, name, addedAt: now, changedAt: now };
      const subject = await putCredentialIssuer(transaction, row, keys);
      older.push(...(await putCardLists(transaction, issuer, revocations)));
      const revoked = revocations.reduce((sum, list) => sum + list.revoked.length, 0);
      await recordEvent(transaction, {
        action: 'credential_issuer_added',
        actor,
        subject,
        details: { kind, keys: keys.length, ...(revocations.length > 0 && { revoked }) },
      });
    }
    return older;
  });
}

/** @returns whether there was one of that id */
export function distrustIssuer(db: Db, id: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await deleteCredentialIssuer(transaction, id))) return false;
    const event = { action: 'credential_issuer_removed', actor, subject: id } as const;
    await recordEvent(transaction, event);
    return true;
  });
}
