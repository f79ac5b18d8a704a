import path from 'node:path';
import { copiesBeside } from '#server/store/store-copies.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import {
  cleanPages,
  reapplyErasures,
  type Removal,
  copiesLeft,
  receiptJson,
  describeRemains,
} from '#server/people/erasure.ts';
import {
  clockBelievedForDays,
  countOldSignIns,
  dueForErasure,
  graceAfterExpiryDays,
  purge,
  type ErasureDue,
  type Retention,
} from '#server/people/retention.ts';
import { draftFile, replaceFile } from '#base/files';
import { commandActor } from '#server/installation/command-actor.ts';
import {
  withPresentInstallation,
  type OpenInstallation,
} from '../../terminal/with-installation.ts';
import { printable } from '#base/text';
import { confirm, type CommandResult } from '../../terminal/answer.ts';
import { eraseOne } from '../../terminal/person.ts';
import { createProgram, type OutputOptions } from '../../terminal/program.ts';
import { countText, labelledLines, wrapText, dateOf, timeOf } from '../../terminal/text.ts';
import { vestibule } from '#server/platform/operator-error.ts';

interface EraseOptions extends OutputOptions {
  yes?: boolean;
  out?: string;
}

const eraseHelp = `
Removes the templates, the identity, the consents and everything else about the
person, the pages of the database that they stood on, and the write-ahead log.
A running service forgets them at once. Prints a receipt that holds neither name
nor face: give it to the person, or file it.

Examples:
  vestibule privacy erase ada@example.com
  vestibule privacy erase "Ada Example" --yes --out receipt.txt`;

export const eraseCommand = createProgram('erase')
  .about('erase a person for good, with a receipt')
  .argument('<person>', 'id, e-mail, employee id or exact name')
  .option('--yes', 'do not ask')
  .option('--out <file>', 'write the receipt to this file, too')
  .addHelpText('after', eraseHelp)
  .answers(erase);

function erase(reference: string, options: EraseOptions) {
  return withPresentInstallation(async (installation) => {
    const { config } = installation;
    const target = options.out && path.resolve(options.out);
    const { removal } = await eraseOne(installation, reference, {
      hasAgreed: options.yes,
      // Tried before the erasure: a receipt that cannot be written afterwards is lost.
      before: async () => {
        if (target) await (await draftFile(target, '')).discard();
      },
    });
    const copies = copiesBeside(config.databaseFile);
    const output = options.json
      ? JSON.stringify(receiptJson(removal, copies), null, 2)
      : receiptText(removal, copies);
    if (target) await replaceFile(target, `${output}\n`);
    const filed = target ? [wrapText(`The receipt is in ${target}`)] : [];
    const text = [receiptText(removal, copies), ...filed].join('\n');
    return { ok: true, text, json: { receipt: receiptJson(removal, copies) } };
  });
}

interface PurgeOptions extends OutputOptions {
  dryRun?: boolean;
  yes?: boolean;
}

const purgeHelp = `
The service does this by itself when it starts and once a day. Erased are those
whose last approved sign-in (or else enrolment, photo or consent) is longer ago
than VESTIBULE_RETENTION_DAYS, those whose enrolment or consent ran out ${graceAfterExpiryDays}
days ago, and those who withdrew their consent; deleted are the sign-in records
older than VESTIBULE_SIGN_IN_RETENTION_DAYS.

Asks before it erases anybody. Where no sign-in of the last ${clockBelievedForDays} days says that
the clock is right, the service erases only those who withdrew, and leaves the
rest to this command: look at the clock, and at --dry-run.

Examples:
  vestibule privacy purge --dry-run
  vestibule privacy purge`;

export const purgeCommand = createProgram('purge')
  .about('erase everybody who is past the retention')
  .option('--dry-run', 'say who would be erased and why; change nothing')
  .option('--yes', 'do not ask')
  .addHelpText('after', purgeHelp)
  .answers((options: PurgeOptions) =>
    withPresentInstallation((place) =>
      options.dryRun ? rehearse(place) : purgeNow(place, options),
    ),
  );

async function rehearse({
  store,
  config: { retention },
}: OpenInstallation): Promise<CommandResult> {
  const now = new Date();
  const due = await dueForErasure(store.db, retention, now);
  const signIns = await countOldSignIns(store.db, retention, now);
  const lines = due.map((one) => wrapText(lineOf(one, retention), '', '  '));
  const text = [
    ...lines,
    `Nothing was changed. A purge would erase ${countText(due.length, 'person', 'people')} and`,
  ];
  return {
    ok: true,
    text: [...text, `delete ${countText(signIns, 'sign-in record')}.`].join('\n'),
    json: { dryRun: true, people: due, signIns },
  };
}

async function purgeNow(
  { store, config }: OpenInstallation,
  { yes }: PurgeOptions,
): Promise<CommandResult> {
  const due = await dueForErasure(store.db, config.retention, new Date());
  if (due.length > 0 && !yes) {
    await confirm(
      `Erase ${countText(due.length, 'person', 'people')} for good?`,
      'Nobody was erased',
    );
  }
  const by = { actor: commandActor(), messages: new RecordCipher(config.templateKeyFile) };
  const { receipts, signIns } = await purge(store.db, config.retention, by);
  await reapplyErasures(store.db, config.erasureRegisterFile, by);
  const disk = await cleanPages(store);
  const lines = due.map((one) => wrapText(lineOf(one, config.retention), '', '  '));
  const done = `Erased ${countText(receipts.length, 'person', 'people')}, deleted ${countText(signIns, 'sign-in record')}.`;
  const copies = copiesBeside(config.databaseFile);
  const text = [...lines, done, ...copiesLeft(copies).map((line) => wrapText(line))].join('\n');
  return { ok: true, text, json: { receipts, signIns, disk, copies } };
}

function lineOf(
  { name, personId, because, since }: ErasureDue,
  { enrolmentDays }: Retention,
): string {
  const why: Record<ErasureDue['because'], string> = {
    consent_withdrawn: `withdrew their consent on ${dateOf(since)}`,
    expired: `their enrolment or consent ran out on ${dateOf(since)}`,
    retention: `last used on ${dateOf(since)}, more than ${enrolmentDays} days ago`,
  };
  return printable`${name} (${personId}): ${why[because]}`;
}

/** The receipt for people, in 80 columns. */
/** @param copies files of earlier restores, which still contain the person */
function receiptText({ receipt, cleaning }: Removal, copies: readonly string[] = []): string {
  const { receiptId, personId, erasedAt, removed, unlinked } = receipt;
  const disk =
    cleaning.keptBy.length > 0
      ? 'deleted in PostgreSQL, and its room freed for other rows'
      : cleaning.rewritten && cleaning.logEmptied
        ? 'database rewritten, write-ahead log emptied'
        : `deleted content overwritten; another process was in the way of the rest: run "${vestibule} privacy purge" in a while`;
  const lines: [string, string][] = [
    ['Receipt', receiptId],
    ['Person', personId],
    ['Erased', `${timeOf(erasedAt)} (${erasedAt.toISOString()})`],
    ['Removed', describeCounts(removed)],
    ['Unlinked', describeCounts(unlinked) || 'nothing'],
    ['Disk', disk],
    ...describeRemains({ receipt, cleaning }, copies).map((what, i): [string, string] => [
      i === 0 ? 'What stays' : '',
      what,
    ]),
  ];
  return labelledLines(lines, 12);
}

const called: Record<string, string> = {
  people: 'enrolments',
  sign_ins: 'sign-ins',
  outbox: 'messages',
};

function describeCounts(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([table, count]) => {
      const rows = called[table] ?? table.replaceAll('_', ' ');
      return `${count} ${count === 1 ? rows.replace(/s$/, '') : rows}`;
    })
    .join(', ');
}
