import { mkdirSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import type { CommandResult } from '../scripts/terminal/answer.ts';
import { answer, createProgram, wholeNumber } from '../scripts/terminal/program.ts';
import { inTemporaryFolder } from '../scripts/terminal/temporary-folder.ts';
import { seededRandom } from '#base/random';
import { isWell, jsonOf, instancesReport as reportOfInstances } from './soak/instances/report.ts';
import { soakInstances } from './soak/instances/soak-instances.ts';
import { soakReport } from './soak/readings.ts';
import { soak } from './soak/soak.ts';
import { progressBar } from '../scripts/terminal/progress-bar.ts';

interface Options {
  minutes: number;
  seed: number;
  /** True: starts a server for the soak. */
  instances?: string | true;
  atOnce: number;
  calm: number;
  faults?: string;
  restarts?: boolean;
  logs?: string;
  json?: boolean;
}

export function soakCommand(): Command {
  const program = createProgram('soak')
    .description(
      'Let the service live for a while in a temporary folder: sign-ins, strangers, faults, a receptionist. Fails on any late or wrong answer, and when a card does not reach the desk.',
    )
    .option('--minutes <number>', 'how long', positive, 5)
    .option('--seed <number>', 'for the order of what happens', positive, 1)
    .option(
      '--instances [url]',
      'three instances on this PostgreSQL database, an empty one; without an address on a server that is started for it, stopped and frozen',
    )
    .option(
      '--at-once <number>',
      'with --instances: sign-ins held at once, 6 at most',
      wholeNumber(1, 6),
      3,
    )
    .option(
      '--calm <seconds>',
      'with --instances: from a recovery to the next fault, at least; at most twice as long',
      positive,
      10,
    )
    .option(
      '--faults <words>',
      'with --instances: only faults with one of these words in their name, for example killed,frozen; none: no faults',
    )
    .option(
      '--restarts',
      'without --instances: it is started beside a locked database, and an older copy is put back, too',
    )
    .option('--logs <folder>', 'with --instances: where the logs of the services are put')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const bar = progressBar('{value} of {total} minutes, {signIns} sign-ins');
      if (!options.json) bar.start(options.minutes, 0, { signIns: 0 });
      const onProgress = (passed: number, signIns: number) =>
        bar.update(Number(passed.toFixed(1)), { signIns });
      await answer(options, () =>
        inTemporaryFolder('soak', (folder) =>
          options.instances === undefined
            ? soakOne(folder, options, onProgress)
            : soakThree(folder, options, onProgress),
        ).finally(() => bar.stop()),
      );
    });
  return program;
}

type OnProgress = (minutes: number, signIns: number) => void;

async function soakOne(
  folder: string,
  { minutes, seed, restarts = false }: Options,
  onProgress: OnProgress,
): Promise<CommandResult> {
  const soaked = await soak(folder, minutes, seededRandom(seed), restarts, onProgress);
  const { tallies, readings, desk } = soaked;
  const isAnswered = tallies.every(({ wrong, late }) => wrong === 0 && late === 0);
  const ok = isAnswered && desk.missing === 0 && desk.refused === 0;
  return { ok, text: soakReport(tallies, readings, desk), json: { tallies, desk, readings } };
}

async function soakThree(
  folder: string,
  { minutes, seed, instances, atOnce, calm, ...options }: Options,
  onProgress: OnProgress,
): Promise<CommandResult> {
  const { faults = null, logs = null } = options;
  if (logs !== null) mkdirSync(logs, { recursive: true });
  const databaseUrl = typeof instances === 'string' ? instances : null;
  const soaked = await soakInstances(folder, {
    ...{ databaseUrl, minutes, seed, atOnce, faults, logs, onProgress },
    calmMs: calm * 1000,
  });
  return { ok: isWell(soaked), text: reportOfInstances(soaked), json: jsonOf(soaked) };
}

function positive(text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
}
