import { readEnvironment } from '../server/config/environment.ts';
import { exitCodes } from './cli/answer.ts';
import { print, printJson } from './cli/output.ts';
import { createProgram, runProgram } from './cli/run.ts';
import { checkup, type Wishes } from './doctor/checkup.ts';
import type { Finding } from './doctor/finding.ts';
import { findingText, summaryText } from './doctor/finding-text.ts';

const help = `
The exit code is 1 when something has to be mended. Under systemd, this gives it
the settings and the secrets of the service:
  sudo vestibule doctor`;

const program = createProgram('doctor')
  .description('Look at everything that an installation needs, and say what to do.')
  .option('--capture', 'turn the lobby cameras on for a moment')
  .option('--message', 'send a test message to everybody who is told of something')
  .option('--json', 'print JSON')
  .addHelpText('after', help)
  .action(async ({ json, ...wishes }: { json?: boolean } & Wishes) => {
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

await runProgram(program);
