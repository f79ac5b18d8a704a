import { Type, type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import { parseEnvoyTime } from './time.ts';

// Envoy sends ids as strings or as numbers, and null where it has nothing. Unknown fields are ignored.
const Id = Type.Union([Type.String({ minLength: 1, maxLength: 256 }), Type.Integer()]);
const optional = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));
const Related = optional(Type.Object({ data: optional(Type.Object({ id: Id })) }));

/** The part of a held sign-in that this service reads. */
const HeldSignIn = Type.Object({
  meta: Type.Object({
    job: Type.Object({ id: Id }),
    location: optional(Type.Object({ id: Id })),
  }),
  payload: Type.Object({
    id: optional(Id),
    type: Type.Literal('entries'),
    attributes: Type.Object({
      'full-name': optional(Type.String()),
      email: optional(Type.String()),
      host: optional(Type.String()),
      'employee-screening-flow': optional(Type.Boolean()),
      'signed-in-at': Type.Optional(Type.Unknown()),
      'flow-name': optional(Type.String()),
    }),
    relationships: optional(Type.Object({ location: Related, device: Related, employee: Related })),
  }),
});
type HeldSignIn = Static<typeof HeldSignIn>;

/**
 * Reads the body of a held sign-in.
 *
 * @param body raw JSON, already verified
 * @param arrivedAt stands in for a missing or unreadable `signed-in-at`
 * @returns null when the body is not JSON, not an entry, has no job id, or names nobody
 */
export function readSignIn(body: Uint8Array, arrivedAt: Date): SignInRequest | null {
  const parsed = parseJson(body);
  if (!Value.Check(HeldSignIn, parsed)) return null;
  const signIn = toSignIn(parsed, arrivedAt);
  const { name, email, employeeId } = signIn.claim;
  return name || email || employeeId ? signIn : null;
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function toSignIn({ meta, payload }: HeldSignIn, arrivedAt: Date): SignInRequest {
  const attributes = payload.attributes;
  const related = payload.relationships;
  const isEmployee = attributes['employee-screening-flow'] === true;
  return {
    jobId: String(meta.job.id),
    entryId: idOf(payload.id),
    kind: isEmployee ? 'employee' : 'visitor',
    claim: {
      name: textOf(attributes['full-name']),
      email: textOf(attributes.email),
      // In the visitor flow `employee` is the host, who is not the one before the camera.
      employeeId: isEmployee ? idOf(related?.employee?.data?.id) : null,
    },
    hostName: textOf(attributes.host),
    locationId: idOf(meta.location?.id ?? related?.location?.data?.id),
    deviceId: idOf(related?.device?.data?.id),
    flowName: textOf(attributes['flow-name']),
    signedInAt: parseEnvoyTime(attributes['signed-in-at']) ?? arrivedAt,
  };
}

function idOf(id: string | number | null | undefined): string | null {
  return id === null || id === undefined ? null : String(id);
}

function textOf(text: string | null | undefined): string | null {
  return text?.trim() || null;
}
