import type { Db } from '../../store/schema.ts';
import {
  listCredentialDirectories,
  type CredentialDirectory,
} from '../../store/tables/credential-issuers.ts';
import type { RevocationList } from '../../store/tables/revocations.ts';
import { IssuerError } from './issuer-error.ts';
import { trustIssuers, type Issuer } from './trust.ts';

/** Issuers take keys and cards back at any time; what is older than this many days may not know. */
const maxAgeDays = 30;

interface DirectoryFacts {
  source: string;
  listedAt: string | null;
  /** See `checkSignature`; null when it was not checked. */
  signedBy: string | null;
  /** An older one than was imported before is taken all the same. */
  mayBeOlder: boolean;
}

/**
 * Trusts issuers as a directory has them, and takes over its lists of revoked cards.
 *
 * @returns the keys whose list of revoked cards is older than the one that is here
 * @throws {IssuerError} when a newer directory of that source was imported before
 */
export async function importDirectory(
  db: Db,
  issuers: readonly Issuer[],
  { source, listedAt, signedBy, mayBeOlder }: DirectoryFacts,
  actor: string,
): Promise<string[]> {
  const present = (await listCredentialDirectories(db)).find((one) => one.source === source);
  const listed = present?.listed_at ?? null;
  if (!mayBeOlder && listed !== null && listedAt !== null && listedAt < listed) {
    throw new IssuerError(
      `The directory is of ${listedAt.slice(0, 10)}, and one of ${listed.slice(0, 10)} was imported before: what was taken back since would count again. Download it anew, or say --older.`,
    );
  }
  return trustIssuers(db, issuers, actor, {
    source,
    listed_at: listedAt,
    imported_at: new Date().toISOString(),
    issuers: issuers.length,
    signed_by: signedBy,
  });
}

/** Whether a directory is so old that it has to be imported anew. */
export function isOldDirectory(
  { listed_at, imported_at }: Pick<CredentialDirectory, 'listed_at' | 'imported_at'>,
  now: Date,
): boolean {
  return isOld(listed_at ?? imported_at, now);
}

/** The same of a list of what was taken back. */
export function isOldList(
  { imported_at }: Pick<RevocationList, 'imported_at'>,
  now: Date,
): boolean {
  return isOld(imported_at, now);
}

function isOld(time: string, now: Date): boolean {
  return now.getTime() - Date.parse(time) > maxAgeDays * 86_400_000;
}
