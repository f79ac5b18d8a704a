import { Command } from 'commander';
import { sentenceForOperator } from '../server/ops/for-operator.ts';
import { exitCodes, Refusal } from './cli/answer.ts';
import { wrapped } from './cli/text.ts';
import { addEnvoyCommand } from './simulate/envoy.ts';
import { addKioskCommand } from './simulate/kiosk.ts';
import { addSignInCommand } from './simulate/sign-in.ts';

const program = new Command('simulate').description(
  'Stand in for Envoy or for the lobby screen, to try an installation without either.',
);
addSignInCommand(program);
addKioskCommand(program);
addEnvoyCommand(program);
try {
  await program.parseAsync();
} catch (error) {
  const sentence = error instanceof Refusal ? error.message : sentenceForOperator(error);
  if (sentence === null) throw error;
  process.stderr.write(`${wrapped(sentence)}\n`);
  process.exitCode = exitCodes.usage;
}
