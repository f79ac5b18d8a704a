import { createProgram, runProgram } from '../scripts/terminal/program.ts';
import { attacksCommand } from './attacks.ts';
import { attackCountsCommand } from './attacks/counts.ts';
import { attackPicturesCommand } from './attacks/pictures.ts';
import { benchCommand } from './bench.ts';
import { cardsCommand } from './cards.ts';
import { countCommand } from './count.ts';
import { namesCommand } from './names/measure-matching.ts';
import { outcomeMutantsCommand } from './outcome-mutants.ts';
import { passesCommand } from './passes.ts';
import { mrzCommand } from './mrz.ts';
import { passportCommand } from './passport.ts';
import { photosCommand } from './photos.ts';
import { portraitsCommand } from './passport/portraits.ts';
import { screenshotsCommand } from './screenshots.ts';
import { soakCommand } from './soak.ts';
import { recordingCommand } from './try-recording.ts';

// Measurements, stress runs and demonstrations of the project. Offices need none of them, and packages leave them out.
const program = createProgram('npm run lab --')
  .description('The laboratory: what the project measures itself with, in a clone.')
  .addHelpText('after', '\nEvery command takes --help.');
for (const command of [
  soakCommand(),
  namesCommand(),
  passesCommand(),
  mrzCommand(),
  passportCommand(),
  cardsCommand(),
  benchCommand(),
  countCommand(),
  outcomeMutantsCommand(),
  attacksCommand(),
  attackCountsCommand(),
  attackPicturesCommand(),
  photosCommand(),
  portraitsCommand(),
  screenshotsCommand(),
  recordingCommand(),
]) {
  program.addCommand(command);
}
await runProgram(program);
