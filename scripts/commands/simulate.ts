import { createProgram, type Command } from '../terminal/program.ts';
import { addEnvoyCommand } from '../simulate/envoy.ts';
import { addKioskCommand } from '../simulate/kiosk.ts';
import { addSignInCommand } from '../simulate/sign-in.ts';

export function command(): Command {
  const program = createProgram('simulate').description(
    'Stand in for Envoy or for the lobby screen, to try an installation without either.',
  );
  addSignInCommand(program);
  addKioskCommand(program);
  addEnvoyCommand(program);
  return program;
}
