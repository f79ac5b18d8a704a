import { table } from '../../scripts/terminal/table.ts';
import { Option, type Command } from 'commander';
import { defaultThreshold } from '#name-matching';
import { answer, createProgram, type OutputOptions } from '../../scripts/terminal/program.ts';
import { wrapText } from '../../scripts/terminal/text.ts';
import { count, percent } from '#biometric-evaluation';
import { timesOf } from '#base/time';
import { madeList } from '#name-matching/lab/made-list.ts';
import { measureMatching, type MatchingMeasured } from '#name-matching/lab/measure-made.ts';
import { measurePublished } from './measure-published.ts';
import { parts, type SamplePart } from '#name-matching/lab/part.ts';
import { progressBar } from '../../scripts/terminal/progress-bar.ts';

interface Options extends OutputOptions {
  entries: number;
  queries: number;
  ordinary: number;
  seed: number;
  threshold: number;
  pairs?: string;
  strangers: string[];
  listed: string[];
  list: string[];
  common?: boolean;
  own: number;
  every?: boolean;
  part?: SamplePart;
}

const help = `
The list, the queries and the ordinary names are made up, the same ones for the
same --seed; docs/watchlists.md says how. With files of your own nothing is made
up: pairs are CSV with the columns kind, asked, listed and same; people have a
name (or asked) and, where known, a birth_date.

Examples:
  npm run lab -- names --pairs pairs.csv
  npm run lab -- names --strangers ordinary-people.csv \\
    --list ofac=sdn.xml --list un=consolidated.xml`;

export function namesCommand(): Command {
  return createProgram('names')
    .description('Measure how well names are found on a made list.')
    .option('--entries <n>', 'names on the list', Number, 20_000)
    .option('--queries <n>', 'names asked for that are on it, written otherwise', Number, 2000)
    .option('--ordinary <n>', 'names asked for that are not on it', Number, 2000)
    .option('--seed <n>', 'another one makes another list', Number, 1)
    .option('--threshold <score>', 'score from which a name is found', Number, defaultThreshold)
    .option('--pairs <file>', 'labelled pairs of names, each compared by itself')
    .option('--strangers <file>', 'people who are not on the lists (repeatable)', add, [])
    .option('--listed <file>', 'people who are on them, written otherwise (repeatable)', add, [])
    .option('--list <source=file>', 'an official list to search in (repeatable)', add, [])
    .option('--common', 'ask for common names of ten peoples, too')
    .option('--own <n>', 'number of listed entries in this row', Number, 0)
    .option('--every', 'ask for every name of the lists as it stands')
    .addOption(new Option('--part <which>', 'of pairs and people').choices(parts))
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: Options) => answer(options, () => evaluateWatchlist(options)));
}

function add(value: string, values: readonly string[]): string[] {
  return [...values, value];
}

async function evaluateWatchlist(options: Options) {
  const {
    seed,
    threshold,
    pairs,
    strangers,
    listed,
    list: lists,
    own,
    part,
    every,
    ...sizes
  } = options;
  if (pairs !== undefined || strangers.length + listed.length + lists.length > 0) {
    const areCommonAsked = options.common === true;
    const asked = {
      pairs,
      strangers,
      listed,
      lists,
      areCommonAsked,
      own,
      part,
      isEveryAsked: every === true,
    };
    return measurePublished({ ...asked, threshold });
  }
  const bar = progressBar('{value} of {total} names');
  bar.start(sizes.queries + sizes.ordinary, 0);
  const measured = await measureMatching(madeList(sizes, seed), threshold, () => bar.increment());
  bar.stop();
  const queryMs = timesOf(measured.queryMs);
  return { ok: true, text: textOf(measured), json: { ...measured, queryMs, seed } };
}

function textOf(measured: MatchingMeasured): string {
  const columns = { Written: 30, Asked: 7, Found: 7, Recall: 9, 'For example': 22 };
  const rows = measured.kinds.map((kind) => [
    ...[kind.kind, kind.asked, kind.found, percent(kind.found / kind.asked, 1)],
    kind.example.slice(0, 20),
  ]);
  const { found, asked, ordinary, falseHits, queryMs, entries, threshold } = measured;
  const { processorMs, load } = measured;
  const times = timesOf(queryMs);
  const perThousand = ((1000 * falseHits.length) / ordinary).toFixed(1);
  return [
    table(columns, rows),
    wrapText(
      `${count(entries)} entries, threshold ${threshold}. Found ${count(found)} of ${count(asked)} (${percent(found / asked, 1)}).`,
    ),
    wrapText(
      `Taken for somebody listed: ${falseHits.length} of ${count(ordinary)} ordinary names (${perThousand} in 1,000).`,
    ),
    ...falseHits.map(({ name, listed, score }) => `  ${name} = ${listed} (${score.toFixed(3)})`),
    wrapText(
      `The names were read in ${count(Math.round(load.processorMs))} ms of processor time (${count(Math.round(load.wallMs))} ms on the clock).`,
    ),
    wrapText(
      `A query takes ${processorMs.toFixed(1)} ms of processor time; from beginning to end it took ${times.median.toFixed(1)} ms (median) and ${times.p95.toFixed(1)} ms (p95).`,
    ),
  ].join('\n');
}
