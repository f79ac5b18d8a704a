import { removeCscaList } from '#server/documents/csca-lists.ts';
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
import { table } from '../terminal/table.ts';
import { dateOf } from '../terminal/text.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { withStore } from '../terminal/with-installation.ts';
import { importTrustFile, type TrustFileOptions } from '../terminal/import-trust-file.ts';

const help = `
Authorities sign the issuers of documents in phones. They come in lists (VICAL),
or as certificates. Nothing is shipped, and nothing fetched. With none in force,
no lobby screen offers the phone. See docs/identity-document.md.

Examples:
  vestibule wallet trust import vical.cbor --authority 9f1c...
  vestibule wallet trust status

${groupHelp}`;

export function command(): Command {
  return createProgram('wallet')
    .description('Say whose documents in phones are believed.')
    .addHelpText('after', help)
    .withCommands(trustCommand);
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
  .answers(async (publisher: string) => {
    const isOurs = publisher.startsWith('wallet:');
    const isGone =
      isOurs && (await withStore((db) => removeCscaList(db, publisher, commandActor())));
    if (!isGone) {
      const text = printable`There is no list "${publisher}". Look at: ${vestibule} wallet trust status.`;
      throw new RefusalError('no_such_list', text);
    }
    const text = printable`No longer in force: ${publisher}.`;
    return { ok: true, text, json: { removed: publisher } };
  });

const trustCommand = createProgram('trust')
  .about('lists of issuers that are believed')
  .withCommands(importCommand, statusCommand, removeCommand);
