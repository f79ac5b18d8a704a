import { SingleBar } from 'cli-progress';
import { type Command, InvalidArgumentError } from 'commander';
import { exitCodes } from '../terminal/answer.ts';
import { createProgram } from '../terminal/program.ts';
import { inTemporaryFolder } from '../terminal/temporary-folder.ts';
import { seededRandom } from './statistics.ts';
import { reportOf } from './soak/readings.ts';
import { soak } from './soak/soak.ts';

const format = 'soaking {bar} {value} of {total} minutes | {signIns} sign-ins';

export function soakCommand(): Command {
  const program = createProgram('soak')
    .description(
      'Let the service live for a while in a temporary folder: sign-ins, strangers, faults, a receptionist. Fails on any late or wrong answer, and when a card does not reach the desk.',
    )
    .option('--minutes <number>', 'how long', positive, 5)
    .option('--seed <number>', 'for the order of what happens', positive, 1)
    .option('--json', 'print JSON')
    .action(async ({ minutes, seed, json }: { minutes: number; seed: number; json?: boolean }) => {
      const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true });
      if (!json) bar.start(minutes, 0, { signIns: 0 });
      await inTemporaryFolder('soak', async (folder) => {
        const { tallies, readings, desk } = await soak(
          folder,
          minutes,
          seededRandom(seed),
          (passed, signIns) => bar.update(Number(passed.toFixed(1)), { signIns }),
        );
        bar.stop();
        const isAnswered = tallies.every(({ wrong, late }) => wrong === 0 && late === 0);
        const isWell = isAnswered && desk.missing === 0 && desk.refused === 0;
        if (json) console.log(JSON.stringify({ ok: isWell, tallies, desk, readings }, null, 2));
        else console.log(reportOf(tallies, readings, desk));
        if (!isWell) process.exitCode = exitCodes.refused;
      });
    });
  return program;
}

function positive(text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
}
