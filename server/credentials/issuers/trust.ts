import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../audit/record.ts';
import type { Db } from '../../store/schema.ts';
import {
  deleteCredentialIssuer,
  putCredentialIssuer,
} from '../../store/tables/credential-issuers.ts';
import type { Issuer } from './issuer.ts';

/**
 * Trusts these issuers from now on, all or none, with exactly the keys given: keys that an issuer had
 * before and that are not among them are forgotten.
 *
 * @param actor who says so, for the record
 */
export function trustIssuers(db: Db, issuers: readonly Issuer[], actor: string): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    for (const { kind, issuer, name, keys } of issuers) {
      const now = new Date().toISOString();
      const row = { id: randomUUID(), kind, issuer, name, added_at: now, changed_at: now };
      const subject = await putCredentialIssuer(transaction, row, keys);
      await recordEvent(transaction, {
        action: 'credential_issuer_added',
        actor,
        subject,
        details: { kind, keys: keys.length },
      });
    }
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
