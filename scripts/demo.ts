import Table from 'cli-table3';
import { createLogger } from '../server/ops/logging.ts';
import { modelsDir } from '../server/vision/create-vision.ts';
import { fetchModels } from '../server/vision/models/fetch-models.ts';
import { createProgram, runProgram } from './cli/run.ts';
import { inTemporaryFolder } from './cli/temporary-folder.ts';
import { enrolCast, play, scenes, type PlayedScene } from './demo/story.ts';
import { Trial } from './demo/trial.ts';

const program = createProgram('demo')
  .description(
    'Play the whole story in a temporary folder: enrol two people, let visitors sign in, compare each answer with what it should be.',
  )
  .option('--json', 'print JSON')
  .addHelpText('after', '\nThe exit code is 0 when all are as expected.')
  .action(run);
await runProgram(program);

async function run({ json = false }: { json?: boolean }): Promise<void> {
  await inTemporaryFolder('demo', async (folder) => {
    await fetchModels(modelsDir);
    const trial = await Trial.start(folder, createLogger('silent'), {
      VESTIBULE_DEADLINE_SECONDS: '6',
    });
    try {
      await demo(trial, json);
    } finally {
      await trial.stop();
    }
  });
}

async function demo(trial: Trial, asJson: boolean): Promise<void> {
  await enrolCast(trial);
  const kiosk = await trial.openKiosk({ frames: [] });
  const played: PlayedScene[] = [];
  for (const scene of await scenes()) played.push(await play(trial, kiosk, scene));
  const allAsExpected = played.every(({ asExpected }) => asExpected);
  if (asJson) {
    process.stdout.write(JSON.stringify({ allAsExpected, scenes: played }, null, 2) + '\n');
  } else {
    process.stdout.write(`${tableOf(played)}\n`);
    process.stdout.write(allAsExpected ? 'All as expected.\n' : 'Not all as expected.\n');
  }
  if (!allAsExpected) process.exitCode = 1;
}

function tableOf(played: readonly PlayedScene[]): string {
  const table = new Table({
    head: ['', 'who', 'expected', 'answer', 'reason', 'ms'],
    colAligns: ['left', 'left', 'left', 'left', 'left', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { what, expected, answered, reason, milliseconds, asExpected } of played) {
    const [status = ''] = expected.split(' ');
    const wanted = asExpected ? status : expected;
    table.push([asExpected ? '✔' : '✘', what, wanted, answered, reason, milliseconds]);
  }
  return table.toString();
}
