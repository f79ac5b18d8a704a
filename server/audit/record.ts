import { wellFormed } from '../platform/printable.ts';
import type { Db } from '../store/schema.ts';
import { appendAuditEvent, auditHead } from '../store/tables/audit-events.ts';
import type { AuditAction } from './actions.ts';
import { chainStart, hashOf } from './chain.ts';

export interface AuditEvent {
  action: AuditAction;
  /** Who did it: `service`, `kiosk:<id>`, `envoy`, or `command:<account>`. */
  actor: string;
  /** Whom or what it is about: a random id of ours or an id of Envoy's, never a name. */
  subject?: string | null;
  /** Codes, counts, ids and times; see `checked`. No names, no biometrics. */
  details?: AuditDetails;
}

type Detail = string | number | boolean | null;
export type AuditDetails = Readonly<Record<string, Detail | readonly Detail[]>>;

/**
 * Puts an event on record, in the transaction that does what it tells of: both are there, or
 * neither. Outside a transaction it makes its own.
 * @throws {TypeError} when a detail is a text that no code or id can be
 */
export async function recordEvent(db: Db, event: AuditEvent): Promise<void> {
  const details = JSON.stringify(checked(event.details ?? {}));
  const append = async (transaction: Db) => {
    // Transactions hold the write lock from their beginning, so nobody appends in between.
    const head = await auditHead(transaction);
    const { action } = event;
    // SQLite stores UTF-8, which has no lone surrogates: what is hashed must be what is read back.
    const [actor, subject] = [wellFormed(event.actor), wellFormedOrNull(event.subject)];
    const at = new Date().toISOString();
    const seq = (head?.seq ?? 0) + 1;
    const previous_hash = head?.hash ?? chainStart;
    const row = { seq, at, action, actor, subject, details, previous_hash };
    const stored = await appendAuditEvent(transaction, { ...row, hash: hashOf(row) });
    // Thrown within the transaction, so an event that would break the chain is not on record.
    if (hashOf(stored) !== stored.hash) throw new Error('An audit event was stored altered.');
  };
  if (db.isTransaction) await append(db);
  else await db.transaction().execute(append);
}

function wellFormedOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : wellFormed(text);
}

/** What is on record stays when the person is erased, so a slip must not put a name or an e-mail there. */
function checked(details: AuditDetails): AuditDetails {
  for (const [name, value] of Object.entries(details)) {
    for (const text of [value].flat()) {
      if (typeof text !== 'string' || /^[\w.:/+=-]{0,128}$/.test(text)) continue;
      throw new TypeError(`The audit detail "${name}" is no code or id.`);
    }
  }
  return details;
}
