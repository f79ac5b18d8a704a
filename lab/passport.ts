import { stat } from 'node:fs/promises';
import path from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { PassportError } from '../packages/passport/index.ts';
import { RefusalError, type CommandResult } from '../scripts/terminal/answer.ts';
import { answer, createProgram, type OutputOptions } from '../scripts/terminal/program.ts';
import { faultCases } from '../packages/passport/lab/fault-cases.ts';
import { specimenCases, type SpecimenCase } from '../packages/passport/lab/specimen-cases.ts';
import { timeSession } from '../packages/passport/lab/time-session.ts';

const help = `
Runs manipulated chips, and with --specimens everything that published specimens
allow: their files, their portraits, and each protocol with a virtual chip.

Example:
  npm run lab -- passport --specimens passport`;

export function passportCommand(): Command {
  return createProgram('passport')
    .description('Measure which passport chips are verified, and why the others are refused.')
    .option('--specimens <folder>', 'published specimens with their keys')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: OutputOptions & { specimens?: string }) =>
      answer(options, () => measure(options.specimens)),
    );
}

interface Outcome {
  group: string;
  name: string;
  expected: string;
  actual: string;
}

async function measure(folder: string | undefined): Promise<CommandResult> {
  const cases = [...faultCases(), ...(folder === undefined ? [] : await casesBelow(folder))];
  const outcomes: Outcome[] = [];
  for (const one of cases) outcomes.push(await outcomeOf(one));
  const disagreements = outcomes.filter(({ expected, actual }) => expected !== actual);
  const session = await timeSession();
  const text = [
    tableOf(outcomes),
    `Chip to result at 30 ms a command: ${session.totalMs} ms, of which ours ${session.ownMs} ms.`,
    disagreements.length === 0 ? 'Every outcome is as expected.' : 'Otherwise than expected:',
    ...disagreements.map(
      ({ group, name, expected, actual }) => `  ${group}, ${name}: ${actual}, not ${expected}`,
    ),
  ].join('\n');
  return { ok: disagreements.length === 0, text, json: { outcomes, session } };
}

async function casesBelow(folder: string): Promise<SpecimenCase[]> {
  const root = path.resolve(folder);
  const found = await stat(root).catch(() => null);
  if (!found?.isDirectory()) throw new RefusalError('no_folder', `${folder} is no folder.`);
  return specimenCases(root);
}

async function outcomeOf({ group, name, expected, run }: SpecimenCase): Promise<Outcome> {
  try {
    return { group, name, expected, actual: await run() };
  } catch (error) {
    if (!(error instanceof PassportError)) throw error;
    return { group, name, expected, actual: error.code };
  }
}

function tableOf(outcomes: readonly Outcome[]): string {
  const table = new Table({
    head: ['What', 'Outcome', 'Cases'],
    style: { head: [], border: [], compact: true },
  });
  const counts = new Map<string, number>();
  for (const { group, actual } of outcomes) {
    const key = `${group}\n${actual}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, count] of counts) table.push([...key.split('\n'), count]);
  return table.toString();
}
