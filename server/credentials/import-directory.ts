import type { Issuer } from '../../packages/health-pass/index.ts';
import { OperatorError } from '../platform/operator-error.ts';
import type { Db } from '../store/schema.ts';
import {
  listCredentialDirectories,
  type CredentialDirectory,
  type RevocationList,
} from './credential-rows.ts';
import { trustIssuers } from './trust-issuers.ts';

/** In days. Issuers may revoke keys and cards at any time, which an older directory may not contain. */
const maxAgeDays = 30;

interface DirectoryFacts {
  source: string;
  listedAt: string | null;
  /** See `checkSignature`; null when the signature was not checked. */
  signedBy: string | null;
  /** Accepts a directory that is older than the last one. */
  mayBeOlder: boolean;
}

/**
 * Trusts the issuers of a directory, and imports its lists of revoked cards.
 *
 * @returns the keys whose list of revoked cards is older than the stored one
 * @throws {OperatorError} when a newer directory of that source was already imported
 */
export async function importDirectory(
  db: Db,
  issuers: readonly Issuer[],
  { source, listedAt, signedBy, mayBeOlder }: DirectoryFacts,
  actor: string,
): Promise<string[]> {
  const present = (await listCredentialDirectories(db)).find((one) => one.source === source);
  const listed = present?.listedAt ?? null;
  if (!mayBeOlder && listed !== null && listedAt !== null && listedAt < listed) {
    throw new OperatorError(
      `The directory is of ${listedAt.slice(0, 10)}, and one of ${listed.slice(0, 10)} was imported before: what was taken back since would count again. Download it again, or say --older.`,
    );
  }
  return trustIssuers(db, issuers, actor, {
    source,
    listedAt,
    importedAt: new Date(),
    issuers: issuers.length,
    signedBy,
  });
}

/** Whether a directory is so old that it must be imported again. */
export function isOldDirectory(
  { listedAt, importedAt }: Pick<CredentialDirectory, 'listedAt' | 'importedAt'>,
  now: Date,
): boolean {
  return isOld(listedAt === null ? importedAt : new Date(listedAt), now);
}

/** The same for a revocation list. */
export function isOldList({ importedAt }: Pick<RevocationList, 'importedAt'>, now: Date): boolean {
  return isOld(importedAt, now);
}

function isOld(time: Date, now: Date): boolean {
  return now.getTime() - time.getTime() > maxAgeDays * 86_400_000;
}
