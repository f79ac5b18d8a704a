import { loadConfig } from '#server/config/config.ts';
import { readEnvironment } from '#server/config/environment.ts';
import { printable } from '#base/text';
import { reloadCommand } from '#server/platform/operator-error.ts';
import { RefusalError } from '../../terminal/answer.ts';
import { createProgram, type Command } from '../../terminal/program.ts';

/** The command of earlier versions, which says where issuers are now. */
export function command(): Command {
  return createProgram('credentials')
    .description('Issuers of health passes are files now: this command is gone.')
    .argument('[words...]')
    .allowUnknownOption()
    .answers(async () => {
      const { issuersFolder } = loadConfig(readEnvironment());
      throw new RefusalError(
        'command_gone',
        printable`Issuers of health passes and lists of revoked ones are files in ${issuersFolder}, as their publishers give them. Put a file there to trust an issuer, and delete it to trust it no more, then run ${reloadCommand}; see docs/health-pass.md.`,
      );
    });
}
