import type { FingerprintRecord } from '#base/reloadable';
import type { Db } from '../store/schema.ts';
import { latestAuditEvent } from '../store/tables/audit-events.ts';
import { recordEvent, type AuditAction } from './record.ts';

/**
 * Puts on record which file of the operator's the service follows.
 * @param action the audit event for another file in force
 */
export function fingerprintsOnRecord(db: Db, action: AuditAction): FingerprintRecord {
  return {
    latest: () => fingerprintOnRecord(db, action),
    put: (sha256, counts) =>
      db.transaction().execute(async (transaction) => {
        if ((await fingerprintOnRecord(transaction, action)) === sha256) return;
        const details = { sha256, ...counts };
        await recordEvent(transaction, { action, actor: 'service', details });
      }),
  };
}

async function fingerprintOnRecord(db: Db, action: AuditAction): Promise<string | null> {
  const event = await latestAuditEvent(db, action);
  if (!event) return null;
  const { sha256 } = JSON.parse(event.details) as { sha256?: unknown };
  return typeof sha256 === 'string' ? sha256 : null;
}
