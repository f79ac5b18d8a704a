import { createHash } from 'node:crypto';
import type { AuditEventRow } from '../store/tables/audit-events.ts';

/** What the first event has in the place of its predecessor's hash. */
export const chainStart = '0'.repeat(64);

/** SHA-256 in hex over everything of the event, its predecessor's hash included. */
export function hashOf(event: Omit<AuditEventRow, 'hash'>): string {
  const { seq, at, action, actor, subject, details, previous_hash } = event;
  // As a JSON array: no two different events have the same text.
  const text = JSON.stringify([seq, at, action, actor, subject, details, previous_hash]);
  return createHash('sha256').update(text).digest('hex');
}
