import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { oneLine } from '#base/text';
import { eventOf } from './events.ts';
import {
  Id,
  Location,
  maxLength,
  optional,
  parseEnvoyTime,
  readIdField,
  recordOf,
  textUpTo,
} from './fields.ts';

/** An invitation as plain values. Its texts are for people to read, each on one line. */
export interface Invitation {
  inviteId: string;
  visitor: string | null;
  email: string | null;
  /** The id of an expected employee. */
  employeeId: string | null;
  host: string | null;
  location: string | null;
  locationId: string | null;
  /** The location's time zone. */
  timezone: string | null;
  flow: string | null;
  expectedAt: Date;
  arrived: boolean;
}

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
export type InviteChange = 'new' | 'changed' | 'removed';

const changes: Readonly<Record<string, InviteChange>> = {
  invite_created: 'new',
  invite_updated: 'changed',
  upcoming_visit: 'changed',
  invite_removed: 'removed',
};

/** The change that an event reports, by its name; null when the event is about no invitation. */
export function inviteChangeIn(body: unknown): InviteChange | null {
  const name = eventOf(body)?.replace(/^employee_/, '') ?? '';
  return Object.hasOwn(changes, name) ? (changes[name] ?? null) : null;
}

/** Null without the invitation's id, or without the time of a visit that was not withdrawn. */
export function readInvitation(body: unknown, change: InviteChange): Invitation | null {
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
    visitor: textOrNull(attributes['full-name']),
    // A shortened address could be another person's.
    email: textUpTo(maxLength.email, attributes['email']),
    // In the visitor flow `employee` is the host.
    employeeId: isEmployee ? relatedId(relationships?.['employee']) : null,
    host: isEmployee ? null : textOrNull(attributes['inviter-name']),
    location: textOrNull(location['name']),
    locationId: readIdField(meta.location?.id),
    flow: textOrNull(attributes['flow-name']),
    expectedAt,
    timezone: textUpTo(maxLength.word, location['timezone']),
    arrived: attributes['arrived'] === true || parseEnvoyTime(attributes['signed-in-at']) !== null,
  };
}

/** Limits the input, so that cleaning a text has a bounded cost. In characters. */
const longestRead = 2 * maxLength.name;

/** A text for people to read: on one line and limited in length. */
function textOrNull(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  return oneLine(value.slice(0, longestRead), maxLength.name) || null;
}

function relatedId(related: unknown): string | null {
  const { id } = recordOf(recordOf(related)['data']);
  return Value.Check(Id, id) ? String(id) : null;
}
