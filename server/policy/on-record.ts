import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import { latestAuditEvent } from '../store/tables/audit-events.ts';

const action = 'policy_changed';

/**
 * The fingerprint of the policy that the service follows, or followed when it last ran: null when
 * it follows no file.
 */
export async function policyOnRecord(db: Db): Promise<string | null> {
  const event = await latestAuditEvent(db, action);
  if (!event) return null;
  const { sha256 } = JSON.parse(event.details) as { sha256?: unknown };
  return typeof sha256 === 'string' ? sha256 : null;
}

/** Puts on record that another policy counts from now on; what stands in it is not. */
export async function recordPolicy(db: Db, sha256: string | null, rules: number): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if ((await policyOnRecord(transaction)) === sha256) return;
    await recordEvent(transaction, { action, actor: 'service', details: { sha256, rules } });
  });
}
