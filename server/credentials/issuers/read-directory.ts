import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { IssuerError } from './issuer-error.ts';
import type { Issuer } from './trust.ts';
import { isUsable, readCertificates, readKeySet } from './read-keys.ts';

const optional = Type.Optional;

/** A directory of issuers of health cards with their keys, as the VCI publishes it. */
const CardDirectory = Type.Object({
  issuerInfo: Type.Array(
    Type.Object({
      issuer: Type.Object({ iss: Type.String(), name: optional(Type.String()) }),
      keys: Type.Array(Type.Record(Type.String(), Type.Unknown())),
    }),
  ),
});

/** A trust list of the certificates of countries, as health authorities publish it. */
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
  issuers: Issuer[];
  /** What is in the file and cannot be used, with the reason. */
  leftOut: { issuer: string; why: string }[];
  /** How many certificates of those who can be used otherwise cannot. */
  skipped: { issuer: string; certificates: number }[];
}

/** Reads a directory of many issuers; one that cannot be used keeps out none but itself. @throws {IssuerError} */
export async function readDirectory(text: string): Promise<Directory> {
  const directory = parse(text);
  if (Value.Check(CardDirectory, directory)) {
    return collect(
      directory.issuerInfo.map(({ issuer: { iss, name = null }, keys }) => ({
        issuer: iss,
        read: () => readKeySet(iss, name, { keys }),
      })),
    );
  }
  if (Value.Check(TrustList, directory)) {
    return readCountries(byCountry(directory));
  }
  throw new IssuerError(
    'The file is no directory that is known here: neither one of health cards ({"issuerInfo": [...]}) nor a trust list ({"certificates": [...]}).',
  );
}

/** A certificate that cannot be used keeps out none of its country's others. */
async function readCountries(byCountry: ReadonlyMap<string, Buffer[]>): Promise<Directory> {
  const countries = [...byCountry].map(([issuer, files]) => {
    const usable = files.filter(isUsable);
    // With none left, what is wrong with the first is said of the country.
    const read = async () => readCertificates(issuer, null, usable.length > 0 ? usable : files);
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
  const found: Directory = { issuers: [], leftOut: [], skipped: [] };
  for (const { issuer, read } of entries) {
    try {
      found.issuers.push(await read());
    } catch (error) {
      if (!(error instanceof IssuerError)) throw error;
      found.leftOut.push({ issuer, why: error.message });
    }
  }
  return found;
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
    // Some lists have their signature on a line before.
    return JSON.parse(text.slice(Math.max(0, text.indexOf('{'))));
  } catch {
    throw new IssuerError('The file is no JSON.');
  }
}
