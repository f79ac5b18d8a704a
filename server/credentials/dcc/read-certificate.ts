import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { TrustedKey } from '../../store/tables/credential-issuers.ts';
import {
  CredentialFault,
  type Credential,
  type PersonName,
  inflateLimited,
  checkValidity,
} from '../credential.ts';
import { decodeBase45, decodeCbor, readSign1 } from './cose.ts';

/** A certificate as a code has at most some hundred characters. */
const maxCharacters = 8 * 1024;
export const certificatePrefix = 'HC1:';

/** Claims of the token, and of the certificate within it. */
const claims = { issuer: 1, expires: 4, issued: 6, certificates: -260, first: 1 } as const;

const optional = Type.Optional;
const Certificate = Type.Object({
  nam: Type.Object({
    fn: optional(Type.String()),
    gn: optional(Type.String()),
    fnt: optional(Type.String()),
    gnt: optional(Type.String()),
  }),
  dob: Type.String({ pattern: '^(\\d{4}(-\\d\\d(-\\d\\d)?)?)?' }),
  v: Type.Array(
    Type.Object({
      mp: Type.String(),
      dn: Type.Integer({ minimum: 1 }),
      dt: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d' }),
    }),
    { minItems: 1, maxItems: 20 },
  ),
});

/**
 * Reads an EU Digital COVID Certificate of a vaccination. Nothing of it is believed before its
 * signature was found to be that of a key which is trusted; unpacked it must be, for the signature is
 * inside.
 *
 * @param text from `HC1:` on
 * @throws {CredentialFault}
 */
export async function readCertificate(
  text: string,
  findKeys: (kid: string) => Promise<readonly TrustedKey[]>,
  now: Date,
): Promise<Credential> {
  if (text.length > maxCharacters) throw new CredentialFault('too_large');
  const packed = decodeBase45(text.slice(certificatePrefix.length));
  if (!packed) throw new CredentialFault('unreadable');
  const isPacked = packed[0] === 0x78;
  const signed = readSign1(isPacked ? await inflateLimited(packed, 'zlib') : packed);
  const keys = await findKeys(signed.kid);
  if (keys.length === 0) throw new CredentialFault('unknown_issuer');
  const key = keys.find((one) => signed.isSignedBy(one));
  if (!key) {
    const isOther = keys.every(({ algorithm }) => algorithm !== signed.algorithm);
    throw new CredentialFault(isOther ? 'wrong_algorithm' : 'tampered');
  }
  return readPayload(signed.payload, key, now);
}

function readPayload(payload: Uint8Array, key: TrustedKey, now: Date): Credential {
  const token = decodeCbor(payload);
  if (!(token instanceof Map)) throw new CredentialFault('unreadable');
  const issued: unknown = token.get(claims.issued);
  const expires: unknown = token.get(claims.expires);
  if (typeof issued !== 'number' || typeof expires !== 'number') {
    throw new CredentialFault('unreadable');
  }
  const country: unknown = token.get(claims.issuer);
  if (country !== undefined && country !== key.issuer) throw new CredentialFault('unknown_issuer');
  checkValidity({ from: issued, until: expires }, now);
  checkValidity({ from: inSeconds(key.notBefore), until: inSeconds(key.notAfter) }, now);
  const all: unknown = token.get(claims.certificates);
  return toCredential(plain(all instanceof Map ? all.get(claims.first) : undefined));
}

function toCredential(certificate: unknown): Credential {
  if (!Value.Check(Certificate, certificate)) throw new CredentialFault('unreadable');
  const { nam, dob, v } = certificate;
  return {
    names: [nameOf(nam.fn, nam.gn), nameOf(nam.fnt, nam.gnt)].filter((name) => name !== null),
    birthDate: dob.slice(0, 10) || null,
    doses: v.map(({ mp, dn, dt }) => ({ vaccine: mp, date: dt.slice(0, 10), counts: dn })),
  };
}

/** In the standardised form, `<` stands for a space, a hyphen or an apostrophe (ICAO 9303). */
function nameOf(family = '', given = ''): PersonName | null {
  if (family === '' && given === '') return null;
  return { family: family.replaceAll('<', ' '), given: given.replaceAll('<', ' ') };
}

/** Maps with texts for keys, as objects; others are dropped. */
function plain(value: unknown): unknown {
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
