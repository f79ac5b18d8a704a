import { readEnvironment } from '../../server/config/environment.ts';
import { exitCodes } from '../terminal/answer.ts';
import { print, printJson } from '../terminal/text.ts';
import { createProgram, type Command } from '../terminal/program.ts';
import { checkup, type CheckupOptions } from './doctor/checkup.ts';
import { type Finding, findingText, summaryText } from './doctor/finding.ts';

const help = `
The exit code is 1 when something has to be fixed. Under systemd, this gives it
the settings and the secrets of the service:
  sudo vestibule doctor`;

export function command(): Command {
  const program = createProgram('doctor')
    .description('Look at everything that an installation needs, and say what to do.')
    .option('--capture', 'turn the lobby cameras on for a moment')
    .option('--message', 'send a test message to every notification channel')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action(async ({ json, ...wishes }: { json?: boolean } & CheckupOptions) => {
      const findings: Finding[] = [];
      for await (const finding of checkup(readEnvironment(), wishes)) {
        findings.push(finding);
        if (!json) print(findingText(finding));
      }
      const isWell = findings.every(({ state }) => state !== 'failing');
      if (json) printJson({ ok: isWell, findings }, 2);
      else print(`\n${summaryText(findings)}`);
      if (!isWell) process.exitCode = exitCodes.refused;
    });
  return program;
}
