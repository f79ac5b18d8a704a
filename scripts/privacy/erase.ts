import path from 'node:path';
import type { Command } from 'commander';
import { removePerson } from '../../server/people/remove.ts';
import { draftFile, replaceFile } from '../../server/store/drafted-file.ts';
import { copiesBeside } from '../../server/store/restore-traces.ts';
import { printable } from '../../server/platform/printable.ts';
import { commandActor } from '../cli/actor.ts';
import { Refusal } from '../cli/answer.ts';
import { confirm } from '../cli/confirm.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { wrapped } from '../cli/text.ts';
import { withPresentInstallation } from '../cli/with-installation.ts';
import { callersFolder } from '../enroll/callers-folder.ts';
import { onePerson } from '../enroll/one-person.ts';
import { knownBy } from '../enroll/person-text.ts';
import { receiptJson, receiptText } from './receipt.ts';

interface Options extends OutputOptions {
  yes?: boolean;
  out?: string;
}

const help = `
Removes the templates, the identity, the consents and everything else about the
person, the pages of the database that they stood on, and the write-ahead log.
A running service forgets them at once. Prints a receipt that holds neither name
nor face: give it to the person, or file it.

Examples:
  npm run privacy -- erase ada@example.com
  npm run privacy -- erase "Ada Example" --yes --out receipt.txt`;

/** `privacy erase` */
export function addEraseCommand(program: Command): void {
  program
    .command('erase')
    .summary('erase a person for good, with a receipt')
    .description('Erase a person for good, with a receipt.')
    .argument('<person>', 'id, e-mail, employee id or exact name')
    .option('--yes', 'do not ask')
    .option('--out <file>', 'write the receipt to this file, too')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((reference: string, options: Options) =>
      answer(options, () => erase(reference, options)),
    );
}

function erase(reference: string, options: Options) {
  return withPresentInstallation(async ({ store, config }) => {
    const person = await onePerson(store.db, reference);
    if (!options.yes) {
      const question = printable`Erase ${person.name} (${knownBy(person)}) for good?`;
      await confirm(question, 'Nobody was erased');
    }
    // Tried before anything is erased: a receipt that cannot be written then is lost.
    const target = options.out && path.resolve(callersFolder(), options.out);
    if (target) await (await draftFile(target, '')).discard();
    const removal = await removePerson(store, person.id, {
      actor: commandActor(),
      because: 'asked',
      registerFile: config.erasureRegisterFile,
    });
    if (!removal) {
      throw new Refusal('no_such_person', 'This person has been erased in the meantime.');
    }
    const copies = copiesBeside(config.databaseFile);
    const said = options.json
      ? JSON.stringify(receiptJson(removal, copies), null, 2)
      : receiptText(removal, copies);
    if (target) await replaceFile(target, `${said}\n`);
    const filed = target ? [wrapped(`The receipt is in ${target}`)] : [];
    const text = [receiptText(removal, copies), ...filed].join('\n');
    return { ok: true, text, json: { receipt: receiptJson(removal, copies) } };
  });
}
