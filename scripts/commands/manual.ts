import type { Command } from 'commander';
import { programVersion } from '../../server/config/environment.ts';
import { createProgram } from '../terminal/program.ts';
import { manualPage } from './manual/page.ts';

const help = `
A package installs it, so that "man vestibule" shows it. Elsewhere:
  vestibule manual | man -l -`;

/**
 * `manual`
 * @param loadTree the whole command line, which is loaded for this only
 */
export function command(loadTree: () => Promise<Command>): Command {
  return createProgram('manual')
    .description('Print the manual page of all commands, as man reads it.')
    .addHelpText('after', help)
    .action(async () => {
      process.stdout.write(manualPage(await loadTree(), programVersion()));
    });
}
