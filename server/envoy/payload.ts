import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { noFacts, type Answer, type SignInRequest } from '../sign-in/sign-in.ts';
import { isOtherEvent } from './event.ts';
import {
  Id,
  idOf,
  Location,
  optional,
  parseJson,
  recordOf,
  textOf,
  Whole,
  writtenOf,
} from './fields.ts';
import { parseEnvoyTime } from './time.ts';

const Text = optional(Type.String());
/**
 * May have come as a number. Not a telephone number: as one it has lost its `+` or its zeros, and a
 * watchlist would look for another.
 */
const Written = optional(Type.Union([Type.String(), Whole]));
/** Much longer than any is. A name that nobody could read to its end could hide the one it holds. */
const ShortText = optional(Type.String({ maxLength: 1000 }));
const Related = optional(Type.Object({ data: optional(Type.Object({ id: Id })) }));

/**
 * The part of a held sign-in that this service reads. What no verdict hangs on is read leniently:
 * a visitor is not held because an answer on the form has an odd type.
 */
const HeldSignIn = Type.Object({
  meta: Type.Object({
    install_id: optional(Id),
    job: Type.Object({ id: Id }),
    location: Location,
  }),
  payload: Type.Object({
    id: optional(Id),
    type: Type.Literal('entries'),
    attributes: Type.Object({
      'full-name': ShortText,
      email: ShortText,
      'phone-number': Text,
      host: Written,
      'host-email': Written,
      'employee-screening-flow': optional(Type.Boolean()),
      'signed-in-at': Type.Optional(Type.Unknown()),
      'flow-name': Text,
      'user-data': Type.Optional(Type.Unknown()),
      'legal-docs': Type.Optional(Type.Unknown()),
    }),
    relationships: optional(
      Type.Object({
        location: Related,
        device: Related,
        employee: Related,
        invite: Related,
        flow: Related,
      }),
    ),
  }),
});
type HeldSignIn = Static<typeof HeldSignIn>;

/**
 * Reads the body of a held sign-in.
 *
 * @param body raw JSON, already verified
 * @param arrivedAt stands in for a missing or unreadable `signed-in-at`
 * @returns null when the body is not JSON, not an entry, tells of something else than a sign-in, or
 *   has no job id. It may name nobody: such a sign-in is held without a look.
 */
export function readSignIn(body: Uint8Array, arrivedAt: Date): SignInRequest | null {
  const parsed = parseJson(body);
  if (!Value.Check(HeldSignIn, parsed) || isOtherEvent(parsed)) return null;
  return toSignIn(parsed, arrivedAt);
}

function toSignIn({ meta, payload }: HeldSignIn, arrivedAt: Date): SignInRequest {
  const attributes = payload.attributes;
  const related = payload.relationships;
  const isEmployee = attributes['employee-screening-flow'] === true;
  const location = recordOf(meta.location?.attributes);
  return {
    jobId: String(meta.job.id),
    entryId: idOf(payload.id),
    installId: idOf(meta.install_id),
    kind: isEmployee ? 'employee' : 'visitor',
    claim: {
      name: textOf(attributes['full-name']),
      email: textOf(attributes.email),
      // In the visitor flow `employee` is the host, who is not the one before the camera.
      employeeId: isEmployee ? idOf(related?.employee?.data?.id) : null,
    },
    phone: textOf(attributes['phone-number']),
    hostName: writtenOf(attributes.host),
    hostEmail: writtenOf(attributes['host-email']),
    locationId: idOf(meta.location?.id ?? related?.location?.data?.id),
    locationName: textOf(location['name']),
    timezone: textOf(location['timezone']),
    deviceId: idOf(related?.device?.data?.id),
    flowId: idOf(related?.flow?.data?.id),
    flowName: textOf(attributes['flow-name']),
    inviteId: idOf(related?.invite?.data?.id),
    answers: listOf(attributes['user-data']).flatMap(toAnswer),
    legalDocs: listOf(attributes['legal-docs']).map(recordOf),
    facts: noFacts,
    kiosks: null,
    rule: null,
    signedInAt: parseEnvoyTime(attributes['signed-in-at']) ?? arrivedAt,
    arrivedAt,
  };
}

function toAnswer(entry: unknown): Answer[] {
  const { field, value } = recordOf(entry);
  if (typeof field !== 'string') return [];
  if (typeof value === 'string') return [{ field, value }];
  if (typeof value === 'number' || typeof value === 'boolean') {
    return [{ field, value: String(value) }];
  }
  return [];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
