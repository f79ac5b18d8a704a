import { createProgram, type Command } from '../terminal/program.ts';
import { envoyCommand } from '../simulate/envoy.ts';
import { kioskCommand } from '../simulate/kiosk.ts';
import { signInCommand } from '../simulate/sign-in.ts';

export function command(): Command {
  return createProgram('simulate')
    .description(
      'Stand in for Envoy or for the lobby screen, to try an installation without either.',
    )
    .withCommands(signInCommand, kioskCommand, envoyCommand);
}
