import { setImmediate as otherEvents } from 'node:timers/promises';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { IssuerError, type IssuerErrorCode } from './issuer-error.ts';
import { entriesPerTurn, readCardList } from '../revocation/read-lists.ts';
import type { Issuer, Revocations, SigningKey } from '../trust.ts';
import { certificatesPerTurn, countryWith, readKeySet, signingKey } from './read-keys.ts';

const optional = Type.Optional;

/** The key set of one issuer of health cards, with the address that its cards name. */
const oneIssuer = Compile(Type.Object({ issuer: Type.String(), jwks: Type.Unknown() }));

/** A directory of health card issuers with their keys, in the VCI's format. */
const cardDirectory = Compile(
  Type.Object({
    time: optional(Type.Unknown()),
    issuerInfo: Type.Array(
      Type.Object({
        issuer: Type.Object({ iss: Type.String() }),
        keys: Type.Array(Type.Record(Type.String(), Type.Unknown())),
        crls: optional(Type.Union([Type.Array(Type.Unknown()), Type.Null()])),
      }),
    ),
  }),
);

/** A trust list with countries' certificates, as health authorities publish it. */
const TrustList = Type.Object({
  certificates: Type.Array(
    Type.Object({
      certificateType: optional(Type.String()),
      country: Type.String(),
      rawData: Type.String(),
    }),
  ),
});
const trustList = Compile(TrustList);

export interface Directory {
  /** The directory's own time, in ISO 8601; null when it has none. */
  listedAt: string | null;
  issuers: Issuer[];
  /** All lists of revoked cards in it. Apart from the issuers, so that the reader can take long ones in parts. */
  revocations: Revocations[];
  /** Unusable issuers in the file, with the reason. With `list_unusable`, no other file makes them usable. */
  leftOut: { issuer: string; code: IssuerErrorCode; why: string }[];
  /** Number of unusable certificates of otherwise usable issuers. */
  skipped: { issuer: string; certificates: number }[];
  /** Unusable keys, and entries of lists of revoked cards, of otherwise usable issuers. */
  unused: { issuer: string; why: string }[];
}

/** Reads one issuer, or a directory of many. An unusable issuer of a directory excludes only itself. @throws {IssuerError} */
export async function readDirectory(text: string): Promise<Directory> {
  const directory = parse(text);
  if (oneIssuer.Check(directory)) {
    const { issuer: iss, jwks } = directory;
    const { unused, ...issuer } = await readKeySet(iss, jwks);
    const whys = unused.map(({ kid, why }) => ({ issuer: iss, why: ofKey(kid, why) }));
    return { ...nothing(), issuers: [issuer], unused: whys };
  }
  if (cardDirectory.Check(directory)) {
    const unused: Directory['unused'] = [];
    const revocations: Revocations[] = [];
    const found = await collect(
      directory.issuerInfo.map(({ issuer: { iss }, keys, crls }) => ({
        issuer: iss,
        read: async () => {
          // Another file may have usable keys of this issuer, so its lists count even without any here.
          for (const list of crls ?? []) {
            const read = await readCardList(list);
            if (read.skipped > 0) unused.push({ issuer: iss, why: skippedEntries(read) });
            revocations.push(read);
          }
          const { unused: others, ...issuer } = await readKeySet(iss, { keys });
          for (const { kid, why } of others) unused.push({ issuer: iss, why: ofKey(kid, why) });
          return issuer;
        },
      })),
    );
    return { ...found, listedAt: timeOf(directory.time), revocations, unused };
  }
  if (trustList.Check(directory)) {
    return readCountries(await byCountry(directory));
  }
  throw new IssuerError(
    'file_of_another_format',
    'The file has none of the formats that are read: an issuer of health cards ({"issuer": "https://…", "jwks": {"keys": [...]}}), a directory of them ({"issuerInfo": [...]}), or a trust list of countries ({"certificates": [...]}).',
  );
}

/** The warning about list entries that name no card. */
function skippedEntries({ kid, skipped }: Revocations): string {
  return `${skipped} entries of its list of revoked cards are no identifiers of cards (key ${kid}).`;
}

/** The warning about an unused key. */
function ofKey(kid: string, why: string): string {
  return `Its key ${kid === '' ? 'without a name' : kid} is not used. ${why}`;
}

function timeOf(time: unknown): string | null {
  const at = typeof time === 'string' || typeof time === 'number' ? new Date(time) : null;
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : null;
}

/** Reads the countries' certificates. An unusable certificate excludes no other one of its country. */
async function readCountries(byCountry: ReadonlyMap<string, Buffer[]>): Promise<Directory> {
  const skipped: Directory['skipped'] = [];
  const countries = [...byCountry].map(([issuer, certificates]) => ({
    issuer,
    read: async () => {
      const { keys, faults } = await usableKeys(certificates);
      // With no usable certificate, the first one's fault is reported for the country.
      if (keys.length === 0 && faults[0]) throw faults[0];
      const country = countryWith(issuer, keys);
      if (faults.length > 0) skipped.push({ issuer, certificates: faults.length });
      return country;
    },
  }));
  return { ...(await collect(countries)), skipped };
}

async function usableKeys(
  certificates: readonly Buffer[],
): Promise<{ keys: SigningKey[]; faults: IssuerError[] }> {
  const keys: SigningKey[] = [];
  const faults: IssuerError[] = [];
  for (const [index, certificate] of certificates.entries()) {
    if (index % certificatesPerTurn === 0) await otherEvents();
    try {
      keys.push(signingKey(certificate));
    } catch (error) {
      if (!(error instanceof IssuerError)) throw error;
      faults.push(error);
    }
  }
  return { keys, faults };
}

async function collect(
  entries: readonly { issuer: string; read: () => Promise<Issuer> }[],
): Promise<Directory> {
  const found = nothing();
  for (const { issuer, read } of entries) {
    await otherEvents();
    try {
      found.issuers.push(await read());
    } catch (error) {
      if (!(error instanceof IssuerError)) throw error;
      found.leftOut.push({ issuer, code: error.code, why: error.message });
    }
  }
  return found;
}

function nothing(): Directory {
  return {
    ...{ listedAt: null, issuers: [], revocations: [] },
    ...{ leftOut: [], skipped: [], unused: [] },
  };
}

async function byCountry({
  certificates,
}: Static<typeof TrustList>): Promise<Map<string, Buffer[]>> {
  const countries = new Map<string, Buffer[]>();
  for (const [index, one] of certificates.entries()) {
    if (index % entriesPerTurn === 0) await otherEvents();
    const { certificateType = 'DSC', country, rawData } = one;
    if (certificateType !== 'DSC') continue;
    const files = countries.get(country) ?? [];
    files.push(Buffer.from(rawData, 'base64'));
    countries.set(country, files);
  }
  return countries;
}

function parse(text: string): unknown {
  try {
    // Some lists have their signature on a line before the JSON.
    return JSON.parse(text.slice(Math.max(0, text.indexOf('{'))));
  } catch {
    throw new IssuerError('file_of_another_format', 'The file is no JSON.');
  }
}
