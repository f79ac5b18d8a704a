import path from 'node:path';
import { Option, type Command } from 'commander';
import { csvCell, jsonText, oneLine } from '../../server/platform/printable.ts';
import { replaceFile } from '../../server/store/drafted-file.ts';
import type { Db } from '../../server/store/schema.ts';
import { auditEventsAfter, type AuditEventRow } from '../../server/store/tables/audit-events.ts';
import type { Answer } from '../cli/answer.ts';
import { asDay } from '../cli/as-day.ts';
import { callersFolder } from '../enroll/callers-folder.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { timeOf, wrapped } from '../cli/text.ts';
import { withPresentInstallation } from '../cli/with-installation.ts';

interface Options extends OutputOptions {
  since?: Date;
  csv?: boolean;
  out?: string;
}

const help = `
Without --json or --csv, one line for each event, for reading. The JSON and the
CSV have the hashes too; with the JSON, which has every text exactly as it is
stored, the chain can be checked without this program:
"hash" is the SHA-256 of the JSON array [seq, at, action, actor, subject,
details (a text), previous_hash].

Examples:
  npm run audit -- export --since 2026-11-01
  npm run audit -- export --csv --out audit.csv
  npm run --silent audit -- export --json > audit.json`;

/** `audit export` */
export function addExportCommand(program: Command): void {
  program
    .command('export')
    .summary('print the record, or write it to a file')
    .description('Print the record, or write it to a file.')
    .option('--since <day>', 'from this day on, for example 2026-11-01', asDay)
    .option('--csv', 'as CSV')
    .addOption(new Option('--json', 'as JSON').conflicts('csv'))
    .option('--out <file>', 'write to this file, for your eyes only, instead of printing')
    .addHelpText('after', help)
    .action((options: Options) =>
      answer(options, () => withPresentInstallation(({ store }) => exported(store.db, options))),
    );
}

async function exported(db: Db, { since, csv, json, out }: Options): Promise<Answer> {
  const events = await eventsSince(db, since);
  if (out === undefined) {
    const text = csv ? csvOf(events) : events.map(lineOf).join('\n') || 'Nothing is on record.';
    return { ok: true, text, json: { events } };
  }
  const file = path.resolve(callersFolder(), out);
  const content = csv ? csvOf(events) : json ? jsonText(events, 2) : events.map(lineOf).join('\n');
  await replaceFile(file, `${content}\n`);
  const text = wrapped(`${events.length} events in ${file}`);
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

function lineOf({ at, action, actor, subject, details }: AuditEventRow): string {
  const said = Object.entries(JSON.parse(details) as Record<string, unknown>)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${String(value)}`);
  const line = [timeOf(new Date(at)), action, `by ${actor}`, subject, ...said];
  return wrapped(oneLine(line.filter((part) => part !== null).join(' ')), '', '    ');
}

const columns = [
  'seq',
  'at',
  'action',
  'actor',
  'subject',
  'details',
  'previous_hash',
  'hash',
] as const;

function csvOf(events: readonly AuditEventRow[]): string {
  const rows = events.map((event) => columns.map((column) => csvCell(event[column])).join(','));
  return [columns.join(','), ...rows].join('\n');
}
