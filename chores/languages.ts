import type { CommandResult } from '../scripts/terminal/answer.ts';
import { createProgram, runProgram } from '../scripts/terminal/program.ts';
import { findGaps, type LanguageGaps } from './language-gaps.ts';

const help = `
What a language lacks is shown in English. A release refuses more than 2 %.
What is not readable, or asks for other values than English, has to be corrected.

Example:
  npm run languages`;

async function show(): Promise<CommandResult> {
  const gaps = findGaps();
  return {
    ok: gaps.every(({ faults }) => faults.length === 0),
    text: gaps.map(linesOf).join('\n'),
    json: { languages: gaps },
  };
}

function linesOf({ language, missing, faults, missingPercent }: LanguageGaps): string {
  const lacks = `${language} lacks ${missing.length} messages (${missingPercent.toFixed(1)} %)`;
  return [lacks, ...[...missing, ...faults].map((line) => `  ${line}`)].join('\n');
}

const program = createProgram('languages')
  .description('Print what each language of languages/ lacks, and what is wrong in it.')
  .addHelpText('after', help)
  .answers(show);
await runProgram(program);
