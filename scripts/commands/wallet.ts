import { removeCscaList } from '#server/documents/csca-lists.ts';
import {
  importStatusList,
  openStatusLists,
  type StoredStatusList,
} from '#server/documents/status-lists.ts';
import { publisherOf, uriOf } from '#server/documents/wallet-lists.ts';
import {
  importWalletTrust,
  openWalletLists,
  type StoredWalletList,
} from '#server/documents/wallet-trust.ts';
import { vestibule } from '#server/platform/operator-error.ts';
import { printable } from '#base/text';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { RefusalError, type CommandResult } from '../terminal/answer.ts';
import { createProgram, type Command, groupHelp } from '../terminal/program.ts';
import { readGiven } from '../terminal/given-file.ts';
import { table } from '../terminal/table.ts';
import { dateOf, timeOf, wrapText } from '../terminal/text.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { withStore } from '../terminal/with-installation.ts';
import { importTrustFile, type TrustFileOptions } from '../terminal/import-trust-file.ts';

const help = `
Authorities sign the issuers of documents in phones. They come in lists (VICAL),
or as certificates. Nothing is shipped, and nothing fetched. With none in force,
no lobby screen offers the phone. A document that its issuer can withdraw counts
while the list that it names is in force. See docs/identity-document.md.

Examples:
  vestibule wallet trust import vical.cbor --authority 9f1c...
  vestibule wallet trust status
  vestibule wallet status import list.cwt

${groupHelp}`;

export function command(): Command {
  return createProgram('wallet')
    .description('Say whose documents in phones are believed.')
    .addHelpText('after', help)
    .withCommands(trustCommand, statusListCommand);
}

const importHelp = `
The signature of a list is checked. The first list of a publisher needs the
fingerprint (SHA-256) of the certificate behind it, from the publisher's own
pages; without it, the command says which one it is. A file of certificates (PEM
or DER) has no signature: then the fingerprint is that of its certificates.

Example:
  vestibule wallet trust import vical.cbor --authority 9f1c...`;

const importCommand = createProgram('import')
  .about('put a list of issuers, or certificates, in force')
  .argument('<file>', 'the file')
  .option('--authority <sha256>', 'fingerprint of the certificate behind the list')
  .option('--expired', 'take it although it is over')
  .addHelpText('after', importHelp)
  .answers(importFile);

async function importFile(name: string, options: TrustFileOptions): Promise<CommandResult> {
  const row = await importTrustFile(name, options, importWalletTrust);
  const { publisher, authorities, sha256 } = row;
  const text = printable`In force: ${publisher}, with ${authorities} authorities.`;
  return { ok: true, text, json: { publisher, authorities, sha256 } };
}

const none = `No list is in force. Import one with: ${vestibule} wallet trust import --help`;

const statusCommand = createProgram('status')
  .about('show the lists: age, signature, authorities')
  .answers(async () => {
    const lists = await withStore(async (db, { templateKeyFile }) => {
      const cipher = await openTemplateCipher(db, templateKeyFile, commandActor());
      return openWalletLists(db, cipher, new Date());
    });
    const json = lists.map(({ row, list, isOld }) => {
      const { publisher, authorities, importedAt, signerUntil, authority } = row;
      const isIntact = list !== null;
      return { publisher, authorities, importedAt, signerUntil, authority, isIntact, isOld };
    });
    const columns = { List: 40, Entries: 9, Imported: 12, 'Good until': 12, State: 24 };
    const rows = lists.map(({ row, ...list }) => [
      printable`${row.publisher}`,
      row.authorities,
      dateOf(row.importedAt),
      dateOf(row.signerUntil),
      stateOf(list),
    ]);
    const text = lists.length === 0 ? none : table(columns, rows);
    return { ok: lists.every(({ list }) => list !== null), text, json: { lists: json } };
  });

function stateOf({ list, isOld }: Pick<StoredWalletList, 'list' | 'isOld'>): string {
  if (list === null) return 'altered: import it again';
  return isOld ? 'old: import a newer one' : 'good';
}

const removeCommand = createProgram('remove')
  .about('trust the issuers of a list no more')
  .argument('<list>', 'its name in the status')
  .answers((publisher: string) => {
    const isOurs = publisher.startsWith('wallet:');
    return removeFile(publisher, { publisher: isOurs ? publisher : null, seenIn: 'trust status' });
  });

const trustCommand = createProgram('trust')
  .about('lists of issuers that are believed')
  .withCommands(importCommand, statusCommand, removeCommand);

const statusHelp = `
The file is what the address in a document answers with (Token Status List, as
CWT or JWT). An issuer that is believed must have signed it. It counts until the
issuer says that it ends, and a week at most. The exit code is 1 when a file was
refused; the others are in force.

Example in a timer:
  curl -fsS -H 'Accept: application/statuslist+cwt' ADDRESS -o list.cwt &&
    vestibule wallet status import list.cwt`;

const importListsCommand = createProgram('import')
  .about('put lists of withdrawn documents in force')
  .argument('<files...>', 'the files')
  .addHelpText('after', statusHelp)
  .answers(importLists);

interface ListInForce {
  file: string;
  list: string;
  documents: number;
  until: Date;
}

async function importLists(names: readonly string[]): Promise<CommandResult> {
  const results = await withStore(async (db, { templateKeyFile }) => {
    const cipher = await openTemplateCipher(db, templateKeyFile, commandActor());
    const done: (ListInForce | { file: string; error: string; message: string })[] = [];
    for (const file of names) {
      try {
        const row = await importStatusList(db, cipher, readGiven(file), commandActor());
        const { authorities: documents, signerUntil: until } = row;
        done.push({ file, list: uriOf(row), documents, until });
      } catch (error) {
        if (!(error instanceof RefusalError)) throw error;
        done.push({ file, error: error.code, message: error.message });
      }
    }
    return done;
  });
  const lines = results.map((one) =>
    'list' in one
      ? printable`In force until ${timeOf(one.until)}: ${one.list} (${one.documents} documents).`
      : printable`Refused: ${one.file}. ${one.message}`,
  );
  const ok = results.every((one) => 'list' in one);
  return { ok, text: lines.map((line) => wrapText(line)).join('\n'), json: { files: results } };
}

const noLists = `No list is in force. Import one with: ${vestibule} wallet status import --help`;

const listCommand = createProgram('list')
  .about('show the lists: age, signature, end')
  .answers(async () => {
    const lists = await withStore(async (db, { templateKeyFile }) => {
      const cipher = await openTemplateCipher(db, templateKeyFile, commandActor());
      return openStatusLists(db, cipher, new Date());
    });
    const json = lists.map(({ row, state }) => {
      const { authorities: documents, importedAt, signerUntil: until } = row;
      return { list: uriOf(row), documents, importedAt, until, state };
    });
    const columns = { List: 28, Imported: 12, 'Good until': 18, State: 17 };
    const rows = lists.map(({ row, state }) => [
      printable`${uriOf(row)}`,
      dateOf(row.importedAt),
      timeOf(row.signerUntil),
      stateWords[state],
    ]);
    const text = lists.length === 0 ? noLists : table(columns, rows);
    return { ok: lists.every(({ state }) => state === 'good'), text, json: { lists: json } };
  });

const stateWords: Record<StoredStatusList['state'], string> = {
  good: 'good',
  over: 'over: import a newer one',
  altered: 'altered: import it again',
  unbelieved: 'its issuer is not believed',
};

const removeListCommand = createProgram('remove')
  .about('drop a list: documents that name it go to the desk')
  .argument('<list>', 'its address')
  .answers((uri: string) =>
    removeFile(uri, { publisher: publisherOf(uri), seenIn: 'status list' }),
  );

const statusListCommand = createProgram('status')
  .about('lists in which issuers withdraw documents')
  .withCommands(importListsCommand, listCommand, removeListCommand);

/** @param publisher under which the file is stored; null: it cannot be one of these */
async function removeFile(
  name: string,
  { publisher, seenIn }: { publisher: string | null; seenIn: string },
): Promise<CommandResult> {
  const isGone =
    publisher !== null && (await withStore((db) => removeCscaList(db, publisher, commandActor())));
  if (!isGone) {
    const text = printable`There is no list "${name}". Look at: ${vestibule} wallet ${seenIn}.`;
    throw new RefusalError('no_such_list', text);
  }
  return { ok: true, text: printable`No longer in force: ${name}.`, json: { removed: name } };
}
