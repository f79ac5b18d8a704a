import {
  certificateFingerprint,
  parseCertificate,
  PassportError,
  readMasterList,
  readRevocationList,
  type Certificate,
  type CertificateRevocationList,
  type MasterList,
  type TrustStore,
} from '../../packages/passport/index.ts';
import { recordEvent } from '../audit/record.ts';
import { RefusalError } from '../platform/operator-error.ts';
import { oneLine } from '../../packages/printable-text/index.ts';
import type { Db } from '../store/schema.ts';
import {
  findCscaList,
  putCscaList,
  type CscaListKind,
  type CscaListRow,
} from '../store/tables/csca-lists.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import { cscaListsInForce, sealedText } from './csca-lists.ts';
import { sha256, trustIn } from './csca-trust.ts';

export interface CscaImport {
  content: Buffer;
  /** The fingerprint that the publisher gave to the operator; null without one. */
  authority: string | null;
  /** Accepts a list whose signer has expired, and revocations whose successor is due. */
  mayBeExpired: boolean;
}

type ReadFile = Omit<CscaListRow, 'importedAt' | 'seal' | 'sha256'>;

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
  const der = derOf(content);
  const file =
    readLink(der, trust) ??
    (await readRevocations(der, trust, db)) ??
    (await readList(der, now, authority, db));
  if (file.kind !== 'link' && now > file.signerUntil && !mayBeExpired) {
    const day = file.signerUntil.toISOString().slice(0, 10);
    throw new RefusalError('list_expired', `${expiry[file.kind]} ${day}. ${newer}`);
  }
  const { publisher, kind, authorities } = file;
  const facts = { sha256: sha256(file.content), authority: file.authority };
  const seal = cipher.sealSecret(sealedText(facts), { publisher });
  const row: CscaListRow = { ...file, ...facts, importedAt: now, seal };
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

/** Certificates and revocation lists may be PEM files in base64. */
function derOf(content: Buffer): Buffer {
  const [, base64] =
    /^-----BEGIN (?:CERTIFICATE|X509 CRL)-----([^-]+)-----END/m.exec(
      content.subarray(0, 32_000_000).toString('latin1'),
    ) ?? [];
  return base64 === undefined ? content : Buffer.from(base64, 'base64');
}

/** Returns null when the file is not a certificate. */
function readLink(content: Buffer, trust: TrustStore): ReadFile | null {
  const certificate = attempt(() => parseCertificate(content));
  if (!certificate) return null;
  const { subject, notAfter } = certificate;
  if (trust.addLinks([certificate]).length === 0) {
    throw new RefusalError(
      'unknown_authority',
      `No trusted authority of the same state signed the certificate of "${oneLine(subject.text, 200)}". Import the master list (.ml) that a state or ICAO publishes.`,
    );
  }
  const authority = certificateFingerprint(certificate);
  return {
    ...{ publisher: publisherOf(certificate.subject, 'link', authority), kind: 'link', content },
    ...{ authority, authorities: 1, signerUntil: notAfter },
  };
}

/** Returns null when the file is not a revocation list. */
async function readRevocations(
  content: Buffer,
  trust: TrustStore,
  db: Db,
): Promise<ReadFile | null> {
  const list = attempt(() => readRevocationList(content));
  if (!list) return null;
  const { issuer, issuedAt, nextAt, serials } = list;
  if (!trust.addRevocationList(list)) {
    throw new RefusalError(
      'unknown_authority',
      `No trusted authority signed the revocations of "${oneLine(issuer.text, 200)}". Import the master list that has it first.`,
    );
  }
  const authority = sha256(Buffer.from(issuer.key));
  const publisher = publisherOf(issuer, 'revocations', authority);
  await refuseOlder(db, publisher, list);
  return {
    ...{ publisher, kind: 'revocations', content, authority },
    ...{ authorities: serials.size, signerUntil: nextAt ?? new Date(issuedAt.getTime() + dueMs) },
  };
}

/** Revocations are due every 90 days (ICAO 9303-12, 4.2). */
const dueMs = 90 * 86_400_000;

/** Older revocations would let in people whom newer ones hold. */
async function refuseOlder(
  db: Db,
  publisher: string,
  { issuedAt }: CertificateRevocationList,
): Promise<void> {
  const present = await findCscaList(db, publisher);
  if (!present || readRevocationList(present.content).issuedAt <= issuedAt) return;
  throw new RefusalError(
    'older_list',
    `The revocations in force are newer than these of ${issuedAt.toISOString().slice(0, 10)}. Nothing was changed.`,
  );
}

async function readList(
  content: Buffer,
  now: Date,
  given: string | null,
  db: Db,
): Promise<ReadFile> {
  const { certificates, signer, signerAuthority } = openList(content, now);
  const authority = certificateFingerprint(signerAuthority);
  const publisher = publisherOf(signerAuthority.subject, 'list', authority);
  const present = await findCscaList(db, publisher);
  checkAuthority(signerAuthority, authority, [given, present?.authority]);
  const facts = { authorities: certificates.length, signerUntil: signer.notAfter };
  return { publisher, kind: 'list', content, authority, ...facts };
}

/** @throws {RefusalError} `unusable_list` */
function openList(content: Buffer, now: Date): MasterList {
  try {
    return readMasterList(content, now);
  } catch (error) {
    if (!(error instanceof PassportError)) throw error;
    const text = reasons[error.code] ?? 'The file is no master list (.ml) of a state or of ICAO.';
    throw new RefusalError('unusable_list', `${text} Nothing was changed.`, { reason: error.code });
  }
}

const reasons: Partial<Record<PassportError['code'], string>> = {
  signature_invalid: 'The signature of the list is wrong: the file was altered or damaged.',
  signer_invalid: 'The list is not signed by somebody who may sign master lists.',
  unsupported_algorithm: 'The list is signed in a way that Vestibule does not know.',
  too_large: 'The list is larger than any that is published.',
};

/** @throws {RefusalError} `unknown_authority` */
function checkAuthority(
  { subject }: Certificate,
  fingerprint: string,
  known: readonly (string | null | undefined)[],
): void {
  if (known.some((one) => one && normalised(one) === fingerprint)) return;
  throw new RefusalError(
    'unknown_authority',
    `The list is signed under "${oneLine(subject.text)}". Compare the fingerprint (SHA-256) of that certificate with what the publisher says, and repeat the command with --authority ${fingerprint}`,
    { authority: fingerprint },
  );
}

function normalised(fingerprint: string): string {
  return fingerprint.replaceAll(/[^0-9a-f]/gi, '').toLowerCase();
}

/** Returns the country for a master list. Other files add their kind and an identity within the country. */
function publisherOf(
  { country }: Certificate['subject'],
  kind: CscaListKind,
  identity: string,
): string {
  if (country === null || !/^[A-Z]{2,3}$/.test(country)) {
    throw new RefusalError('unusable_list', 'The authority behind the file names no country.');
  }
  return kind === 'list' ? country : `${country}-${kind}-${identity.slice(0, 8)}`;
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
