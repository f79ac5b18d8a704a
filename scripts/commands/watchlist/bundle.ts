import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { isStoreThere } from '../../../server/store/store.ts';
import { listFollowedLists } from '../../../server/store/tables/followed-lists.ts';
import {
  bundlingKey,
  makeBundle,
  publicKeyPattern,
  publicKeyText,
} from '../../../server/watchlist/follow/bundle.ts';
import { knownFollowable } from '../../../server/watchlist/follow/followable.ts';
import { takeBundle } from '../../../server/watchlist/follow/take-bundle.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { commandConfig } from '../../terminal/command-config.ts';
import { createProgram } from '../../terminal/program.ts';
import { wrapped } from '../../terminal/text.ts';
import {
  commandActor,
  withInstallation,
  type OpenInstallation,
} from '../../terminal/with-installation.ts';
import { linesOf } from './follow.ts';

interface Options {
  to: string;
  key?: string;
}

const help = `
For a machine without a way out: make the bundle on another one, where only
this command is needed, carry it over, and import it there:

  vestibule watchlist bundle ofac-sdn un --to lists.bundle
  vestibule watchlist import lists.bundle --signed-by KEY

KEY is what "bundle" shows. It is given once; later bundles are to have the
same. The private half stays in --key, mode 0600.`;

export const bundleCommand = createProgram('bundle')
  .about('fetch lists into one signed file for a machine that is offline')
  .argument('[names...]', 'default: all that are followed here')
  .requiredOption('--to <file>', 'the file')
  .option('--key <file>', 'the private key; default: watchlist-bundle.key in the data folder')
  .addHelpText('after', help)
  .answers(bundle);

async function bundle(given: string[], { to, key }: Options): Promise<CommandResult> {
  const config = commandConfig();
  const { dataDir } = config;
  // On a machine without an installation none is begun.
  const rows = (await isStoreThere(config)) ? await withInstallation(followed) : [];
  const names = given.length > 0 ? [...new Set(given)] : rows.map(({ name }) => name);
  if (names.length === 0) {
    throw new RefusalError(
      'nothing_followed',
      'No list is followed here. Name those that you want.',
    );
  }
  for (const name of names) knownFollowable(name);
  const addressOf = (name: string) => rows.find((row) => row.name === name)?.address ?? null;
  if (key === undefined) await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const pair = await bundlingKey(path.resolve(key ?? path.join(dataDir, 'watchlist-bundle.key')));
  const wanted = names.map((name) => ({ name, address: addressOf(name) }));
  await makeBundle(wanted, path.resolve(to), pair);
  const signedBy = publicKeyText(pair);
  const text = [
    wrapped(
      `In ${to}: ${names.join(', ')}. Import it on the other machine, the first time with its key:`,
    ),
    `  vestibule watchlist import ${path.basename(to)} \\\n    --signed-by ${signedBy}`,
  ].join('\n');
  return { ok: true, text, json: { file: to, lists: names, signedBy } };
}

function followed({ store }: OpenInstallation) {
  return listFollowedLists(store.db);
}

/** A public key, as `watchlist bundle` shows it. */
export function asPublicKey(text: string): string {
  if (publicKeyPattern.test(text)) return text;
  throw new InvalidArgumentError('Give the 64 digits that "watchlist bundle" has shown.');
}

/** `watchlist import` of a bundle */
export function importBundle(file: string, signedBy: string | null): Promise<CommandResult> {
  return withInstallation(async ({ store }) => {
    const looks = await takeBundle(store.db, commandActor(), file, signedBy);
    const rows = await listFollowedLists(store.db);
    const lines = looks.flatMap((looked) => {
      const row = rows.find(({ name }) => name === looked.name);
      return row ? linesOf(row, looked).map((line) => wrapped(line)) : [];
    });
    const ok = looks.every(({ state }) => state !== 'failed');
    return { ok, text: lines.join('\n'), json: { lists: looks } };
  });
}
