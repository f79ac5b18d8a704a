import type { Command } from 'commander';
import { digits, row } from './measure/bench/people.ts';
import { table } from '../scripts/terminal/table.ts';
import { createProgram } from '../scripts/terminal/program.ts';
import { fetchModels } from '#face';
import { installedModels } from '#server/vision/installed-models.ts';
import { amidDeskWork } from './bench/desk-work.ts';

interface Options {
  desk?: boolean;
  json?: boolean;
}

export function benchCommand(): Command {
  const program = createProgram('bench')
    .description('Measure sign-ins amid the work of the desk.')
    .option('--desk', 'held sign-ins while the desk exports and searches 100,000 of them')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      if (!options.desk) return program.help();
      await fetchModels(installedModels);
      return benchDesk(options);
    });
  return program;
}

/** Measures how the desk's work delays a held visitor. */
async function benchDesk({ json }: Options): Promise<void> {
  const measured = await amidDeskWork(200);
  const { idle, amidst, ratio, slowest, done, turnedAway } = measured;
  const times = table(
    ['milliseconds', 'median', 'p95', 'of'],
    [row('held sign-in, call to reply', idle), row('  amid exports and searches', amidst)],
  );
  const text =
    `${times}\n\np95 amid them: ${digits(ratio)} times that before; the slowest took ${digits(slowest)} ms.\n` +
    `Exports and searches answered: ${done}; turned away with a sentence: ${turnedAway}.\n`;
  process.stdout.write(json ? `${JSON.stringify(measured, null, 2)}\n` : text);
}
