import { importCscaList } from '#server/documents/csca-import.ts';
import {
  openCscaLists,
  removeCscaList,
  type StoredCscaList,
} from '#server/documents/csca-lists.ts';
import { vestibule } from '#server/platform/operator-error.ts';
import { oneLine, printable } from '#base/text';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { RefusalError, type CommandResult } from '../terminal/answer.ts';
import { createProgram, type Command, groupHelp } from '../terminal/program.ts';
import { table } from '../terminal/table.ts';
import { dateOf } from '../terminal/text.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { withStore } from '../terminal/with-installation.ts';
import { importTrustFile, type TrustFileOptions } from '../terminal/import-trust-file.ts';

const help = `
Authorities of states (CSCA) sign who may sign passports. They come in master
lists, which states and ICAO publish. Nothing is shipped, and nothing fetched.
The check identity_document reads passports: see docs/identity-document.md.

Examples:
  vestibule csca import DE_ML.ml --authority 9f1c...
  vestibule csca status
  vestibule csca list

${groupHelp}`;

export function command(): Command {
  return createProgram('csca')
    .description('Say whose passports are believed: master lists of their authorities.')
    .addHelpText('after', help)
    .withCommands(importCommand, statusCommand, listCommand, removeCommand);
}

const importHelp = `
The signature of the list is checked. The first list of a publisher needs the
fingerprint (SHA-256) of the certificate behind it, from the publisher's own
pages; without it, the command says which one it is. Later lists of the same
publisher replace it when the same certificate is behind them.

A link certificate (.cer, .pem) names the next key of an authority that is
trusted already. A revocation list (.crl) names document signers that a state
withdrew: their documents are held as revoked.

Examples:
  vestibule csca import DE_ML.ml --authority 9f1c...
  vestibule csca import csca-de.crl`;

const importCommand = createProgram('import')
  .about('put a master list, link certificate or revocation list in force')
  .argument('<file>', 'the file')
  .option('--authority <sha256>', 'fingerprint of the certificate behind the list')
  .option('--expired', 'take it although its signer has expired, or newer revocations are due')
  .addHelpText('after', importHelp)
  .answers(importFile);

/** The entries of a file of each kind. */
const counted = {
  list: 'authorities',
  link: 'new authority',
  revocations: 'signers withdrawn',
  wallet: 'authorities',
  wallet_status: 'documents',
};

async function importFile(name: string, options: TrustFileOptions): Promise<CommandResult> {
  const row = await importTrustFile(name, options, importCscaList);
  const { publisher, kind, authorities, sha256 } = row;
  const text = `In force: ${publisher}, with ${authorities} ${counted[kind]}.`;
  return { ok: true, text, json: { publisher, kind, authorities, sha256 } };
}

function openLists(): Promise<StoredCscaList[]> {
  return withStore(async (db, { templateKeyFile }) => {
    const cipher = await openTemplateCipher(db, templateKeyFile, commandActor());
    return openCscaLists(db, cipher, new Date());
  });
}

const none = `No master list is in force. Import one with: ${vestibule} csca import --help`;

const statusCommand = createProgram('status')
  .about('show the lists: age, signature, authorities')
  .answers(async () => {
    const lists = await openLists();
    const json = lists.map(({ row, certificates, isOld }) => {
      const { publisher, kind, authorities, importedAt, signerUntil, authority } = row;
      const isIntact = certificates !== null;
      return { publisher, kind, authorities, importedAt, signerUntil, authority, isIntact, isOld };
    });
    const columns = { File: 26, Entries: 9, Imported: 12, 'Good until': 12, State: 24 };
    const rows = lists.map(({ row, ...list }) => [
      row.publisher,
      row.authorities,
      dateOf(row.importedAt),
      dateOf(row.signerUntil),
      stateOf(list),
    ]);
    const isWell = lists.every(({ certificates }) => certificates !== null);
    const text = lists.length === 0 ? none : table(columns, rows);
    return { ok: isWell, text, json: { lists: json } };
  });

function stateOf({ certificates, isOld }: Pick<StoredCscaList, 'certificates' | 'isOld'>): string {
  if (certificates === null) return 'altered: import it again';
  return isOld ? 'old: import a newer one' : 'good';
}

const listCommand = createProgram('list')
  .about('show whose authorities are trusted')
  .answers(async () => {
    const certificates = (await openLists()).flatMap((list) => list.certificates ?? []);
    const byCountry = new Map<string, { authorities: number; until: Date }>();
    for (const { subject, notAfter } of certificates) {
      const country = subject.country ?? '?';
      const { authorities = 0, until = notAfter } = byCountry.get(country) ?? {};
      const latest = until > notAfter ? until : notAfter;
      byCountry.set(country, { authorities: authorities + 1, until: latest });
    }
    const countries = [...byCountry].sort().map(([country, rest]) => ({ country, ...rest }));
    const columns = { Country: 10, Authorities: 13, 'Latest until': 15 };
    const rows = countries.map(({ country, authorities, until }) => [
      oneLine(country),
      authorities,
      dateOf(until),
    ]);
    const text = countries.length === 0 ? none : table(columns, rows);
    return { ok: true, text, json: { countries } };
  });

const removeCommand = createProgram('remove')
  .about('trust the authorities of a list no more')
  .argument('<publisher>', 'its country')
  .answers(async (publisher: string) => {
    const isGone = await withStore((db) => removeCscaList(db, publisher, commandActor()));
    if (!isGone) {
      const text = printable`There is no list of "${publisher}". Look at: ${vestibule} csca status.`;
      throw new RefusalError('no_such_list', text);
    }
    const text = printable`No longer in force: the list of ${publisher}.`;
    return { ok: true, text, json: { removed: publisher } };
  });
