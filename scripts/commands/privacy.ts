import { consentCommand } from './privacy/consent.ts';
import { consentTextCommand } from './privacy/consent-text.ts';
import { eraseCommand, purgeCommand } from './privacy/erasure.ts';
import { exportPersonCommand } from './privacy/export.ts';
import { optOutCommand } from './privacy/opt-out.ts';
import { createProgram, type Command, groupHelp } from '../terminal/program.ts';

const help = `
What people may ask of those who keep their face, and what the law in several
places wants written down. Works while the service runs, and counts at once.
Texts that an office can publish are in docs/privacy.

Examples:
  vestibule privacy consent-text set consent.txt --version 2026-11
  vestibule privacy consent renew ada@example.com \\
    --how "signed form, 2026-11-25"
  vestibule privacy opt-out add --email bo@example.com
  vestibule privacy export ada@example.com --out ada
  vestibule privacy erase ada@example.com
  vestibule privacy purge --dry-run

${groupHelp}`;

export function command(): Command {
  return createProgram('privacy')
    .description('Consent, opt-out, retention, export and erasure.')
    .addHelpText('after', help)
    .withCommands(
      consentTextCommand,
      consentCommand,
      optOutCommand,
      purgeCommand,
      exportPersonCommand,
      eraseCommand,
    );
}
