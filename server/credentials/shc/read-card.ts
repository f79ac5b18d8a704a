import { compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { TrustedKey } from '../../store/tables/credential-issuers.ts';
import {
  CredentialFault,
  type Credential,
  inflateLimited,
  checkValidity,
  type Dose,
} from '../credential.ts';

/** A card that is shown as a code has at most some thousand characters; files hold longer ones. */
const maxCharacters = 64 * 1024;

const Payload = Type.Object({
  iss: Type.String(),
  nbf: Type.Number(),
  exp: Type.Optional(Type.Number()),
  vc: Type.Object({
    type: Type.Array(Type.String()),
    credentialSubject: Type.Object({ fhirBundle: Type.Unknown() }),
  }),
});

const cardType = 'https://smarthealth.cards#health-card';

/**
 * Reads a SMART Health Card. Nothing of it is unpacked, let alone believed, before its signature was
 * found to be that of a key which is trusted.
 *
 * @param jws compact, as in `verifiableCredential`
 * @throws {CredentialFault}
 */
export async function readHealthCard(
  jws: string,
  findKeys: (kid: string) => Promise<readonly TrustedKey[]>,
  now: Date,
): Promise<Credential> {
  if (jws.length > maxCharacters) throw new CredentialFault('too_large');
  const keys = await findKeys(kidOf(jws));
  if (keys.length === 0) throw new CredentialFault('unknown_issuer');
  for (const key of keys) {
    const packed = await signedBy(key, jws);
    if (packed) return readPayload(await inflateLimited(packed, 'raw'), key, now);
  }
  throw new CredentialFault('tampered');
}

function kidOf(jws: string): string {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(jws);
  } catch {
    throw new CredentialFault('unreadable');
  }
  // The algorithm is ours to choose, whatever the card would like.
  if (header.alg !== 'ES256') throw new CredentialFault('wrong_algorithm');
  if (header.zip !== 'DEF' || typeof header.kid !== 'string') {
    throw new CredentialFault('unreadable');
  }
  return header.kid;
}

/** What was signed, or null when this key signed something else. */
async function signedBy({ jwk, algorithm }: TrustedKey, jws: string): Promise<Uint8Array | null> {
  if (algorithm !== 'ES256') return null;
  try {
    const key = await importJWK(jwk, 'ES256');
    return (await compactVerify(jws, key, { algorithms: ['ES256'] })).payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return null;
    throw new CredentialFault('unreadable');
  }
}

function readPayload(json: Buffer, key: TrustedKey, now: Date): Credential {
  const payload = parse(json);
  if (!Value.Check(Payload, payload) || !payload.vc.type.includes(cardType)) {
    throw new CredentialFault('unreadable');
  }
  // A key speaks for its issuer only.
  if (payload.iss !== key.issuer) throw new CredentialFault('unknown_issuer');
  checkValidity({ from: payload.nbf, until: payload.exp ?? null }, now);
  return readBundle(payload.vc.credentialSubject.fhirBundle);
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    return undefined;
  }
}

const optional = Type.Optional;
const Day = Type.String({ pattern: '^\\d{4}(-\\d\\d(-\\d\\d)?)?$' });

const Patient = Type.Object({
  resourceType: Type.Literal('Patient'),
  name: Type.Array(
    Type.Object({
      family: optional(Type.String()),
      given: optional(Type.Array(Type.String())),
      text: optional(Type.String()),
    }),
  ),
  birthDate: optional(Day),
});

const Immunization = Type.Object({
  resourceType: Type.Literal('Immunization'),
  status: Type.String(),
  isSubpotent: optional(Type.Boolean()),
  vaccineCode: Type.Object({
    coding: Type.Array(
      Type.Object({ system: optional(Type.String()), code: optional(Type.String()) }),
    ),
  }),
  occurrenceDateTime: optional(Type.String({ pattern: '^\\d{4}(-\\d\\d(-\\d\\d(T.*)?)?)?$' })),
});
type Immunization = Static<typeof Immunization>;

const Bundle = Type.Object({
  resourceType: Type.Literal('Bundle'),
  entry: Type.Array(Type.Object({ resource: Type.Object({ resourceType: Type.String() }) }), {
    maxItems: 200,
  }),
});

/** The system of the vaccines' codes; others are not understood here. */
const cvx = 'http://hl7.org/fhir/sid/cvx';

/**
 * What a FHIR bundle of vaccinations says. There must be one patient in it: whose are the others?
 *
 * @throws {CredentialFault} `unreadable`
 */
function readBundle(bundle: unknown): Credential {
  if (!Value.Check(Bundle, bundle)) throw new CredentialFault('unreadable');
  const resources = bundle.entry.map(({ resource }) => resource);
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
  const [patient] = patients;
  if (patients.length !== 1 || !Value.Check(Patient, patient)) {
    throw new CredentialFault('unreadable');
  }
  return {
    names: patient.name.map(({ family = '', given = [], text = '' }) =>
      family === '' && given.length === 0
        ? { family: '', given: text }
        : { family, given: given.join(' ') },
    ),
    birthDate: patient.birthDate ?? null,
    doses: resources.flatMap((resource) =>
      Value.Check(Immunization, resource) ? dosesOf(resource) : [],
    ),
  };
}

function dosesOf({
  status,
  isSubpotent = false,
  vaccineCode,
  occurrenceDateTime,
}: Immunization): Dose[] {
  if (status !== 'completed' || isSubpotent || occurrenceDateTime === undefined) return [];
  const date = occurrenceDateTime.slice(0, 10);
  return vaccineCode.coding
    .filter(({ system, code }) => system === cvx && code !== undefined)
    .map(({ code = '' }) => ({ vaccine: code, date, counts: 1 }));
}
