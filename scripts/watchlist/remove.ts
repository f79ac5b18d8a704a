import type { Command } from 'commander';
import { listWatchlistEntries } from '../../server/store/tables/watchlist-entries.ts';
import { removeFromWatchlist } from '../../server/watchlist/change.ts';
import { printable } from '../../server/platform/printable.ts';
import { commandActor } from '../cli/actor.ts';
import { Refusal } from '../cli/answer.ts';
import { confirm } from '../cli/confirm.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { withInstallation } from '../cli/with-installation.ts';

interface Options extends OutputOptions {
  yes?: boolean;
}

/** `watchlist remove` */
export function addRemoveCommand(program: Command): void {
  program
    .command('remove')
    .summary('take an entry off the own list')
    .description('Take an entry off the own list, with its face, for good.')
    .argument('<id>', 'its id, or enough of its beginning')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action((given: string, options: Options) =>
      answer(options, () =>
        withInstallation(async ({ store }) => {
          const id = await idOf(given, await listWatchlistEntries(store.db));
          if (!options.yes) await confirm(`Remove entry ${id} for good?`, 'Nothing was removed');
          if (!(await removeFromWatchlist(store.db, commandActor(), id))) throw gone(given);
          await store.scrub();
          return { ok: true, text: `Removed ${id}.`, json: { removed: { id } } };
        }),
      ),
    );
}

async function idOf(given: string, entries: readonly { id: string }[]): Promise<string> {
  const fitting = entries.filter(({ id }) => id.startsWith(given));
  const [entry] = fitting;
  if (!entry || given === '') throw gone(given);
  if (fitting.length > 1) {
    throw new Refusal(
      'several_entries',
      printable`Several entries begin with ${given}. Give more of it.`,
    );
  }
  return entry.id;
}

function gone(given: string): Refusal {
  return new Refusal(
    'no_such_entry',
    printable`There is no entry ${given}. "npm run watchlist -- list" shows the ids.`,
  );
}
