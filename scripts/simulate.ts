import { Command } from 'commander';
import { addEnvoyCommand } from './simulate/envoy.ts';
import { addKioskCommand } from './simulate/kiosk.ts';
import { addSignInCommand } from './simulate/sign-in.ts';

const program = new Command('simulate').description(
  'Stand in for Envoy or for the lobby screen, to try an installation without either.',
);
addSignInCommand(program);
addKioskCommand(program);
addEnvoyCommand(program);
await program.parseAsync();
