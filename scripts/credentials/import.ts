import type { Command } from 'commander';
import { readDirectory, type Directory } from '../../server/credentials/issuers/read-directory.ts';
import { trustIssuers } from '../../server/credentials/issuers/trust.ts';
import { printable } from '../../server/platform/printable.ts';
import { commandActor } from '../cli/actor.ts';
import { Refusal, type Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { wrapped } from '../cli/text.ts';
import { withStore } from '../kiosk/with-store.ts';
import { readGiven } from './read-given.ts';

const help = `
Reads a directory of issuers of SMART Health Cards (the snapshot of the VCI
directory, {"issuerInfo": [...]}), or a trust list of countries that sign EU
certificates ({"certificates": [...]}). Whoever is in it is trusted: look at it,
and name those you mean with --only.

Examples:
  npm run credentials -- issuers import vci_snapshot.json
  npm run credentials -- issuers import trust-list.json --only DE AT`;

interface Options extends OutputOptions {
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
    .addHelpText('after', help)
    .action((file: string, options: Options) => answer(options, () => importAll(file, options)));
}

async function importAll(file: string, { only }: Options): Promise<Answer> {
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
