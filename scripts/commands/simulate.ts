import type { Command } from 'commander';
import { createProgram } from '../terminal/program.ts';
import { addEnvoyCommand } from '../simulate/envoy.ts';
import { addKioskCommand } from '../simulate/kiosk.ts';
import { addSignInCommand } from '../simulate/sign-in.ts';

export function simulateCommand(): Command {
  const program = createProgram('simulate').description(
    'Stand in for Envoy or for the lobby screen, to try an installation without either.',
  );
  addSignInCommand(program);
  addKioskCommand(program);
  addEnvoyCommand(program);
  return program;
}
