import {
  readCardList,
  readCertificateList,
  type Revocations,
} from '../../../packages/health-pass/index.ts';
import {
  importCardLists,
  importCertificateList,
  removeRevocations,
} from '../../../server/credentials/import-revocations.ts';
import { oneLine, printable } from '../../../packages/printable-text/index.ts';
import type { Db } from '../../../server/store/schema.ts';
import {
  listCredentialIssuers,
  listRevocationLists,
} from '../../../server/credentials/credential-rows.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { createProgram } from '../../terminal/program.ts';
import { table } from '../../terminal/table.ts';
import { dateOf } from '../../terminal/text.ts';
import { commandActor } from '../../../server/installation/command-actor.ts';
import { withStore } from '../../terminal/with-installation.ts';
import { parseGiven, readGiven } from '../../terminal/given-file.ts';

const importHelp = `
Of SMART Health Cards: the lists of an issuer who is trusted
(<address>/.well-known/crl/<kid>.json). A directory brings them along.
Of EU certificates: a text file with one identifier (URN:UVCI:...) or SHA-256
hash a line, in hex or base64: of the identifier, of country and identifier, or
of the signature. A new list replaces the one of that name.

Examples:
  vestibule credentials revocations import --issuer https://cards.example \\
    3Kfdg-Xw.json
  vestibule credentials revocations import --name Latvia revoked.txt`;

interface ImportOptions {
  issuer?: string;
  name?: string;
}

export const revocationsCommand = createProgram('revocations')
  .description('Which health passes were taken back by their issuers.')
  .withCommands(
    createProgram('import')
      .about('read lists of what was taken back')
      .argument('<files...>', 'the lists')
      .option('--issuer <address>', 'of these SMART Health Cards')
      .option('--name <name>', 'what a list of EU certificates is called')
      .addHelpText('after', importHelp)
      .answers(importLists),
    createProgram('list')
      .about('show which lists there are')
      .answers(() => withStore(described)),
    createProgram('remove')
      .about('take a list away', 'Take a list away: what is on it counts again.')
      .argument('<name>', 'of a list of EU certificates, or an issuer of cards')
      .answers((name: string) => withStore((db) => remove(db, name))),
  );

async function importLists(
  files: readonly string[],
  { issuer, name }: ImportOptions,
): Promise<CommandResult> {
  const given = await Promise.all(files.map(readGiven));
  if (issuer !== undefined && name === undefined) return importCards(issuer, given);
  const [file] = given;
  if (name === undefined || issuer !== undefined || !file || given.length > 1) {
    throw new RefusalError(
      'whose_lists',
      'Say whose lists they are: --issuer with lists of cards, or --name with one list of EU certificates.',
    );
  }
  if (!/^[\w.:-]{1,64}$/.test(name)) {
    throw new RefusalError(
      'bad_name',
      'A name is of letters without accents, digits, dots, colons, hyphens and underscores, 64 at most.',
    );
  }
  const entries = [...readCertificateList(file.toString('utf8'))];
  return withStore(async (db) => {
    const number = await importCertificateList(db, name, entries, commandActor());
    return { ok: true, text: `Taken back: ${number} certificates.`, json: { revoked: number } };
  });
}

function importCards(address: string, given: readonly Buffer[]): Promise<CommandResult> {
  const lists = given.map((file): Revocations => {
    return readCardList(parseGiven(file, 'A list looks like {"kid": "...", "rids": [...]}.'));
  });
  return withStore(async (db) => {
    const issuers = await listCredentialIssuers(db);
    const issuer = issuers.find((one) => one.kind === 'shc' && one.issuer === address);
    if (!issuer) {
      const text = printable`"${address}" is not trusted, so none of its cards counts. Add its keys first: vestibule credentials issuers add --help`;
      throw new RefusalError('no_such_issuer', text);
    }
    const older = await importCardLists(db, issuer, lists, commandActor());
    const revoked = lists.reduce((sum, list) => sum + list.revoked.length, 0);
    const skipped = lists.reduce((sum, list) => sum + list.skipped, 0);
    const lines = [
      `Taken back: ${revoked} cards, on ${lists.length} lists.`,
      ...older.map((kid) => printable`Kept: the list of the key ${kid} that is here is newer.`),
      ...(skipped > 0 ? [`Skipped: ${skipped} entries that are no identifiers of cards.`] : []),
    ];
    return { ok: true, text: lines.join('\n'), json: { revoked, older, skipped } };
  });
}

async function described(db: Db): Promise<CommandResult> {
  const lists = await listRevocationLists(db);
  const json = lists.map(({ kind, source, kid, counter, entries, importedAt }) => {
    return { kind, source, kid, counter, entries, importedAt };
  });
  const columns = { Passes: 8, Whose: 46, Entries: 9, Imported: 12 };
  const rows = lists.map(({ kind, source, kid, entries, importedAt }) => {
    const whose = kid === '' ? oneLine(source) : `${oneLine(source)}\nkey ${oneLine(kid)}`;
    return [kind === 'shc' ? 'SMART' : 'EU', whose, entries, dateOf(importedAt)];
  });
  const none = 'There is no list. Import one with: vestibule credentials revocations import --help';
  const text = lists.length === 0 ? none : table(columns, rows);
  return { ok: true, text, json: { lists: json } };
}

async function remove(db: Db, name: string): Promise<CommandResult> {
  const kind = (await listRevocationLists(db)).find(({ source }) => source === name)?.kind;
  if (!kind || !(await removeRevocations(db, kind, name, commandActor()))) {
    const text = printable`There is no list "${name}". Look at: vestibule credentials revocations list.`;
    throw new RefusalError('no_such_list', text);
  }
  return { ok: true, text: printable`Taken away: ${name}.`, json: { removed: { kind, name } } };
}
