import { createHmac } from 'node:crypto';
import { recordEvent } from '../audit/record.ts';
import { keyInUse, secretCheckKeyOf, type TemplateKey } from '../keys/keyring.ts';
import type { Db } from '../store/schema.ts';
import { latestAuditEvent } from '../store/tables/audit-events.ts';

const action = 'hook_secret_changed';

/**
 * Puts on record which client secret calls of Envoy are verified by: as a hash under a key that is derived
 * from the template key, for what a secret is must not be guessed from the database.
 * @param secrets the one in use first
 */
export async function recordHookSecret(
  db: Db,
  templateKeyFile: string,
  [secret = '']: readonly string[],
): Promise<void> {
  const key = await keyInUse(db, templateKeyFile);
  if (!key) return;
  const details = checksOf(key, secret);
  await db.transaction().execute(async (transaction) => {
    const { check } = await latestOnRecord(transaction);
    if (check !== details.check) {
      await recordEvent(transaction, { action, actor: 'service', details });
    }
  });
}

/**
 * Whether the latest service that was started on this database, which may be another instance, has one of
 * these secrets. Null when that is not known: none was, or the template key was changed since.
 */
export async function isHookSecretOnRecord(
  db: Db,
  templateKeyFile: string,
  secrets: readonly string[],
): Promise<boolean | null> {
  const key = await keyInUse(db, templateKeyFile);
  const latest = await latestOnRecord(db);
  if (!key || latest.key !== checksOf(key, '').key) return null;
  return secrets.some((secret) => checksOf(key, secret).check === latest.check);
}

function checksOf(templateKey: TemplateKey, secret: string): { key: string; check: string } {
  const key = secretCheckKeyOf(templateKey);
  const hash = (text: string) => createHmac('sha256', key).update(text).digest('hex');
  // Of the key itself, by which a check under an earlier one is known.
  return { key: hash('key'), check: hash(`secret ${secret}`) };
}

async function latestOnRecord(db: Db): Promise<{ key?: unknown; check?: unknown }> {
  const event = await latestAuditEvent(db, action);
  return event ? (JSON.parse(event.details) as { key?: unknown; check?: unknown }) : {};
}
