import { deflateRawSync } from 'node:zlib';
import { CompactSign } from 'jose';
import type { SigningIssuer } from './make-issuer.ts';

export interface CardContent {
  family?: string;
  given?: string[];
  birthDate?: string;
  /** CVX code and date. */
  doses?: readonly (readonly [string, string])[];
  nbf?: number;
  exp?: number;
  iss?: string;
  /** Instead of what a bundle is made of. */
  entry?: unknown[];
  /** Added to the payload. */
  more?: Record<string, unknown>;
}

export const seconds = (date: Date | string) => new Date(date).getTime() / 1000;

/** The date so many days ago, in UTC. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** The claims of a card, before they are packed and signed. */
export function claimsOf(
  issuer: SigningIssuer,
  content: CardContent = {},
): Record<string, unknown> {
  const { family = 'Example', given = ['Ada'], birthDate = '1985-12-10' } = content;
  const { doses = [['208', daysAgo(60)]], nbf = seconds(new Date()) - 3600, exp, more } = content;
  const entry = content.entry ?? [
    {
      fullUrl: 'resource:0',
      resource: { resourceType: 'Patient', name: [{ family, given }], birthDate },
    },
    ...doses.map(([code, date], i) => ({
      fullUrl: `resource:${i + 1}`,
      resource: {
        resourceType: 'Immunization',
        status: 'completed',
        vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code }] },
        patient: { reference: 'resource:0' },
        occurrenceDateTime: date,
      },
    })),
  ];
  return {
    iss: content.iss ?? issuer.iss,
    nbf,
    ...(exp !== undefined && { exp }),
    vc: {
      type: ['https://smarthealth.cards#health-card', 'https://smarthealth.cards#immunization'],
      credentialSubject: {
        fhirVersion: '4.0.1',
        fhirBundle: { resourceType: 'Bundle', type: 'collection', entry },
      },
    },
    ...more,
  };
}

export interface Packing {
  header?: Record<string, unknown>;
  /** Instead of the packed claims. */
  payload?: Uint8Array;
}

/** A card as a wallet holds it: packed, signed, as a compact JWS. */
export async function makeCard(
  issuer: SigningIssuer,
  content: CardContent = {},
  { header = {}, payload }: Packing = {},
): Promise<string> {
  const packed = payload ?? deflateRawSync(JSON.stringify(claimsOf(issuer, content)));
  return new CompactSign(packed)
    .setProtectedHeader({ alg: 'ES256', zip: 'DEF', kid: issuer.kid, ...header })
    .sign(issuer.key);
}

/** A card as codes show it; in one, or in so many parts. */
export function asCodes(jws: string, parts = 1): string[] {
  const length = Math.ceil(jws.length / parts);
  return Array.from({ length: parts }, (_, i) => {
    const digits = [...jws.slice(i * length, (i + 1) * length)]
      .map((character) => String(character.charCodeAt(0) - 45).padStart(2, '0'))
      .join('');
    return parts === 1 ? `shc:/${digits}` : `shc:/${i + 1}/${parts}/${digits}`;
  });
}
