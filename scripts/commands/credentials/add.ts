import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import {
  readDirectory,
  type Directory,
} from '../../../server/credentials/issuers/read-directory.ts';
import { readCertificates, readKeySet } from '../../../server/credentials/issuers/read-keys.ts';
import { type Issuer, trustIssuers } from '../../../server/credentials/issuers/trust.ts';
import { printable } from '../../../server/platform/printable.ts';
import { Refusal, type Answer } from '../../terminal/answer.ts';
import { answer, type OutputOptions, reasonOf } from '../../terminal/program.ts';
import { wrapped } from '../../terminal/text.ts';
import { commandActor, withStore } from '../../terminal/with-installation.ts';

const addHelp = `
What is given are all of its keys: those it had before are forgotten.
Of SMART Health Cards, the issuer is the address that stands in its cards, and
its keys are a JSON Web Key Set (<address>/.well-known/jwks.json). Of EU
certificates, it is a country, and its keys are certificates, PEM or DER.

Examples:
  vestibule credentials issuers add --issuer https://cards.example jwks.json
  vestibule credentials issuers add --country DE --name "Germany" a.pem b.pem`;

interface AddOptions extends OutputOptions {
  issuer?: string;
  country?: string;
  name?: string;
}

/** `credentials issuers add` */
export function addAddCommand(issuers: Command): void {
  issuers
    .command('add')
    .summary('trust an issuer, or give it new keys')
    .description('Trust an issuer, or give it new keys.')
    .argument('<files...>', 'its keys')
    .option('--issuer <address>', 'of SMART Health Cards')
    .option('--country <letters>', 'of EU certificates')
    .option('--name <name>', 'what it is called in the list')
    .option('--json', 'print JSON')
    .addHelpText('after', addHelp)
    .action((files: string[], options: AddOptions) => answer(options, () => add(files, options)));
}

async function add(files: readonly string[], options: AddOptions): Promise<Answer> {
  const issuer = await readIssuer(files, options);
  await withStore(async (db) => {
    await trustIssuers(db, [issuer], commandActor());
    return { ok: true, text: '', json: {} };
  });
  const { kind, keys } = issuer;
  const text = printable`Trusted: ${issuer.issuer}, with ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}.`;
  return { ok: true, text, json: { issuer: { kind, issuer: issuer.issuer, keys: keys.length } } };
}

async function readIssuer(
  files: readonly string[],
  { issuer, country, name }: AddOptions,
): Promise<Issuer> {
  const given = await Promise.all(files.map(readGiven));
  if (country !== undefined && issuer === undefined) {
    return readCertificates(country.toUpperCase(), name ?? null, given);
  }
  const [file] = given;
  if (issuer === undefined || country !== undefined || !file || given.length > 1) {
    throw new Refusal(
      'whose_keys',
      'Say whose keys they are: --issuer with one key set, or --country with certificates.',
    );
  }
  return readKeySet(issuer, name ?? null, parse(file));
}

function parse(file: Buffer): unknown {
  try {
    return JSON.parse(file.toString('utf8'));
  } catch {
    throw new Refusal('no_json', 'The file is no JSON. A key set looks like {"keys": [...]}.');
  }
}

const importHelp = `
Reads a directory of issuers of SMART Health Cards (the snapshot of the VCI
directory, {"issuerInfo": [...]}), or a trust list of countries that sign EU
certificates ({"certificates": [...]}). Whoever is in it is trusted: look at it,
and name those you mean with --only.

Examples:
  vestibule credentials issuers import vci_snapshot.json
  vestibule credentials issuers import trust-list.json --only DE AT`;

interface ImportOptions extends OutputOptions {
  only?: string[];
}

/** `credentials issuers import` */
export function addImportCommand(issuers: Command): void {
  issuers
    .command('import')
    .summary('trust the issuers of a directory')
    .description('Trust the issuers of a directory.')
    .argument('<file>', 'the directory, JSON')
    .option('--only <issuers...>', 'these and no others')
    .option('--json', 'print JSON')
    .addHelpText('after', importHelp)
    .action((file: string, options: ImportOptions) =>
      answer(options, () => importAll(file, options)),
    );
}

async function importAll(file: string, { only }: ImportOptions): Promise<Answer> {
  const directory = await readDirectory((await readGiven(file)).toString('utf8'));
  const { issuers, leftOut, skipped } = only ? chosen(directory, only) : directory;
  if (issuers.length === 0) {
    throw new Refusal('nothing_usable', 'Nobody in the file can be trusted as it is.', { leftOut });
  }
  await withStore(async (db) => {
    await trustIssuers(db, issuers, commandActor());
    return { ok: true, text: '', json: {} };
  });
  const keys = issuers.reduce((sum, issuer) => sum + issuer.keys.length, 0);
  const lines = [
    `Trusted: ${issuers.length} ${issuers.length === 1 ? 'issuer' : 'issuers'}, with ${keys} keys.`,
    ...skipped.map(({ issuer, certificates }) =>
      wrapped(
        printable`Skipped: ${certificates} of the certificates of ${issuer}. ${unusable}`,
        '',
        '  ',
      ),
    ),
    ...leftOut.map(({ issuer, why }) => wrapped(printable`Left out: ${issuer}. ${why}`, '', '  ')),
  ];
  const json = { issuers: issuers.length, keys, leftOut, skipped };
  return { ok: true, text: lines.join('\n'), json };
}

const unusable = 'They are damaged, or have a key of a kind that this scheme does not use.';

function chosen({ issuers, leftOut, skipped }: Directory, only: readonly string[]): Directory {
  const wanted = new Set(only);
  const all = new Set([...issuers, ...leftOut].map(({ issuer }) => issuer));
  const unknown = only.filter((issuer) => !all.has(issuer));
  if (unknown.length > 0) {
    throw new Refusal('not_in_file', printable`Not in the file: ${unknown.join(', ')}.`, {
      unknown,
    });
  }
  return {
    issuers: issuers.filter(({ issuer }) => wanted.has(issuer)),
    leftOut: leftOut.filter(({ issuer }) => wanted.has(issuer)),
    skipped: skipped.filter(({ issuer }) => wanted.has(issuer)),
  };
}

/** All issuers of the world with their keys are some megabytes. */
const maxBytes = 64 * 1024 * 1024;

/** @param file relative to where the command was called @throws {Refusal} */
async function readGiven(file: string): Promise<Buffer> {
  const place = path.resolve(file);
  try {
    const { size } = await stat(place);
    if (size > maxBytes) throw new Refusal('too_large', `${file} is larger than 64 MB.`);
    return await readFile(place);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new Refusal('unreadable_file', `${file} cannot be read: ${reasonOf(code)}.`);
  }
}
