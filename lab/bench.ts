import type { Command } from 'commander';
import { digits, row } from './measure/bench/people.ts';
import { table } from '../scripts/terminal/table.ts';
import { createProgram, wholeNumber } from '../scripts/terminal/program.ts';
import { fetchModels } from '#face';
import { installedModels } from '#server/vision/installed-models.ts';
import { amidDeskWork } from './bench/desk-work.ts';
import { instanceTimes } from './bench/instances.ts';
import { slowLink } from './bench/slow-link.ts';

interface Options {
  instances?: string;
  databaseDelay?: number;
  desk?: boolean;
  json?: boolean;
}

export function benchCommand(): Command {
  const program = createProgram('bench')
    .description('Measure sign-ins at several instances, or amid the work of the desk.')
    .option('--instances <url>', 'three instances on this PostgreSQL database, an empty one')
    .option(
      '--database-delay <ms>',
      'with --instances: what a round trip to the database takes longer',
      wholeNumber(1, 9_999_999),
    )
    .option('--desk', 'held sign-ins while the desk exports and searches 100,000 of them')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      if (options.instances) return benchInstances(options.instances, options);
      if (!options.desk) return program.help();
      await fetchModels(installedModels);
      return benchDesk(options);
    });
  return program;
}

/**
 * Measures what forwarding to the instance with the lobby screen adds, and the outcome of sign-ins at all screens at
 * once. A slow link gets fewer sign-ins, because each takes longer.
 */
async function benchInstances(url: string, { databaseDelay = 0, json }: Options): Promise<void> {
  const isFar = databaseDelay > 0;
  const link = await slowLink(url, databaseDelay);
  const times = isFar ? { signIns: 180, rounds: 6 } : { signIns: 540, rounds: 12 };
  let measured: Awaited<ReturnType<typeof instanceTimes>>;
  try {
    measured = await instanceTimes(isFar ? link.url : url, times);
  } finally {
    await link.close();
  }
  const { here, remote, added } = measured.forward;
  const { times: atOnce, slowest, rounds, others } = measured.peak;
  const oneByOne = table(
    ['milliseconds', 'median', 'p95', 'of'],
    [
      row('call to reply, screen at the instance that is asked', here),
      row('call to reply, screen at another one', remote),
      ['added by forwarding', digits(added.median), digits(added.p95), ''],
    ],
  );
  const peak = table(
    ['milliseconds', 'median', 'p95', 'slowest', 'of'],
    [
      [
        ...row('all thirty screens at the very same moment', atOnce).toSpliced(
          3,
          0,
          digits(slowest),
        ),
      ],
    ],
  );
  const ended = Object.entries(others).map(([outcome, count]) => `${outcome}: ${count}`);
  const text =
    `${oneByOne}\n\n${peak}\n\n` +
    `Of ${rounds} rounds, sign-ins that ended other than expected: ${ended.join(', ') || 'none'}.\n`;
  process.stdout.write(json ? `${JSON.stringify(measured, null, 2)}\n` : text);
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
