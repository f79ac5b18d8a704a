import { setImmediate as otherEvents } from 'node:timers/promises';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { IssuerError } from './issuer-error.ts';
import { readCardList } from '../revocation/read-lists.ts';
import type { Issuer, Revocations } from '../trust.ts';
import { isUsable, readCertificates, readKeySet } from './read-keys.ts';

const optional = Type.Optional;

/** The key set of one issuer of health cards, with the address that its cards name. */
const OneIssuer = Type.Object({ issuer: Type.String(), jwks: Type.Unknown() });

/** A directory of health card issuers with their keys, in the VCI's format. */
const CardDirectory = Type.Object({
  time: optional(Type.Unknown()),
  issuerInfo: Type.Array(
    Type.Object({
      issuer: Type.Object({ iss: Type.String() }),
      keys: Type.Array(Type.Record(Type.String(), Type.Unknown())),
      crls: optional(Type.Union([Type.Array(Type.Unknown()), Type.Null()])),
    }),
  ),
});

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

export interface Directory {
  /** The directory's own time, in ISO 8601; null when it has none. */
  listedAt: string | null;
  issuers: Issuer[];
  /** Unusable issuers in the file, with the reason. */
  leftOut: { issuer: string; why: string }[];
  /** Number of unusable certificates of otherwise usable issuers. */
  skipped: { issuer: string; certificates: number }[];
  /** Unusable keys and lists of revoked cards of otherwise usable issuers. */
  unused: { issuer: string; why: string }[];
}

/** Reads one issuer, or a directory of many. An unusable issuer of a directory excludes only itself. @throws {IssuerError} */
export async function readDirectory(text: string): Promise<Directory> {
  const directory = parse(text);
  if (Value.Check(OneIssuer, directory)) {
    const { issuer: iss, jwks } = directory;
    const { unused, ...issuer } = await readKeySet(iss, jwks);
    const whys = unused.map(({ kid, why }) => ({ issuer: iss, why: ofKey(kid, why) }));
    return { ...nothing(), issuers: [issuer], unused: whys };
  }
  if (Value.Check(CardDirectory, directory)) {
    const unused: Directory['unused'] = [];
    const found = await collect(
      directory.issuerInfo.map(({ issuer: { iss }, keys, crls }) => ({
        issuer: iss,
        read: async () => {
          const { unused: others, ...issuer } = await readKeySet(iss, { keys });
          for (const { kid, why } of others) unused.push({ issuer: iss, why: ofKey(kid, why) });
          return { ...issuer, revocations: readCardLists(iss, crls ?? [], unused) };
        },
      })),
    );
    return { ...found, listedAt: timeOf(directory.time), unused };
  }
  if (Value.Check(TrustList, directory)) {
    return readCountries(byCountry(directory));
  }
  throw new IssuerError(
    'file_of_another_format',
    'The file has none of the formats that are read: an issuer of health cards ({"issuer": "https://…", "jwks": {"keys": [...]}}), a directory of them ({"issuerInfo": [...]}), or a trust list of countries ({"certificates": [...]}).',
  );
}

/** Reads an issuer's lists. An unusable list excludes neither the other lists nor the keys. */
function readCardLists(
  issuer: string,
  lists: readonly unknown[],
  unused: Directory['unused'],
): Revocations[] {
  return lists.flatMap((list) => {
    try {
      const read = readCardList(list);
      if (read.skipped > 0) unused.push({ issuer, why: skippedEntries(read) });
      return [read];
    } catch (error) {
      if (!(error instanceof IssuerError)) throw error;
      unused.push({ issuer, why: error.message });
      return [];
    }
  });
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
  const countries = [...byCountry].map(([issuer, files]) => {
    const usable = files.filter(isUsable);
    // With no usable certificate, the first one's fault is reported for the country.
    const read = async () => readCertificates(issuer, usable.length > 0 ? usable : files);
    return { issuer, read, certificates: files.length - usable.length };
  });
  const found = await collect(countries);
  const isRead = new Set(found.issuers.map(({ issuer }) => issuer));
  const skipped = countries
    .filter(({ issuer, certificates }) => certificates > 0 && isRead.has(issuer))
    .map(({ issuer, certificates }) => ({ issuer, certificates }));
  return { ...found, skipped };
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
      found.leftOut.push({ issuer, why: error.message });
    }
  }
  return found;
}

function nothing(): Directory {
  return { listedAt: null, issuers: [], leftOut: [], skipped: [], unused: [] };
}

function byCountry({ certificates }: Static<typeof TrustList>): Map<string, Buffer[]> {
  const countries = new Map<string, Buffer[]>();
  for (const { certificateType = 'DSC', country, rawData } of certificates) {
    if (certificateType !== 'DSC') continue;
    const files = countries.get(country) ?? [];
    countries.set(country, [...files, Buffer.from(rawData, 'base64')]);
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
