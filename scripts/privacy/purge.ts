import type { Command } from 'commander';
import { cleanPages } from '../../server/people/clean-pages.ts';
import { clockBelievedForDays } from '../../server/people/clock-proof.ts';
import { writeErasureRegister } from '../../server/people/erasure-register.ts';
import {
  countOldSignIns,
  dueForErasure,
  graceAfterExpiryDays,
  purge,
  type Due,
  type Retention,
} from '../../server/people/retention.ts';
import { copiesBeside } from '../../server/store/restore-traces.ts';
import { printable } from '../../server/platform/printable.ts';
import { commandActor } from '../cli/actor.ts';
import type { Answer } from '../cli/answer.ts';
import { confirm } from '../cli/confirm.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { dateOf, wrapped } from '../cli/text.ts';
import { withPresentInstallation, type Installation } from '../cli/with-installation.ts';
import { copiesLeft } from './receipt.ts';

interface Options extends OutputOptions {
  dryRun?: boolean;
  yes?: boolean;
}

const help = `
The service does this by itself when it starts and once a day. Erased are those
whose last approved sign-in (or else enrolment, photo or consent) is longer ago
than VESTIBULE_RETENTION_DAYS, those whose enrolment or consent ran out ${graceAfterExpiryDays}
days ago, and those who withdrew their consent; deleted are the sign-in records
older than VESTIBULE_SIGN_IN_RETENTION_DAYS.

Asks before it erases anybody. Where no sign-in of the last ${clockBelievedForDays} days says that
the clock is right, the service erases only those who withdrew, and leaves the
rest to this command: look at the clock, and at --dry-run.

Examples:
  npm run privacy -- purge --dry-run
  npm run privacy -- purge`;

/** `privacy purge` */
export function addPurgeCommand(program: Command): void {
  program
    .command('purge')
    .summary('erase whoever is past the retention')
    .description('Erase whoever is past the retention.')
    .option('--dry-run', 'say who would be erased and why; change nothing')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: Options) =>
      answer(options, () =>
        withPresentInstallation((place) =>
          options.dryRun ? rehearse(place) : purgeNow(place, options),
        ),
      ),
    );
}

async function rehearse({ store, config: { retention } }: Installation): Promise<Answer> {
  const now = new Date();
  const due = await dueForErasure(store.db, retention, now);
  const signIns = await countOldSignIns(store.db, retention, now);
  const lines = due.map((one) => wrapped(lineOf(one, retention), '', '  '));
  const text = [...lines, `Nothing was changed. A purge would erase ${people(due.length)} and`];
  return {
    ok: true,
    text: [...text, `delete ${records(signIns)}.`].join('\n'),
    json: { dryRun: true, people: due, signIns },
  };
}

async function purgeNow({ store, config }: Installation, { yes }: Options): Promise<Answer> {
  const due = await dueForErasure(store.db, config.retention, new Date());
  if (due.length > 0 && !yes) {
    await confirm(`Erase ${people(due.length)} for good?`, 'Nobody was erased');
  }
  const { receipts, signIns } = await purge(store.db, config.retention, commandActor());
  await writeErasureRegister(store.db, config.erasureRegisterFile);
  const disk = await cleanPages(store);
  const lines = due.map((one) => wrapped(lineOf(one, config.retention), '', '  '));
  const done = `Erased ${people(receipts.length)}, deleted ${records(signIns)}.`;
  const copies = copiesBeside(config.databaseFile);
  const text = [...lines, done, ...copiesLeft(copies).map((line) => wrapped(line))].join('\n');
  return { ok: true, text, json: { receipts, signIns, disk, copies } };
}

function lineOf({ name, personId, because, since }: Due, { enrolmentDays }: Retention): string {
  const why: Record<Due['because'], string> = {
    consent_withdrawn: `withdrew their consent on ${dateOf(since)}`,
    expired: `their enrolment or consent ran out on ${dateOf(since)}`,
    retention: `last used on ${dateOf(since)}, more than ${enrolmentDays} days ago`,
  };
  return printable`${name} (${personId}): ${why[because]}`;
}

function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}

function records(count: number): string {
  return count === 1 ? '1 sign-in record' : `${count} sign-in records`;
}
