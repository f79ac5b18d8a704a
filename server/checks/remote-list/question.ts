import type { SignInRequest } from '../../sign-in/sign-in.ts';

/** What a list can be told of a sign-in. */
export const askable = [
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
type Askable = (typeof askable)[number];

/** What the fields above are read from. */
export const neededForQuestion = [
  'claim',
  'phone',
  'facts',
  'hostName',
  'hostEmail',
  'kind',
  'locationName',
] as const satisfies (keyof SignInRequest)[];

export type Question = Partial<Record<Askable, string | null>>;

/** Fields that say who the visitor is; without one of them there is nobody to ask about. */
const telling: ReadonlySet<Askable> = new Set(['name', 'email', 'phone']);

/**
 * The allowed fields and no others; null where the sign-in has none. Null altogether when nothing
 * in it says who the visitor is.
 */
export function questionOf(
  signIn: Pick<SignInRequest, (typeof neededForQuestion)[number]>,
  fields: readonly Askable[],
): Question | null {
  const all: Record<Askable, string | null> = {
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
