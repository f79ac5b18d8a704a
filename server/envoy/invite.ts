import { Value } from 'typebox/value';
import { Type } from 'typebox';
import type { EnvoyInvite } from '../desk/arrivals/expected-visits.ts';
import { oneLine } from '../../packages/printable-text/index.ts';
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
 * The fields that are read from an invitation event, named as in the SDK's `InvitePayload`. All fields except visitor
 * and time are read leniently. The tokens beside them are ignored.
 */
const InviteEvent = Type.Object({
  meta: Type.Object({ location: Location }),
  payload: Type.Object({
    id: Id,
    attributes: optional(Type.Record(Type.String(), Type.Unknown())),
    relationships: optional(Type.Record(Type.String(), Type.Unknown())),
  }),
});

/** The change that an event reports: a new, changed or withdrawn invitation. */
type Change = 'new' | 'changed' | 'removed';

const changes: Readonly<Record<string, Change>> = {
  invite_created: 'new',
  invite_updated: 'changed',
  upcoming_visit: 'changed',
  invite_removed: 'removed',
};

/** The change that an event reports, by its name; null when the event is about no invitation. */
export function inviteChangeIn(body: unknown): Change | null {
  const name = eventOf(body)?.replace(/^employee_/, '') ?? '';
  return Object.hasOwn(changes, name) ? (changes[name] ?? null) : null;
}

/** Null without the invitation's id, or without the time of a visit that was not withdrawn. */
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
    // A shortened address could be another person's.
    email: textUpTo(maxLength.email, attributes['email']),
    // In the visitor flow `employee` is the host.
    employeeId: isEmployee ? relatedId(relationships?.['employee']) : null,
    host: isEmployee ? null : shown(attributes['inviter-name']),
    location: shown(location['name']),
    locationId: readIdField(meta.location?.id),
    flow: shown(attributes['flow-name']),
    expectedAt,
    day: dayAt(textUpTo(maxLength.word, location['timezone']), expectedAt),
    arrived: attributes['arrived'] === true || parseEnvoyTime(attributes['signed-in-at']) !== null,
  };
}

/** Limits the input, so that cleaning a text has a bounded cost. In characters. */
const longestRead = 2 * maxLength.name;

/** A text for people to read: on one line and limited in length. */
function shown(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  return oneLine(value.slice(0, longestRead), maxLength.name) || null;
}

function relatedId(related: unknown): string | null {
  const { id } = recordOf(recordOf(related)['data']);
  return Value.Check(Id, id) ? String(id) : null;
}
