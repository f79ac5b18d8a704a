import { Value } from 'typebox/value';
import { Id, parseEnvoyTime, recordOf } from './fields.ts';

const held: readonly string[] = [
  'entry_sign_in',
  'employee_entry_sign_in',
  'identity_verification_requested',
  'entry_screen_requested',
];

/** Events for which Envoy holds nobody, each with an `employee_` twin. Exactly the events of Envoy's SDK. */
const heldForNobody: readonly string[] = [
  'plugin_uninstalled',
  'invite_created',
  'invite_updated',
  'invite_removed',
  'invite_screen_requested',
  'invite_qr_code_sent',
  'upcoming_visit',
  'entry_sign_out',
  'entry_blacklist_review',
  'entry_blacklist_deny',
  'entry_block_list_review',
  'entry_block_list_denied',
  'entry_screened',
  'entry_reviewed',
  'entry_host_response_message',
];

/** The event's name: at `meta.event`, at the top level, or both. */
function namesIn(body: unknown): string[] {
  const { event, meta } = recordOf(body);
  return [recordOf(meta)['event'], event].filter((name) => typeof name === 'string');
}

export function eventOf(body: unknown): string | null {
  return namesIn(body)[0] ?? null;
}

/** Whether the body names only events for which Envoy holds a visitor. */
export function isHeldEvent(body: unknown): boolean {
  const names = namesIn(body);
  return names.length > 0 && names.every((name) => held.includes(name));
}

const signOuts: readonly string[] = ['entry_sign_out', 'employee_entry_sign_out'];

/** The log entry and time of a sign-out; null for any other event. */
export function signOutIn(body: unknown): { entryId: string; at: Date | null } | null {
  const names = namesIn(body);
  if (names.length === 0 || !names.every((name) => signOuts.includes(name))) return null;
  const { id, attributes } = recordOf(recordOf(body)['payload']);
  if (!Value.Check(Id, id)) return null;
  return { entryId: String(id), at: parseEnvoyTime(recordOf(attributes)['signed-out-at']) };
}

/**
 * Whether somebody may be waiting at the iPad for the answer. When in doubt, yes: an entry in an unknown event may be a
 * sign-in of a newer Envoy version.
 */
export function mayHoldSomebody(body: unknown): boolean {
  if (holdsNobody(body)) return false;
  if (namesIn(body).some((name) => held.includes(name))) return true;
  const { payload } = recordOf(body);
  const listed: readonly unknown[] = Array.isArray(payload) ? payload : [];
  // A wrapped entry, or one in a list, is an entry too.
  return [payload, recordOf(payload)['data'], ...listed].some(isEntry);
}

function isEntry(value: unknown): boolean {
  const { type, attributes } = recordOf(value);
  return type === 'entries' || 'signed-in-at' in recordOf(attributes);
}

/** Whether this event is known to hold nobody, whatever its payload. */
export function holdsNobody(body: unknown): boolean {
  const names = namesIn(body);
  return (
    names.length > 0 &&
    names.every((name) => heldForNobody.includes(name.replace(/^employee_/, '')))
  );
}
