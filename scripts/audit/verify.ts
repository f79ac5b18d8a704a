import type { Command } from 'commander';
import { verifyRecord, type AuditFault, type Verification } from '../../server/audit/verify.ts';
import type { Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { alarming, timeOf, wrapped } from '../cli/text.ts';
import { withPresentInstallation } from '../cli/with-installation.ts';

const help = `
Finds every event that was altered, taken out, put in or cut off at the end,
as far as the seal reaches: a running service seals within a second. A record
written anew and a seal that was taken away are found too. What somebody can
do who can read the template key and write the data folder is make another
record and seal that; only a copy of the latest hash (printed here), kept
elsewhere, shows it, and that database and seal were both put back to an
earlier time.

Example:
  npm run audit -- verify`;

/** `audit verify` */
export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .summary('check that nothing in the record was altered or is missing')
    .description('Check that nothing in the record was altered or is missing.')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: OutputOptions) =>
      answer(options, () =>
        withPresentInstallation(async ({ store, config }) =>
          described(await verifyRecord({ ...config, db: store.db })),
        ),
      ),
    );
}

function described(found: Verification): Answer {
  const { faults, ...facts } = found;
  const ok = faults.length === 0;
  const text = [extentOf(found), ...(ok ? [] : faults.map(lineOf))].join('\n');
  return { ok, text, json: { ...facts, faults } };
}

function extentOf({ events, firstAt, lastAt, lastHash, sealedSeq, faults }: Verification): string {
  if (!firstAt || !lastAt || !lastHash) return 'Nothing is on record yet.';
  const count = events === 1 ? '1 event' : `${events.toLocaleString('en')} events`;
  const times = `from ${timeOf(new Date(firstAt))} to ${timeOf(new Date(lastAt))}`;
  const lines = [`${count}, ${times}.`, `Latest hash ${lastHash}`];
  if (faults.length > 0) return lines.join('\n');
  const since = events - (sealedSeq ?? 0);
  const open =
    since === 0 ? '' : ` The last ${since === 1 ? 'one is' : `${since} are`} not sealed yet.`;
  const verdict = sealedSeq === null ? 'There is no seal yet.' : `It fits its seal.${open}`;
  return [
    ...lines,
    wrapped(`Every event is as it was written, and none is missing. ${verdict}`),
  ].join('\n');
}

const explanations: Record<AuditFault['code'], string> = {
  altered: 'was altered: it does not fit its own hash',
  gap: 'does not follow the one before it: events in between are gone',
  unlinked: 'does not have the hash of the one before it: one of them was replaced',
  guards_missing:
    'The triggers that keep events from being changed are not in the database. Somebody took them away.',
  seal_unchecked: 'The template key is not there, so the seal cannot be checked.',
  seal_missing:
    'There is no file with a seal, and the template key has been here before: it was taken away, or the record was written anew. If you know why, seal again with: npm run audit -- reseal',
  seal_forged:
    'The seal was not made with a template key of this installation, or with one that was rotated away. If you know why, seal again with: npm run audit -- reseal',
  cut_off:
    'was sealed, and is not there as it was: the end of the record was cut off, or the database is an older one. If you know why, seal again with: npm run audit -- reseal',
};

function lineOf({ code, seq }: AuditFault): string {
  const words = explanations[code];
  const sentence = seq === null || code.startsWith('seal_') ? words : `Event ${seq} ${words}.`;
  return `${alarming('✗')} ${wrapped(sentence, '  ').slice(2)}`;
}
