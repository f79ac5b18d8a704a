import { mkdirSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import type { CommandResult } from '../scripts/terminal/answer.ts';
import { answer, createProgram } from '../scripts/terminal/program.ts';
import { inTemporaryFolder } from '../scripts/terminal/temporary-folder.ts';
import { seededRandom } from '#base/random';
import { isWell, instancesReport as reportOfInstances } from './soak/instances/report.ts';
import { soakInstances } from './soak/instances/soak-instances.ts';
import { soakReport } from './soak/readings.ts';
import { soak } from './soak/soak.ts';
import { progressBar } from '../scripts/terminal/progress-bar.ts';

interface Options {
  minutes: number;
  seed: number;
  instances?: boolean;
  calm: number;
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
      '--instances',
      'three instances on a PostgreSQL server that is started for it, stopped and frozen',
    )
    .option(
      '--calm <seconds>',
      'with --instances: from a recovery to the next fault, at least; at most twice as long',
      positive,
      10,
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
          options.instances
            ? soakThree(folder, options, onProgress)
            : soakOne(folder, options, onProgress),
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
  { minutes, seed, calm, logs }: Options,
  onProgress: OnProgress,
): Promise<CommandResult> {
  if (logs) mkdirSync(logs, { recursive: true });
  const soaked = await soakInstances(folder, {
    ...{ minutes, seed, logs: logs ?? null, onProgress },
    calmMs: calm * 1000,
  });
  return { ok: isWell(soaked), text: reportOfInstances(soaked), json: { ...soaked } };
}

function positive(text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
}
