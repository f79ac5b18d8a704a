import { exitCodes } from './cli/answer.ts';
import { createProgram, runProgram } from './cli/run.ts';
import { addEnvoyCommand } from './simulate/envoy.ts';
import { addKioskCommand } from './simulate/kiosk.ts';
import { addSignInCommand } from './simulate/sign-in.ts';

const program = createProgram('simulate').description(
  'Stand in for Envoy or for the lobby screen, to try an installation without either.',
);
addSignInCommand(program);
addKioskCommand(program);
addEnvoyCommand(program);
// 1 says that a visitor is held, so what keeps it from asking is 2.
await runProgram(program, exitCodes.usage);
