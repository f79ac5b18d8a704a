import { answer, createProgram, runProgram } from './cli/run.ts';
import { calibrate, type CalibrateOptions } from './calibrate/calibrate.ts';
import { withCollectionOptions } from './evaluate/collection.ts';

const program = withCollectionOptions(
  createProgram('calibrate').description(
    'Set the threshold of a recogniser from photos of strangers, in models/local-manifest.json.',
  ),
)
  .option('--fmr <rate>', 'false match rate that is wanted', Number, 1e-4)
  .option('--modelled', 'accept a modelled tail where there are too few comparisons')
  .option('--dry-run', 'say what would be written, and write nothing')
  .option('--json', 'print JSON')
  .action((options: CalibrateOptions) => answer(options, () => calibrate(options)));

await runProgram(program);
