import { styleText } from 'node:util';
import { readEnvironment } from '#server/config/environment.ts';
import { diagnose, type DiagnosisOptions } from '#server/installation/diagnosis/diagnose.ts';
import type { Finding } from '#server/installation/diagnosis/finding.ts';
import { exitCodes } from '../terminal/answer.ts';
import { createProgram, type Command } from '../terminal/program.ts';
import { print, printJson, wrapText } from '../terminal/text.ts';

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
    .action(async ({ json, ...options }: { json?: boolean } & DiagnosisOptions) => {
      const findings: Finding[] = [];
      for await (const finding of diagnose(readEnvironment(), options)) {
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

const marks = { ok: '✓', warning: '!', failing: '✗' } as const;
const colours = { ok: 'green', warning: 'yellow', failing: 'red' } as const;
const aboutWidth = 16;

/** A finding in at most 80 columns, in colour on a terminal. */
export function findingText({ state, about, found, todo, guide }: Finding): string {
  const margin = ' '.repeat(aboutWidth + 4);
  const lines = wrapText(found, margin, '').trimStart();
  const head = `${colourText(colours[state], marks[state])} ${about.padEnd(aboutWidth)}  ${lines}`;
  if (todo === null) return head;
  return `${head}\n${wrapText(`→ ${todo}`, margin, '  ')}\n${margin}  ${guide}`;
}

/** The summary in the last line. */
function summaryText(findings: readonly Finding[]): string {
  const number = (state: Finding['state']) =>
    findings.filter((finding) => finding.state === state).length;
  const wrong = number('failing');
  const doubtful = number('warning');
  if (wrong > 0)
    return colourText('red', `${count(wrong, 'problem')}, ${count(doubtful, 'warning')}.`);
  if (doubtful > 0) return colourText('yellow', `No problems, ${count(doubtful, 'warning')}.`);
  return colourText('green', 'No problems found.');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function colourText(colour: 'green' | 'yellow' | 'red', text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}
