import path from 'node:path';
import { Option } from 'commander';
import { storedRow, columnOf } from '#database';
import { resealRecord } from '#server/audit/sealing.ts';
import { verifyRecord, type AuditFault, type Verification } from '#server/audit/verify.ts';
import { replaceFile } from '#base/files';
import { withPresentInstallation } from '../terminal/with-installation.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { csvCell, jsonText, oneLine, printable } from '#base/text';
import type { Db } from '#server/store/schema.ts';
import { auditEventsAfter, type AuditEventRow } from '#server/store/tables/audit-events.ts';
import { type CommandResult, RefusalError } from '../terminal/answer.ts';
import { createProgram, answer, type Command } from '../terminal/program.ts';
import { countText, alarming, timeOf, wrapText, asDay } from '../terminal/text.ts';
import { vestibule } from '#server/platform/operator-error.ts';

const help = `
Enrolments, erasures, exports, verdicts, pairings, and changes of keys, policy
and lists are put on record as they happen: what, actor, id, time.
Neither names nor faces are in it. Each event has the hash of the one before it;
the latest is sealed in a file beside the database.

Examples:
  vestibule audit verify
  vestibule audit export --since 2026-11-01
  vestibule audit export --csv > audit.csv

Every command takes --help with more examples, and --json for scripts.

Exit codes:
  0  done; with verify: nothing is wrong
  1  refused, or (verify) the record was altered; what was found was printed
  2  the command was not understood`;

export function command(): Command {
  return createProgram('audit')
    .description('Check and read the record of what was done.')
    .addHelpText('after', help)
    .withCommands(verifyCommand, exportAuditCommand, resealCommand);
}

const verifyHelp = `
Finds every event that was altered, removed, inserted or cut off at the end, as
far as the seal reaches: a running service seals within a second. It also finds
a rewritten record, a removed seal, and a sign-in that is stored as approved
but not on record as approved.

A person who can read the template key and write the data folder can make and
seal another record, or put database and seal back to an earlier time. Only a
copy of the latest hash (printed here), kept elsewhere, shows that.

Example:
  vestibule audit verify`;

export const verifyCommand = createProgram('verify')
  .about('check that nothing in the record was altered or is missing')
  .addHelpText('after', verifyHelp)
  .answers(() =>
    withPresentInstallation(async ({ store, config }) =>
      describe(await verifyRecord({ ...config, db: store.db })),
    ),
  );

function describe(found: Verification): CommandResult {
  const { faults, ...facts } = found;
  const ok = faults.length === 0;
  const text = [extentOf(found), ...(ok ? [] : faults.map(faultLine))].join('\n');
  return { ok, text, json: { ...facts, faults } };
}

function extentOf({ events, firstAt, lastAt, lastHash, sealedSeq, faults }: Verification): string {
  if (!firstAt || !lastAt || !lastHash) return 'Nothing is on record yet.';
  const count = countText(events, 'event');
  const times = `from ${timeOf(new Date(firstAt))} to ${timeOf(new Date(lastAt))}`;
  const lines = [`${count}, ${times}.`, `Latest hash ${lastHash}`];
  if (faults.length > 0) return lines.join('\n');
  const since = events - (sealedSeq ?? 0);
  const open =
    since === 0 ? '' : ` The last ${since === 1 ? 'one is' : `${since} are`} not sealed yet.`;
  const verdict = sealedSeq === null ? 'There is no seal yet.' : `It fits its seal.${open}`;
  return [
    ...lines,
    wrapText(`Every event is as it was written, and none is missing. ${verdict}`),
  ].join('\n');
}

const explanations: Record<AuditFault['code'], string> = {
  altered: 'was altered: it does not fit its own hash',
  gap: 'does not follow the one before it: events in between are gone',
  unlinked: 'does not have the hash of the one before it: one of them was replaced',
  guards_missing:
    'The triggers that keep events from being changed are not in the database. Somebody took them away.',
  approval_unrecorded:
    'is stored as approved, and not on record as that: something other than the service wrote it into the database.',
  person_altered:
    'is not as they were enrolled: something other than Vestibule changed their name, e-mail or employee id, or their photos, in the database. They are held until somebody has looked at their document.',
  seal_unchecked: 'The template key is not there, so the seal cannot be checked.',
  seal_missing: `There is no file with a seal, and the template key has been here before: it was taken away, or the record was rewritten. If you know why, seal again with: ${vestibule} audit reseal`,
  seal_forged: `The seal was not made with a template key of this installation, or with one that was rotated away. If you know why, seal again with: ${vestibule} audit reseal`,
  cut_off: `was sealed, and is not there as it was: the end of the record was cut off, or the database is an older one. If you know why, seal again with: ${vestibule} audit reseal`,
};

function faultLine({ code, seq, jobId, personId }: AuditFault): string {
  const what =
    jobId === undefined
      ? personId && printable`The record of person ${personId}`
      : printable`The sign-in "${jobId}"`;
  const sentence = what ? `${what} ${explanations[code]}` : aboutEvent(code, seq);
  return `${alarming('✗')} ${wrapText(sentence, '  ').slice(2)}`;
}

function aboutEvent(code: AuditFault['code'], seq: number | null): string {
  const words = explanations[code];
  return seq === null || code.startsWith('seal_') ? words : `Event ${seq} ${words}.`;
}

interface Options {
  since?: Date;
  csv?: boolean;
  json?: boolean;
  out?: string;
}

const exportHelp = `
Without --json or --csv, one line for each event, for reading. The JSON and the
CSV have the hashes too; with the JSON, which has every text exactly as it is
stored, the chain can be checked without this program:
"hash" is the SHA-256 of the JSON array [seq, at, action, actor, subject,
details (a text), previous_hash].

Examples:
  vestibule audit export --since 2026-11-01
  vestibule audit export --csv --out audit.csv
  vestibule audit export --json > audit.json`;

export const exportAuditCommand = createProgram('export')
  .about('print the record, or write it to a file')
  .option('--since <day>', 'from this day on, for example 2026-11-01', asDay)
  .option('--csv', 'as CSV')
  .addOption(new Option('--json', 'as JSON').conflicts('csv'))
  .option('--out <file>', 'write to this file, for your eyes only, instead of printing')
  .addHelpText('after', exportHelp)
  .action((options: Options) =>
    answer(options, () => withPresentInstallation(({ store }) => exportRecord(store.db, options))),
  );

async function exportRecord(db: Db, { since, csv, json, out }: Options): Promise<CommandResult> {
  const events = await eventsSince(db, since);
  if (out === undefined) {
    const text = csv ? csvOf(events) : events.map(eventLine).join('\n') || 'Nothing is on record.';
    return { ok: true, text, json: { events: events.map(storedRow) } };
  }
  const file = path.resolve(out);
  const content = csv
    ? csvOf(events)
    : json
      ? jsonText(events.map(storedRow), 2)
      : events.map(eventLine).join('\n');
  await replaceFile(file, `${content}\n`);
  const text = wrapText(`${events.length} events in ${file}`);
  return { ok: true, text, json: { file, events: events.length } };
}

async function eventsSince(db: Db, since: Date | undefined): Promise<AuditEventRow[]> {
  const perPage = 1000;
  const events: AuditEventRow[] = [];
  for (;;) {
    const last = events.at(-1)?.seq ?? 0;
    const page = await auditEventsAfter(db, last, perPage, since?.toISOString() ?? null);
    events.push(...page);
    if (page.length < perPage) return events;
  }
}

function eventLine({ at, action, actor, subject, details }: AuditEventRow): string {
  const detailTexts = Object.entries(JSON.parse(details) as Record<string, unknown>)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${String(value)}`);
  const line = [timeOf(new Date(at)), action, `by ${actor}`, subject, ...detailTexts];
  return wrapText(oneLine(line.filter((part) => part !== null).join(' ')), '', '    ');
}

const columns = [
  'seq',
  'at',
  'action',
  'actor',
  'subject',
  'details',
  'previousHash',
  'hash',
] as const;

function csvOf(events: readonly AuditEventRow[]): string {
  const rows = events.map((event) => columns.map((column) => csvCell(event[column])).join(','));
  return [columns.map((column) => csvCell(columnOf(column))).join(','), ...rows].join('\n');
}

const resealHelp = `
For when "verify" says that the record does not fit its seal and you know why: a
database was put back by hand, the seal's file was lost. That it was sealed
again, with actor and fault, stays on record. It does not repair altered events.

Example:
  vestibule audit reseal`;

export const resealCommand = createProgram('reseal')
  .about('seal the record as it is, when you know why it does not fit its seal')
  .addHelpText('after', resealHelp)
  .answers(() =>
    withPresentInstallation(async ({ store, config }) => {
      const result = await resealRecord({ ...config, db: store.db }, commandActor());
      if (result === 'no_key') {
        throw new RefusalError(
          'no_key',
          'There is no template key to seal with; nothing was done.',
        );
      }
      return { ok: true, text: 'The record is sealed as it is.', json: { sealed: true } };
    }),
  );
