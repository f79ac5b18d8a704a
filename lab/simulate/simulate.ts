import { createProgram, type Command } from '../../scripts/terminal/program.ts';
import { envoyCommand } from './envoy.ts';
import { kioskCommand } from './kiosk.ts';
import { signInCommand } from './sign-in.ts';

export function command(): Command {
  return createProgram('simulate')
    .description(
      'Stand in for Envoy or for the lobby screen, to try an installation without either.',
    )
    .withCommands(signInCommand, kioskCommand, envoyCommand);
}
