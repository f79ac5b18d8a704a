import type { AuditAction } from '../audit/actions.ts';
import { recordEvent, type AuditDetails } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import { latestAuditEvent } from '../store/tables/audit-events.ts';

/**
 * The fingerprint of the file that the service follows, or followed when it last ran: null when it
 * follows none.
 */
export async function fingerprintOnRecord(db: Db, action: AuditAction): Promise<string | null> {
  const event = await latestAuditEvent(db, action);
  if (!event) return null;
  const { sha256 } = JSON.parse(event.details) as { sha256?: unknown };
  return typeof sha256 === 'string' ? sha256 : null;
}

/** Puts on record that another file counts from now on; what stands in it is not. */
export async function recordFingerprint(
  db: Db,
  action: AuditAction,
  details: AuditDetails & { sha256: string | null },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if ((await fingerprintOnRecord(transaction, action)) === details.sha256) return;
    await recordEvent(transaction, { action, actor: 'service', details });
  });
}
