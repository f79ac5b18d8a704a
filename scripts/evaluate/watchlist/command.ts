import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { defaultThreshold } from '../../../server/watchlist/matching/name-index.ts';
import { answer, type OutputOptions } from '../../cli/run.ts';
import { wrapped } from '../../cli/text.ts';
import { count, percent } from '../numbers.ts';
import { measureMatching, type MatchingMeasured } from './measure-matching.ts';

interface Options extends OutputOptions {
  entries: number;
  queries: number;
  ordinary: number;
  seed: number;
  threshold: number;
}

const help = `
The list, the queries and the ordinary names are made up, the same ones for the
same --seed; docs/watchlists.md says how.`;

/** `watchlist`, also known as `--watchlist` */
export function addWatchlistCommand(program: Command): void {
  program
    .command('watchlist')
    .description('Measure how well names are found on a made list.')
    .option('--entries <n>', 'names on the list', Number, 20_000)
    .option('--queries <n>', 'names asked for that are on it, written otherwise', Number, 2000)
    .option('--ordinary <n>', 'names asked for that are not on it', Number, 2000)
    .option('--seed <n>', 'another one makes another list', Number, 1)
    .option('--threshold <score>', 'score from which a name is found', Number, defaultThreshold)
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: Options) => answer(options, () => evaluateWatchlist(options)));
}

async function evaluateWatchlist({ seed, threshold, ...sizes }: Options) {
  // What the names are made from is installed for development only.
  const { madeList } = await import('./made-list.ts');
  const bar = new SingleBar({
    format: '{bar} {value} of {total} names, {eta_formatted} to go',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 30,
  });
  bar.start(sizes.queries + sizes.ordinary, 0);
  const measured = await measureMatching(madeList(sizes, seed), threshold, () => bar.increment());
  bar.stop();
  return { ok: true, text: textOf(measured), json: { ...measured, seed } };
}

function textOf(measured: MatchingMeasured): string {
  const table = new Table({
    head: ['Written', 'Asked', 'Found', 'Recall', 'For example'],
    // With the borders, 80 columns.
    colWidths: [30, 7, 7, 9, 22],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const { kind, asked, found, example } of measured.kinds) {
    table.push([kind, asked, found, percent(found / asked, 1), example.slice(0, 20)]);
  }
  const { found, asked, ordinary, falseHits, queryMs, entries, threshold } = measured;
  const { processorMs } = measured;
  const perThousand = ((1000 * falseHits.length) / ordinary).toFixed(1);
  return [
    table.toString(),
    wrapped(
      `${count(entries)} entries, threshold ${threshold}. Found ${count(found)} of ${count(asked)} (${percent(found / asked, 1)}).`,
    ),
    wrapped(
      `Taken for somebody listed: ${falseHits.length} of ${count(ordinary)} ordinary names (${perThousand} in 1,000).`,
    ),
    ...falseHits.map(({ name, listed, score }) => `  ${name} = ${listed} (${score.toFixed(3)})`),
    wrapped(
      `A query takes ${processorMs.toFixed(1)} ms of processor time; from beginning to end it took ${queryMs.median.toFixed(1)} ms (median) and ${queryMs.p95.toFixed(1)} ms (p95).`,
    ),
  ].join('\n');
}
