import type { Command } from 'commander';
import type { Issuer } from '../../server/credentials/issuers/issuer.ts';
import { readCertificates } from '../../server/credentials/issuers/read-certificates.ts';
import { readKeySet } from '../../server/credentials/issuers/read-key-set.ts';
import { trustIssuers } from '../../server/credentials/issuers/trust.ts';
import { printable } from '../../server/platform/printable.ts';
import { commandActor } from '../cli/actor.ts';
import { Refusal, type Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { withStore } from '../kiosk/with-store.ts';
import { readGiven } from './read-given.ts';

const help = `
What is given are all of its keys: those it had before are forgotten.
Of SMART Health Cards, the issuer is the address that stands in its cards, and
its keys are a JSON Web Key Set (<address>/.well-known/jwks.json). Of EU
certificates, it is a country, and its keys are certificates, PEM or DER.

Examples:
  npm run credentials -- issuers add --issuer https://cards.example jwks.json
  npm run credentials -- issuers add --country DE --name "Germany" a.pem b.pem`;

interface Options extends OutputOptions {
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
    .addHelpText('after', help)
    .action((files: string[], options: Options) => answer(options, () => add(files, options)));
}

async function add(files: readonly string[], options: Options): Promise<Answer> {
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
  { issuer, country, name }: Options,
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
