import type { SignInRequest } from '../sign-in/sign-in.ts';

/** The fields of a sign-in that a list may receive. */
export const remoteListFields = [
  'name',
  'email',
  'phone',
  'company',
  'birthDate',
  'country',
  'host',
  'hostEmail',
  'kind',
  'location',
] as const;
type RemoteListField = (typeof remoteListFields)[number];

/** The parts of a sign-in that contain these fields. */
export const neededForQuestion = [
  'claim',
  'phone',
  'facts',
  'hostName',
  'hostEmail',
  'kind',
  'locationName',
] as const satisfies (keyof SignInRequest)[];

export type RemoteListQuestion = Partial<Record<RemoteListField, string | null>>;

/** Fields that identify the visitor. Without any of them, the list is not asked. */
const telling: ReadonlySet<RemoteListField> = new Set(['name', 'email', 'phone']);

/**
 * Returns the allowed fields and no others; a field is null where the sign-in does not have it. Returns null when
 * no field identifies the visitor.
 */
export function remoteListQuestion(
  signIn: Pick<SignInRequest, (typeof neededForQuestion)[number]>,
  fields: readonly RemoteListField[],
): RemoteListQuestion | null {
  const all: Record<RemoteListField, string | null> = {
    name: signIn.claim.name,
    email: signIn.claim.email,
    phone: signIn.phone,
    company: signIn.facts.company,
    birthDate: signIn.facts.birthDate,
    country: signIn.facts.country,
    host: signIn.hostName,
    hostEmail: signIn.hostEmail,
    kind: signIn.kind,
    location: signIn.locationName,
  };
  if (!fields.some((field) => telling.has(field) && all[field])) return null;
  return Object.fromEntries(fields.map((field) => [field, all[field]]));
}
