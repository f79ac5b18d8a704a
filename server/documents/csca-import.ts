import { createHash } from 'node:crypto';
import {
  type PassportError,
  readRevocationList,
  readTrustFile,
  trustIn,
  TrustFileError,
  type TrustFile,
  type TrustStore,
} from '#passport';
import { recordEvent } from '../audit/record.ts';
import { RefusalError } from '../platform/operator-error.ts';
import { oneLine } from '#base/text';
import type { Db } from '../store/schema.ts';
import { findCscaList, putCscaList, type CscaListRow } from '../store/tables/csca-lists.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import { cscaListsInForce, sealedText } from './csca-lists.ts';

export interface CscaImport {
  content: Buffer;
  /** The fingerprint that the publisher gave to the operator; null without one. */
  authority: string | null;
  /** Accepts a list whose signer has expired, and revocations whose successor is due. */
  mayBeExpired: boolean;
}

/**
 * Puts a master list, a link certificate or a revocation list in force. Its signature must be valid. The operator must
 * name the authority behind a master list, unless it is the replaced list's. An authority that is already trusted must
 * have signed the other files.
 *
 * @throws {RefusalError} `unusable_list`, `unknown_authority`, `list_expired`, `older_list`
 */
export async function importCscaList(
  db: Db,
  cipher: TemplateCipher,
  { content, authority, mayBeExpired }: CscaImport,
  actor: string,
): Promise<CscaListRow> {
  const now = new Date();
  const { lists } = await cscaListsInForce(db, cipher);
  // Leaves out revocations, so that altered ones can be replaced.
  const trust = trustIn(
    lists.filter(({ kind }) => kind !== 'revocations'),
    now,
  );
  const file = readFile(content, trust, now);
  if (file.kind === 'revocations') await refuseOlder(db, file);
  if (file.kind === 'list') await checkAuthority(db, file, authority);
  if (file.kind !== 'link' && now > file.signerUntil && !mayBeExpired) {
    const day = file.signerUntil.toISOString().slice(0, 10);
    throw new RefusalError('list_expired', `${expiry[file.kind]} ${day}. ${newer}`);
  }
  return storeTrustFile(db, cipher, file, actor);
}

type FileFacts = Pick<
  CscaListRow,
  'publisher' | 'kind' | 'content' | 'authority' | 'authorities' | 'signerUntil'
>;

/** Seals and stores a checked file, which replaces the publisher's earlier one. */
export async function storeTrustFile(
  db: Db,
  cipher: TemplateCipher,
  { publisher, kind, content, authority, authorities, signerUntil }: FileFacts,
  actor: string,
): Promise<CscaListRow> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const facts = { sha256, authority };
  const seal = cipher.sealSecret(sealedText(facts), { publisher });
  const row: CscaListRow = {
    ...{ publisher, kind, content, ...facts },
    ...{ authorities, signerUntil, importedAt: new Date(), seal },
  };
  await db.transaction().execute(async (transaction) => {
    await putCscaList(transaction, row);
    const details = { kind, authorities, sha256: row.sha256 };
    const action = 'csca_list_imported';
    await recordEvent(transaction, { action, actor, subject: publisher, details });
  });
  return row;
}

const expiry = {
  list: 'The certificate that signed the list expired on',
  revocations: 'The authority meant to publish newer revocations by',
};
const newer = 'Download a newer list, or say --expired.';

/** @throws {RefusalError} `unusable_list`, `unknown_authority` */
function readFile(content: Buffer, trust: TrustStore, now: Date): TrustFile {
  try {
    return readTrustFile(content, trust, now);
  } catch (error) {
    throw error instanceof TrustFileError ? refusalOf(error) : error;
  }
}

function refusalOf({ code, subject, reason }: TrustFileError): RefusalError {
  const name = oneLine(subject ?? '', 200);
  switch (code) {
    case 'link_untrusted':
      return new RefusalError(
        'unknown_authority',
        `No trusted authority of the same state signed the certificate of "${name}". Import the master list (.ml) that a state or ICAO publishes.`,
      );
    case 'revocations_untrusted':
      return new RefusalError(
        'unknown_authority',
        `No trusted authority signed the revocations of "${name}". Import the master list that has it first.`,
      );
    case 'country_missing':
      return new RefusalError('unusable_list', 'The authority behind the file names no country.');
    case 'list_unusable': {
      const known = reason && reasons[reason];
      const text = known ?? 'The file is no master list (.ml) of a state or of ICAO.';
      return new RefusalError('unusable_list', `${text} Nothing was changed.`, { reason });
    }
  }
}

const reasons: Partial<Record<PassportError['code'], string>> = {
  signature_invalid: 'The signature of the list is wrong: the file was altered or damaged.',
  signer_invalid: 'The list is not signed by somebody who may sign master lists.',
  unsupported_algorithm: 'The list is signed in a way that Vestibule does not know.',
  too_large: 'The list is larger than any that is published.',
};

/** Older revocations would let in people whom newer ones hold. */
async function refuseOlder(
  db: Db,
  { publisher, issuedAt = new Date(0) }: TrustFile,
): Promise<void> {
  const present = await findCscaList(db, publisher);
  if (!present || readRevocationList(present.content).issuedAt <= issuedAt) return;
  throw new RefusalError(
    'older_list',
    `The revocations in force are newer than these of ${issuedAt.toISOString().slice(0, 10)}. Nothing was changed.`,
  );
}

/** @throws {RefusalError} `unknown_authority` */
async function checkAuthority(
  db: Db,
  { publisher, name, authority }: TrustFile,
  given: string | null,
): Promise<void> {
  const present = await findCscaList(db, publisher);
  const known = [given, present?.authority];
  if (known.some((one) => one && normaliseFingerprint(one) === authority)) return;
  throw new RefusalError(
    'unknown_authority',
    `The list is signed under "${oneLine(name)}". Compare the fingerprint (SHA-256) of that certificate with what the publisher says, and repeat the command with --authority ${authority}`,
    { authority },
  );
}

export function normaliseFingerprint(fingerprint: string): string {
  return fingerprint.replaceAll(/[^0-9a-f]/gi, '').toLowerCase();
}
