import { compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import {
  CredentialError,
  type Credential,
  inflateLimited,
  checkValidity,
  type Dose,
} from '../credential.ts';
import type { TrustedKey } from '../trust.ts';

/** A card in a code has at most a few thousand characters; files contain longer ones. */
const maxCharacters = 64 * 1024;

const Payload = Type.Object({
  iss: Type.String(),
  nbf: Type.Number(),
  exp: Type.Optional(Type.Number()),
  vc: Type.Object({
    type: Type.Array(Type.String()),
    rid: Type.Optional(Type.Unknown()),
    credentialSubject: Type.Object({ fhirBundle: Type.Unknown() }),
  }),
});

const cardType = 'https://smarthealth.cards#health-card';

/**
 * Reads a SMART Health Card. It unpacks and trusts nothing before a trusted key has verified the signature.
 *
 * @param jws compact, as in `verifiableCredential`
 * @throws {CredentialError}
 */
export async function readHealthCard(
  jws: string,
  findKeys: (kid: string) => Promise<readonly TrustedKey[]>,
  now: Date,
): Promise<Credential> {
  if (jws.length > maxCharacters) throw new CredentialError('too_large');
  const kid = kidOf(jws);
  const keys = await findKeys(kid);
  if (keys.length === 0) throw new CredentialError('unknown_issuer');
  for (const { key, issuers } of withTheirIssuers(keys)) {
    const packed = await verifyBy(key, jws);
    if (packed) return readPayload(await inflateLimited(packed, 'raw'), { kid, issuers }, now);
  }
  throw new CredentialError('tampered');
}

/** Groups equal keys with their issuers, because customers of one provider may share a key. */
function withTheirIssuers(
  keys: readonly TrustedKey[],
): Iterable<{ key: TrustedKey; issuers: string[] }> {
  const found = new Map<string, { key: TrustedKey; issuers: string[] }>();
  for (const key of keys) {
    const { x, y } = key.jwk;
    const material = JSON.stringify([x, y]);
    const same = found.get(material) ?? { key, issuers: [] };
    found.set(material, same);
    same.issuers.push(key.issuer);
  }
  return found.values();
}

function kidOf(jws: string): string {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(jws);
  } catch {
    throw new CredentialError('unreadable');
  }
  // Only this algorithm is accepted, whatever the card names.
  if (header.alg !== 'ES256') throw new CredentialError('wrong_algorithm');
  if (header.zip !== 'DEF' || typeof header.kid !== 'string') {
    throw new CredentialError('unreadable');
  }
  return header.kid;
}

/** Returns the signed content; null when this key has not signed it. */
async function verifyBy({ jwk }: TrustedKey, jws: string): Promise<Uint8Array | null> {
  try {
    const key = await importJWK(jwk, 'ES256');
    return (await compactVerify(jws, key, { algorithms: ['ES256'] })).payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return null;
    throw new CredentialError('unreadable');
  }
}

function readPayload(
  json: Buffer,
  { kid, issuers }: { kid: string; issuers: readonly string[] },
  now: Date,
): Credential {
  const payload = parse(json);
  if (!Value.Check(Payload, payload) || !payload.vc.type.includes(cardType)) {
    throw new CredentialError('unreadable');
  }
  // A key is valid only for the issuers that publish it.
  if (!issuers.includes(payload.iss)) throw new CredentialError('unknown_issuer');
  const { nbf, exp = null, vc } = payload;
  checkValidity({ from: nbf, until: exp }, now);
  const identifiers = typeof vc.rid === 'string' ? [vc.rid] : [];
  const marks = { kind: 'shc', kid, identifiers, issuedAt: nbf } as const;
  return { ...readBundle(vc.credentialSubject.fhirBundle), marks };
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

/** The results of a test, and the report that summarises them. */
const testResources = ['Observation', 'DiagnosticReport'];

/**
 * Reads a FHIR bundle of vaccinations. It must contain one patient; with several, it is unclear whose vaccinations they
 * are.
 * @throws {CredentialError} `unreadable`, or a fault that names what the bundle contains instead
 */
function readBundle(bundle: unknown): Omit<Credential, 'marks'> {
  if (!Value.Check(Bundle, bundle)) throw new CredentialError('unreadable');
  const resources = bundle.entry.map(({ resource }) => resource);
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
  const [patient] = patients;
  const others = resources.map(({ resourceType }) => resourceType).filter((t) => t !== 'Patient');
  if (others.length > 0 && !others.includes('Immunization')) {
    const isTest = others.some((type) => testResources.includes(type));
    throw new CredentialError(isTest ? 'is_test' : 'no_vaccination');
  }
  if (!patient) throw new CredentialError('nobody_named');
  if (patients.length !== 1 || !Value.Check(Patient, patient)) {
    throw new CredentialError('unreadable');
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
    .filter(({ system = '', code = '' }) => isVaccineCode(system, code))
    .map(({ code = '' }) => ({ vaccine: code, date, counts: 1, completesSeries: null }));
}
/** The supported code systems by their FHIR names, with the form of their codes. */
const systems: readonly { names: readonly string[]; form: RegExp }[] = [
  {
    names: ['http://hl7.org/fhir/sid/cvx', 'urn:oid:2.16.840.1.113883.12.292'],
    // Sometimes written with leading zeros.
    form: /^\d{1,5}$/,
  },
  {
    names: ['http://snomed.info/sct', 'urn:oid:2.16.840.1.113883.6.96'],
    form: /^\d{6,18}$/,
  },
  {
    names: [
      'http://id.who.int/icd11/mms',
      'http://id.who.int/icd/release/11/mms',
      'http://hl7.org/fhir/sid/icd-11',
    ],
    form: /^X[A-Z0-9]{3,6}$/,
  },
  {
    names: [
      'https://ec.europa.eu/health/documents/community-register/html/',
      'http://ec.europa.eu/health/documents/community-register/html/',
    ],
    form: /^[A-Z][\w/-]{2,39}$/i,
  },
];

/** Whether a coding has a supported system and its form, so that no code is mistaken for another system's. */
function isVaccineCode(system: string, code: string): boolean {
  return systems.some(({ names, form }) => names.includes(system) && form.test(code));
}
