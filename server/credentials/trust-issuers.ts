import { randomUUID } from 'node:crypto';
import type { Issuer } from '../../packages/health-pass/index.ts';
import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import {
  type CredentialDirectory,
  deleteCredentialIssuer,
  putCredentialDirectory,
  putCredentialIssuer,
} from './credential-rows.ts';
import { putCardLists } from './import-revocations.ts';

/**
 * Trusts these issuers from now on, all or none, with exactly the given keys. An issuer's earlier keys that are not
 * among them are deleted. Lists of revoked cards stay until a newer list arrives.
 *
 * @param actor for the audit record
 * @param directory the common origin of the issuers
 * @returns the keys whose list of revoked cards is older than the stored one
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

/** @returns whether there was an issuer with that id */
export function distrustIssuer(db: Db, id: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await deleteCredentialIssuer(transaction, id))) return false;
    const event = { action: 'credential_issuer_removed', actor, subject: id } as const;
    await recordEvent(transaction, event);
    return true;
  });
}
