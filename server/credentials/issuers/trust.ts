import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../audit/record.ts';
import type { Db } from '../../store/schema.ts';
import type { CredentialKind } from '../../store/list-schema.ts';
import {
  type NewCredentialKey,
  deleteCredentialIssuer,
  putCredentialIssuer,
} from '../../store/tables/credential-issuers.ts';
import { OperatorError } from '../../platform/operator-error.ts';

/** An issuer with all the keys that are to be trusted as its own. */
export interface Issuer {
  kind: CredentialKind;
  /** `https://…` of health cards; the country's two letters for EU certificates. */
  issuer: string;
  name: string | null;
  keys: readonly NewCredentialKey[];
}

/** Why an issuer or its keys cannot be trusted as they are, in a sentence for the operator. */
export class IssuerError extends OperatorError {
  constructor(message: string) {
    super(message);
    this.name = 'IssuerError';
  }
}

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
