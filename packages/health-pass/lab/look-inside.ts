import { inflateRawSync, inflateSync } from 'node:zlib';
import { decodeBase45, decodeCbor, readSign1 } from '../dcc/cose.ts';

/** The contents of a pass with any signature: the holder, and the facts for a policy. */
export interface Inside {
  kind: 'vaccination' | 'test' | 'recovery' | 'several' | 'other' | 'unreadable';
  family: string;
  given: string;
  /** Down to the day; null where the pass has less. */
  birthDate: string | null;
  vaccines: readonly string[];
  issuer: string;
  issuedAt: Date | null;
  /** The id by which a card is revoked. */
  rid: string | null;
}

const nothing: Inside = {
  kind: 'unreadable',
  family: '',
  given: '',
  birthDate: null,
  vaccines: [],
  issuer: '',
  issuedAt: null,
  rid: null,
};

type Json = Record<string, unknown>;

/** @param text an EU certificate, with its prefix of four characters */
export function insideCertificate(text: string): Inside {
  try {
    const packed = decodeBase45(text.slice(4)) ?? Buffer.alloc(0);
    const token = decodeCbor(readSign1(unpack(packed)).payload) as Map<number, unknown>;
    const container = token.get(-260) as Map<number, unknown>;
    const [issuer, issuedAt] = [token.get(1), token.get(6)];
    return {
      ...ofCertificate(asJson(container.get(1)) as Json),
      issuer: typeof issuer === 'string' ? issuer : '',
      issuedAt: typeof issuedAt === 'number' ? new Date(issuedAt * 1000) : null,
    };
  } catch {
    return nothing;
  }
}

function unpack(bytes: Buffer): Buffer {
  try {
    return inflateSync(bytes);
  } catch {
    return bytes;
  }
}

function asJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJson);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...(value as Map<string, unknown>)].map(([k, v]) => [k, asJson(v)]));
}

export function ofCertificate(certificate: Json): Inside {
  const { nam, dob, v, t, r } = certificate as Record<string, Json[] | undefined> & {
    nam?: Record<string, string>;
    dob?: string;
  };
  const kinds = [v, t, r].filter((events) => (events?.length ?? 0) > 0).length;
  const single = v?.length ? 'vaccination' : t?.length ? 'test' : r?.length ? 'recovery' : 'other';
  return {
    kind: kinds > 1 ? 'several' : single,
    family: nam?.['fn'] ?? nam?.['fnt'] ?? '',
    given: nam?.['gn'] ?? nam?.['gnt'] ?? '',
    birthDate: dayOf(dob),
    vaccines: (v ?? []).map(({ mp }) => String(mp)),
    issuer: '',
    issuedAt: null,
    rid: null,
  };
}

function dayOf(text: string | undefined): string | null {
  const day = text?.slice(0, 10) ?? '';
  return Number.isNaN(Date.parse(day)) || day.length < 10 ? null : day;
}

/** @param jws a SMART Health Card */
export function insideCard(jws: string): Inside {
  try {
    const packed = Buffer.from(jws.split('.')[1] ?? '', 'base64url');
    const { iss, nbf, vc } = JSON.parse(inflateRawSync(packed).toString('utf8')) as {
      iss: string;
      nbf: number;
      vc: {
        rid?: string;
        credentialSubject: { fhirBundle: { entry: { resource: Json }[] } };
      };
    };
    const resources = vc.credentialSubject.fhirBundle.entry.map(({ resource }) => resource);
    return {
      ...ofBundle(resources),
      issuer: iss,
      issuedAt: new Date(nbf * 1000),
      rid: vc.rid ?? null,
    };
  } catch {
    return nothing;
  }
}

interface Patient {
  name?: { family?: string; given?: string[]; text?: string }[];
  birthDate?: string;
}
interface Immunization {
  vaccineCode?: { coding?: { code?: string }[] };
}

function ofBundle(resources: readonly Json[]): Inside {
  const of = (type: string) => resources.filter(({ resourceType }) => resourceType === type);
  const patient: Patient | undefined = of('Patient')[0];
  const [name] = patient?.name ?? [];
  const immunizations: Immunization[] = of('Immunization');
  const tests = of('Observation').length + of('DiagnosticReport').length;
  const isVaccination = patient !== undefined && immunizations.length > 0;
  return {
    kind: isVaccination ? 'vaccination' : tests > 0 ? 'test' : 'other',
    family: name?.family ?? '',
    given: name?.given?.join(' ') ?? name?.text ?? '',
    birthDate: dayOf(patient?.birthDate),
    vaccines: immunizations.flatMap(({ vaccineCode }) =>
      (vaccineCode?.coding ?? []).flatMap(({ code }) => code ?? []),
    ),
    issuer: '',
    issuedAt: null,
    rid: null,
  };
}
