import { ofKey } from '../../../server/credentials/issuers/read-directory.ts';
import {
  readCertificates,
  readKeySet,
  type CardIssuer,
} from '../../../server/credentials/issuers/read-keys.ts';
import { trustIssuers, type Issuer } from '../../../server/credentials/issuers/trust.ts';
import { printable } from '../../../server/platform/text.ts';
import { Refusal, type Answer } from '../../terminal/answer.ts';
import type { Command } from '../../terminal/program.ts';
import { wrapped } from '../../terminal/text.ts';
import { commandActor, withStore } from '../../terminal/with-installation.ts';
import { parseGiven, readGiven } from './given-file.ts';

const addHelp = `
What is given are all of its keys: those it had before are forgotten.
Of SMART Health Cards, the issuer is the address that stands in its cards, and
its keys are a JSON Web Key Set (<address>/.well-known/jwks.json). Of EU
certificates, it is a country, and its keys are certificates, PEM or DER.

Examples:
  vestibule credentials issuers add --issuer https://cards.example jwks.json
  vestibule credentials issuers add --country DE --name "Germany" a.pem b.pem`;

interface AddOptions {
  issuer?: string;
  country?: string;
  name?: string;
}

export function addAddCommand(issuers: Command): void {
  issuers
    .command('add')
    .about('trust an issuer, or give it new keys')
    .argument('<files...>', 'its keys')
    .option('--issuer <address>', 'of SMART Health Cards')
    .option('--country <letters>', 'of EU certificates')
    .option('--name <name>', 'what it is called in the list')
    .addHelpText('after', addHelp)
    .answers(add);
}

async function add(files: readonly string[], options: AddOptions): Promise<Answer> {
  const { unused = [], ...issuer } = await readIssuer(files, options);
  await withStore((db) => trustIssuers(db, [issuer], commandActor()));
  const { kind, keys } = issuer;
  const lines = [
    printable`Trusted: ${issuer.issuer}, with ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}.`,
    ...unused.map(({ kid, why }) => wrapped(printable`Skipped: ${ofKey(kid, why)}`, '', '  ')),
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
    throw new Refusal(
      'whose_keys',
      'Say whose keys they are: --issuer with one key set, or --country with certificates.',
    );
  }
  const keySet = parseGiven(file, 'A key set looks like {"keys": [...]}.');
  return readKeySet(issuer, name ?? null, keySet);
}
