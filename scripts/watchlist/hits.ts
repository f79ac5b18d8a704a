import type { Command } from 'commander';
import { heldByWatchlist, type Held } from '../../server/watchlist/held.ts';
import { oneLine } from '../../server/platform/printable.ts';
import { asDay } from '../cli/as-day.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { timeOf, wrapped } from '../cli/text.ts';
import { withInstallation } from '../cli/with-installation.ts';

interface Options extends OutputOptions {
  since?: Date;
}

const help = `
For whoever has to follow the procedure: which entry of which list it was is
told nowhere else, for many read Envoy's visitor log. Nobody's name is shown;
the visitor is found in Envoy by the time, and the entry by its id:
  npm run watchlist -- list

Examples:
  npm run watchlist -- hits
  npm run watchlist -- hits --since 2026-11-01 --json`;

/** `watchlist hits` */
export function addHitsCommand(program: Command): void {
  program
    .command('hits')
    .summary('show which sign-ins were held, and for which entry')
    .description('Show which sign-ins a watchlist held, and for which entry of which list.')
    .option('--since <day>', 'from this day on, for example 2026-11-01', asDay)
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action(({ since = new Date(0), ...options }: Options) =>
      answer(options, () =>
        withInstallation(async ({ store }) => {
          const hits = await heldByWatchlist(store.db, since);
          const text = hits.length === 0 ? 'No sign-in was held.' : hits.map(textOf).join('\n');
          return { ok: true, text, json: { hits } };
        }),
      ),
    );
}

function textOf({ jobId, receivedAt, check, note }: Held): string {
  const found = note ?? 'The note is no longer stored.';
  const said = oneLine(check === null ? found : `${check}: ${found}`);
  return `${timeOf(new Date(receivedAt))}  job ${oneLine(jobId)}\n${wrapped(said, '  ')}`;
}
