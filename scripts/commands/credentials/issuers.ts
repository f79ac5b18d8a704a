import path from 'node:path';
import {
  checkSignature,
  IssuerError,
  ofKey,
  readCertificates,
  readDirectory,
  readKeySet,
  type CardIssuer,
  type Directory,
  type Issuer,
  type IssuerErrorCode,
} from '../../../packages/health-pass/index.ts';
import { importDirectory } from '../../../server/credentials/import-directory.ts';
import { trustIssuers } from '../../../server/credentials/trust-issuers.ts';
import { printable } from '../../../packages/printable-text/index.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { createProgram } from '../../terminal/program.ts';
import { wrapText } from '../../terminal/text.ts';
import { commandActor } from '../../../server/installation/command-actor.ts';
import { withStore } from '../../terminal/with-installation.ts';
import { readGiven, parseGiven } from '../../terminal/given-file.ts';

const importHelp = `
Reads a directory of issuers of SMART Health Cards (the snapshot of the VCI
directory, {"issuerInfo": [...]}), or a trust list of countries that sign EU
certificates ({"certificates": [...]}). All who are in it are trusted: look at
it, and name those you mean with --only. Lists of revoked cards that come with
it are taken over.

Its signature is checked with the certificate or public key of its publisher:
--signed-by. It is a file of its own (--signature), or the first line.

Examples:
  vestibule credentials issuers import vci_snapshot.json \\
    --signature vci_snapshot.sig --signed-by vci_snapshot.crt
  vestibule credentials issuers import trust-list.json --only DE AT`;

interface ImportOptions {
  only?: string[];
  signedBy?: string;
  signature?: string;
  older?: boolean;
}

export const importIssuersCommand = createProgram('import')
  .about('trust the issuers of a directory')
  .argument('<file>', 'the directory, JSON')
  .option('--only <issuers...>', 'these and no others')
  .option('--signed-by <file>', 'certificate or public key of who signs the directory')
  .option('--signature <file>', 'its signature, where that is a file of its own')
  .option('--older', 'take it although a newer one was imported before')
  .addHelpText('after', importHelp)
  .answers(importAll);

async function importAll(name: string, options: ImportOptions): Promise<CommandResult> {
  const file = await readGiven(name);
  const signedBy = await signerOf(file, options);
  const directory = await readDirectory(file.toString('utf8'));
  const chosen = options.only ? only(directory, options.only) : directory;
  const { issuers, leftOut } = chosen;
  if (issuers.length === 0) {
    throw new RefusalError('nothing_usable', 'Nobody in the file can be trusted as it is.', {
      leftOut,
    });
  }
  const facts = {
    source: directory.source ?? path.basename(name),
    listedAt: directory.listedAt,
    signedBy,
    mayBeOlder: options.older === true,
  };
  const older = await withStore((db) => importDirectory(db, issuers, facts, commandActor()));
  return told(chosen, signedBy, older);
}

/** @returns the signer of the directory; null when no signature was required */
async function signerOf(
  file: Buffer,
  { signedBy, signature }: ImportOptions,
): Promise<string | null> {
  if (signedBy === undefined) {
    if (signature === undefined) return null;
    const text = 'Say with --signed-by whose signature it is: a certificate or a public key.';
    throw new RefusalError('whose_signature', text);
  }
  const signer = await readGiven(signedBy);
  const own = signature === undefined ? null : await readGiven(signature);
  try {
    return checkSignature({ file, signature: own, signer }, new Date());
  } catch (error) {
    const text = error instanceof IssuerError && optionSentences[error.code];
    throw text ? new RefusalError(error.code, text) : error;
  }
}

/** The faults that another option corrects, in sentences that name the option. */
const optionSentences: Partial<Record<IssuerErrorCode, string>> = {
  signer_unreadable:
    'What was given with --signed-by is neither a certificate nor a public key (PEM or DER).',
  signature_missing:
    'The directory has no signature on its first line. Give the one that is published beside it with --signature.',
};

function told(
  directory: Directory,
  signedBy: string | null,
  older: readonly string[],
): CommandResult {
  const { issuers, leftOut, skipped, unused } = directory;
  const keys = issuers.reduce((sum, issuer) => sum + issuer.keys.length, 0);
  const lists = issuers.flatMap(({ revocations = [] }) => revocations);
  const revoked = lists.reduce((sum, list) => sum + list.revoked.length, 0);
  const who = issuers.length === 1 ? 'issuer' : 'issuers';
  const line = (text: string) => wrapText(text, '', '  ');
  const lines = [
    `Trusted: ${issuers.length} ${who}, with ${keys} keys.`,
    ...(lists.length > 0 ? [`Taken back: ${revoked} cards, on ${lists.length} lists.`] : []),
    signedBy === null
      ? line('Its signature was not checked; see --signed-by.')
      : line(`Its signature fits the key ${signedBy}.`),
    ...older.map((kid) =>
      line(printable`Kept: the list of revoked cards of the key ${kid} that is here is newer.`),
    ),
    ...skipped.map(({ issuer, certificates }) =>
      line(printable`Skipped: ${certificates} of the certificates of ${issuer}. ${unusable}`),
    ),
    ...unused.map(({ issuer, why }) => line(printable`Skipped: ${issuer}. ${why}`)),
    ...leftOut.map(({ issuer, why }) => line(printable`Left out: ${issuer}. ${why}`)),
  ];
  const json = {
    issuers: issuers.length,
    keys,
    revoked,
    signedBy,
    older,
    leftOut,
    skipped,
    unused,
  };
  return { ok: true, text: lines.join('\n'), json };
}

const unusable = 'They are damaged, or have a key of a kind that this scheme does not use.';

/** @throws {RefusalError} `not_in_file` */
function only(directory: Directory, names: readonly string[]): Directory {
  const { issuers, leftOut, skipped, unused } = directory;
  const wanted = new Set(names);
  const all = new Set([...issuers, ...leftOut].map(({ issuer }) => issuer));
  const unknown = names.filter((issuer) => !all.has(issuer));
  if (unknown.length > 0) {
    throw new RefusalError('not_in_file', printable`Not in the file: ${unknown.join(', ')}.`, {
      unknown,
    });
  }
  return {
    ...directory,
    issuers: issuers.filter(({ issuer }) => wanted.has(issuer)),
    leftOut: leftOut.filter(({ issuer }) => wanted.has(issuer)),
    skipped: skipped.filter(({ issuer }) => wanted.has(issuer)),
    unused: unused.filter(({ issuer }) => wanted.has(issuer)),
  };
}

const addHelp = `
The keys given replace all earlier keys of the issuer. For SMART Health Cards,
the issuer is the address in its cards, and its keys are a JSON Web Key Set
(<address>/.well-known/jwks.json). For EU certificates, it is a country, and
its keys are certificates, PEM or DER.

Examples:
  vestibule credentials issuers add --issuer https://cards.example jwks.json
  vestibule credentials issuers add --country DE --name "Germany" a.pem b.pem`;

interface AddOptions {
  issuer?: string;
  country?: string;
  name?: string;
}

export const addIssuerCommand = createProgram('add')
  .about('trust an issuer, or give it new keys')
  .argument('<files...>', 'its keys')
  .option('--issuer <address>', 'of SMART Health Cards')
  .option('--country <letters>', 'of EU certificates')
  .option('--name <name>', 'what it is called in the list')
  .addHelpText('after', addHelp)
  .answers(add);

async function add(files: readonly string[], options: AddOptions): Promise<CommandResult> {
  const { unused = [], ...issuer } = await readIssuer(files, options);
  await withStore((db) => trustIssuers(db, [issuer], commandActor()));
  const { kind, keys } = issuer;
  const lines = [
    printable`Trusted: ${issuer.issuer}, with ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}.`,
    ...unused.map(({ kid, why }) => wrapText(printable`Skipped: ${ofKey(kid, why)}`, '', '  ')),
  ];
  const json = { issuer: { kind, issuer: issuer.issuer, keys: keys.length }, unused };
  return { ok: true, text: lines.join('\n'), json };
}

async function readIssuer(
  files: readonly string[],
  { issuer, country, name }: AddOptions,
): Promise<Issuer & Partial<Pick<CardIssuer, 'unused'>>> {
  const given = await Promise.all(files.map(readGiven));
  if (country !== undefined && issuer === undefined) {
    return readCertificates(country.toUpperCase(), name ?? null, given);
  }
  const [file] = given;
  if (issuer === undefined || country !== undefined || !file || given.length > 1) {
    throw new RefusalError(
      'whose_keys',
      'Say whose keys they are: --issuer with one key set, or --country with certificates.',
    );
  }
  const keySet = parseGiven(file, 'A key set looks like {"keys": [...]}.');
  return readKeySet(issuer, name ?? null, keySet);
}
