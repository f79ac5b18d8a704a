import path from 'node:path';
import type { Command } from 'commander';
import { createVision, modelsDir } from '../../server/vision/create-vision.ts';
import { fetchModels } from '../../server/vision/models/fetch-models.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { makeAttacks } from './make-attacks.ts';
import { evaluatePad, padReport } from './pad.ts';

interface PadCommandOptions extends OutputOptions {
  challenged: number;
}

/** `pad`, also known as `--pad`, and what makes a folder for it. */
export function addPadCommands(program: Command): void {
  program
    .command('pad')
    .description('Measure the liveness layers: BPCER, and APCER by kind of attack.')
    .argument('<folder>', 'holds genuine/** and attack/KIND/**')
    .option(
      '--challenged <n>',
      'put attacks made from so many genuine photos to the challenge',
      Number,
      0,
    )
    .option('--json', 'print JSON')
    .action((folder: string, options: PadCommandOptions) =>
      answer(options, async () => {
        await fetchModels(modelsDir);
        const vision = createVision({ engine: 'onnx', visionWorkers: 1 }, { warn: () => {} });
        try {
          await vision.start();
          const { challenged } = options;
          const measured = await evaluatePad({ root: path.resolve(folder), vision, challenged });
          return { ok: true, text: padReport(measured), json: { ...measured } };
        } finally {
          await vision.stop();
        }
      }),
    );
  program
    .command('make-attacks')
    .description('Make attack pictures by kind from a folder of genuine photos.')
    .requiredOption('--from <folder>', 'genuine photos, one frontal face each')
    .requiredOption('--to <folder>', 'where attack/KIND/ is written')
    .option('--json', 'print JSON')
    .action((options: OutputOptions & { from: string; to: string }) =>
      answer(options, async () => {
        const made = await makeAttacks(path.resolve(options.from), path.resolve(options.to));
        return { ok: true, text: `Made ${made} pictures in ${options.to}.`, json: { made } };
      }),
    );
}
