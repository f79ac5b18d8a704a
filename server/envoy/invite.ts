import { Value } from 'typebox/value';
import { Type } from 'typebox';
import type { EnvoyInvite } from '../desk/arrivals/expected-visits.ts';
import { oneLine } from '../platform/text.ts';
import { dayAt } from '../platform/local-time.ts';
import {
  eventOf,
  Id,
  readIdField,
  Location,
  maxLength,
  optional,
  parseEnvoyTime,
  recordOf,
  textUpTo,
} from './fields.ts';

/**
 * What is read of an event about an invitation; field names as in the SDK's `InvitePayload`. Everything
 * but who and when is read leniently. It ignores the tokens beside it.
 */
const InviteEvent = Type.Object({
  meta: Type.Object({ location: Location }),
  payload: Type.Object({
    id: Id,
    attributes: optional(Type.Record(Type.String(), Type.Unknown())),
    relationships: optional(Type.Record(Type.String(), Type.Unknown())),
  }),
});

/** What an event says of an invitation: it is new, as it stands now, or withdrawn. */
type Change = 'new' | 'changed' | 'removed';

const changes: Readonly<Record<string, Change>> = {
  invite_created: 'new',
  invite_updated: 'changed',
  upcoming_visit: 'changed',
  invite_removed: 'removed',
};

/** What an event says of an invitation, by its name; null when it is about none. */
export function inviteChangeIn(body: unknown): Change | null {
  const name = eventOf(body)?.replace(/^employee_/, '') ?? '';
  return Object.hasOwn(changes, name) ? (changes[name] ?? null) : null;
}

/** Null when it does not say which invitation it is about, or when a visit is that was not withdrawn. */
export function invitationIn(body: unknown, change: Change): EnvoyInvite | null {
  if (!Value.Check(InviteEvent, body)) return null;
  const { meta, payload } = body;
  const { relationships } = payload;
  const attributes = payload.attributes ?? {};
  const arrivalTime = parseEnvoyTime(attributes['expected-arrival-time']);
  const expectedAt = arrivalTime ?? (change === 'removed' ? new Date() : null);
  if (!expectedAt) return null;
  const location = recordOf(meta.location?.attributes);
  const isEmployee = attributes['employee-screening-flow'] === true;
  return {
    inviteId: String(payload.id),
    visitor: shown(attributes['full-name']),
    // Cut off, it would be another one's.
    email: textUpTo(maxLength.email, attributes['email']),
    // In the visitor flow `employee` is the host.
    employeeId: isEmployee ? relatedId(relationships?.['employee']) : null,
    host: isEmployee ? null : shown(attributes['inviter-name']),
    location: shown(location['name']) ?? readIdField(meta.location?.id),
    flow: shown(attributes['flow-name']),
    expectedAt,
    day: dayAt(textUpTo(maxLength.word, location['timezone']), expectedAt),
    arrived: attributes['arrived'] === true || parseEnvoyTime(attributes['signed-in-at']) !== null,
  };
}

/** More than a name has, so that cleaning a text costs the same however long it is. In characters. */
const longestRead = 2 * maxLength.name;

/** A text for people to read: on one line, and cut where it is longer than any is. */
function shown(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  return oneLine(value.slice(0, longestRead), maxLength.name) || null;
}

function relatedId(related: unknown): string | null {
  const { id } = recordOf(recordOf(related)['data']);
  return Value.Check(Id, id) ? String(id) : null;
}
