import { Tagged } from 'cborg';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import {
  CredentialError,
  type Credential,
  type PersonName,
  inflateLimited,
  checkValidity,
} from '../credential.ts';
import { certificatePrefix } from '../presented/presented-code.ts';
import { certificateMarks } from '../revocation/marks.ts';
import type { Purpose, TrustedKey } from '../trust.ts';
import { canSign, decodeBase45, decodeCbor, readSign1, type Sign1 } from './cose.ts';

/** A certificate in a code has at most a few hundred characters. */
const maxCharacters = 8 * 1024;

/** Claims of the token, and of the certificate inside it. */
const claims = { issuer: 1, expires: 4, issued: 6, certificates: -260, first: 1 } as const;

const optional = Type.Optional;
const text = optional(Type.Union([Type.String(), Type.Null()]));
const Certificate = Type.Object({
  nam: Type.Object({ fn: text, gn: text, fnt: text, gnt: text }),
  dob: text,
  v: Type.Array(
    Type.Object({
      mp: Type.String(),
      // Some countries write 0 for doses that they cannot number.
      dn: Type.Integer({ minimum: 0 }),
      sd: optional(Type.Integer({ minimum: 0 })),
      dt: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d' }),
      co: text,
      ci: text,
    }),
    { minItems: 1, maxItems: 20 },
  ),
});
type Certificate = Static<typeof Certificate>;

/**
 * Reads an EU Digital COVID Certificate of a vaccination. It trusts no content before a trusted key has verified the
 * signature. It has to unpack first, because the signature is inside.
 *
 * @param text from `HC1:` on
 * @throws {CredentialError}
 */
export async function readCertificate(
  text: string,
  findKeys: (kid: string) => Promise<readonly TrustedKey[]>,
  now: Date,
): Promise<Credential> {
  if (text.length > maxCharacters) throw new CredentialError('too_large');
  const packed = decodeBase45(text.slice(certificatePrefix.length));
  if (!packed) throw new CredentialError('unreadable');
  if (!isZlib(packed)) throw new CredentialError('not_packed');
  const signed = readSign1(await inflateLimited(packed, 'zlib'));
  const keys = await findKeys(signed.kid);
  if (keys.length === 0) throw new CredentialError('unknown_issuer');
  const key = keys.find((one) => signed.isSignedBy(one));
  if (!key) {
    const isOther = keys.every(({ jwk }) => !canSign(jwk, signed.algorithm));
    throw new CredentialError(isOther ? 'wrong_algorithm' : 'tampered');
  }
  return readPayload(signed, key, now);
}

/** Whether the bytes begin with a zlib header (RFC 1950, section 2.2). */
function isZlib([method = 0, flags = 0]: Uint8Array): boolean {
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0;
}

function readPayload(signed: Sign1, key: TrustedKey, now: Date): Credential {
  const token = decodeCbor(signed.payload);
  if (!(token instanceof Map)) throw new CredentialError('unreadable');
  const issued: unknown = token.get(claims.issued);
  const expires: unknown = token.get(claims.expires);
  if (typeof issued !== 'number' || typeof expires !== 'number') {
    throw new CredentialError('unreadable');
  }
  checkValidity({ from: issued, until: expires }, now);
  checkValidity({ from: inSeconds(key.notBefore), until: inSeconds(key.notAfter) }, now);
  const all: unknown = token.get(claims.certificates);
  const certificate = plain(all instanceof Map ? all.get(claims.first) : undefined);
  const kind = kindOf(certificate);
  if (key.purposes && !key.purposes.includes(kind)) throw new CredentialError('wrong_purpose');
  if (kind !== 'vaccination') throw new CredentialError(`is_${kind}`);
  if (!Value.Check(Certificate, certificate)) throw new CredentialError('unreadable');
  // The issuer claim may name an authority or a group of countries, so the signing key decides who the issuer is.
  const issuer: unknown = token.get(claims.issuer);
  return toCredential(certificate, typeof issuer === 'string' ? [issuer] : [], signed);
}

const eventsOf = { vaccination: 'v', test: 't', recovery: 'r' } as const satisfies Record<
  Purpose,
  string
>;

/**
 * Returns the kind of the certificate's event, whatever else is missing. It may contain one event; before release 1.3.0
 * of the schema, it could contain several of one kind.
 *
 * @throws {CredentialError} `several_events`, `no_vaccination` or `unreadable`
 */
function kindOf(certificate: unknown): Purpose {
  if (typeof certificate !== 'object' || certificate === null) {
    throw new CredentialError('unreadable');
  }
  const { ver, ...groups } = certificate as Record<string, unknown>;
  const events = (kind: Purpose) => {
    const group = groups[eventsOf[kind]];
    return Array.isArray(group) ? group.length : 0;
  };
  const [kind, ...others] = (Object.keys(eventsOf) as Purpose[]).filter((one) => events(one) > 0);
  if (!kind) throw new CredentialError('no_vaccination');
  const mayHoldMore = typeof ver === 'string' && /^1\.[0-2]\./.test(ver);
  if (others.length > 0 || (events(kind) > 1 && !mayHoldMore)) {
    throw new CredentialError('several_events');
  }
  return kind;
}

function toCredential(
  { nam, dob, v }: Certificate,
  issuers: readonly string[],
  { signature, algorithm }: Sign1,
): Credential {
  const countries = new Set([...issuers, ...v.flatMap(({ co }) => co ?? [])]);
  const identifiers = certificateMarks({
    identifiers: v.flatMap(({ ci }) => ci ?? []),
    countries: [...countries],
    signature,
    algorithm,
  });
  return {
    names: [nameOf(nam.fn, nam.gn), nameOf(nam.fnt, nam.gnt)].filter((name) => name !== null),
    birthDate: birthDateOf(dob ?? ''),
    doses: v.map(({ mp, dn, sd = 0, dt }) => ({
      vaccine: mp,
      date: dt.slice(0, 10),
      counts: Math.max(1, dn),
      completesSeries: sd > 0 ? dn >= sd : null,
    })),
    marks: { kind: 'dcc', kid: '', identifiers, issuedAt: 0 },
  };
}

/** Returns the known part: an unknown month or day is left out, or written as 00. */
function birthDateOf(date: string): string | null {
  if (date === '') return null;
  const [known] = /^\d{4}(?:-(?!00)\d\d(?:-(?!00)\d\d)?)?/.exec(date) ?? [];
  if (known === undefined) throw new CredentialError('unreadable');
  return known;
}

/** In the standardised form, `<` replaces a space, a hyphen or an apostrophe (ICAO 9303). */
function nameOf(fn?: string | null, gn?: string | null): PersonName | null {
  const [family, given] = [fn ?? '', gn ?? ''];
  if (family === '' && given === '') return null;
  return { family: family.replaceAll('<', ' '), given: given.replaceAll('<', ' ') };
}

/** Converts maps with text keys to objects; drops other maps, and tags. */
function plain(value: unknown): unknown {
  if (value instanceof Tagged) return plain(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  const entries = [...(value as Map<unknown, unknown>)];
  return Object.fromEntries(
    entries.flatMap(([key, item]) => (typeof key === 'string' ? [[key, plain(item)]] : [])),
  );
}

function inSeconds(date: Date | null): number | null {
  return date && date.getTime() / 1000;
}
