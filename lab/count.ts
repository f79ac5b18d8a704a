import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import type { CommandResult } from '../scripts/terminal/answer.ts';
import { answer, createProgram, type OutputOptions } from '../scripts/terminal/program.ts';
import { filesOfOneSignIn } from './sign-in-files.ts';

const foldersOfParts = () => ({
  packages: ['packages'],
  product: ['server', 'scripts', 'kiosk-client', 'desk-client'],
  laboratory: ['lab', ...inPackages('lab')],
  chores: ['chores'],
  tests: ['test', ...inPackages('test')],
});
const aimed = { lines: 60, complexity: 15 };

function inPackages(folder: string): string[] {
  return readdirSync('packages')
    .map((name) => `packages/${name}/${folder}`)
    .filter((path) => existsSync(path));
}

export function countCommand(): Command {
  return createProgram('count')
    .description('Count this clone: lines, files, what each room shows to others, long functions.')
    .option('--sign-in', 'count the files that one approved sign-in runs through, too')
    .option('--json', 'print JSON')
    .action((options: CountOptions) => answer(options, () => count(options)));
}

interface CountOptions extends OutputOptions {
  signIn?: true;
}

async function count(options: CountOptions): Promise<CommandResult> {
  const sizes = Object.entries(foldersOfParts()).map(([part, folders]) => ({
    part,
    ...sizeOf(folders),
  }));
  const doors = await doorsOf();
  const { long, complex } = await overLong();
  const roomCounts = doors.map(({ room, files }) => `${room} ${files.length}`).join(', ');
  const all = doors.reduce((sum, { files }) => sum + files.length, 0);
  const table = new Table({ head: ['', 'lines', 'files'], style: { head: [], border: [] } });
  for (const { part, lines, files } of sizes) table.push([part, lines, files]);
  const text = [
    table.toString(),
    `Files that a room of server/ shows to others: ${all} (${roomCounts}).`,
    `Functions of more than ${aimed.lines} lines: ${long.length}.`,
    ...long.map((where) => `  ${where}`),
    `Functions of a complexity above ${aimed.complexity}: ${complex.length}.`,
    ...complex.map((where) => `  ${where}`),
  ];
  const ran = options.signIn && (await filesOfOneSignIn());
  if (ran) {
    const { signIn, anyway } = ran;
    text.push(
      `Files that one approved sign-in runs through: ${signIn.length}; ${anyway.length} of them run while nobody signs in, too.`,
    );
  }
  return { ok: true, text: text.join('\n'), json: { sizes, doors, long, complex, ran } };
}

function sourcesIn(folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .filter((name) => isSource.test(name) && !isMade.test(name))
    .filter(
      (name) => !folders.includes('packages') || !/^packages\/[^/]+\/(lab|test)\//.test(name),
    );
}

const isSource = /\.(tsx?|js|css|html|sh|py)$/;
const isMade = /\/(dist|node_modules)\//;

function sizeOf(folders: readonly string[]): { lines: number; files: number } {
  const files = sourcesIn(folders);
  const lines = files.reduce((sum, file) => sum + readFileSync(file, 'utf8').split('\n').length, 0);
  // The end of the last line begins none.
  return { lines: lines - files.length, files: files.length };
}

/** Of each room of `server/` the files that others may import, from the list that `npm run lint` enforces. */
async function doorsOf(): Promise<{ room: string; files: readonly string[] }[]> {
  const list = pathToFileURL(path.resolve('.rooms.js')).href;
  const { rooms } = (await import(list)) as Record<'rooms', Record<string, { shows: string[] }>>;
  return Object.entries(rooms)
    .map(([room, { shows }]) => ({ room, files: shows }))
    .sort((a, b) => b.files.length - a.files.length);
}

/** `file:line` of functions that are longer, or more complex, than they should be. */
async function overLong(): Promise<{ long: string[]; complex: string[] }> {
  const rules: Linter.RulesRecord = {
    complexity: ['warn', aimed.complexity],
    'max-lines-per-function': ['warn', { max: aimed.lines, skipBlankLines: false }],
  };
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [
      { files: ['**/*.ts', '**/*.tsx'], languageOptions: { parser: tseslint.parser }, rules },
    ] as Linter.Config[],
    allowInlineConfig: false,
  });
  const found = await eslint.lintFiles(
    ['packages', ...foldersOfParts().product].map((folder) => `${folder}/**/*.{ts,tsx}`),
  );
  const places = (rule: string) =>
    found.flatMap(({ filePath, messages }) =>
      messages
        .filter(({ ruleId }) => ruleId === rule)
        .map(({ line, message }) => `${path.relative('.', filePath)}:${line} ${message}`),
    );
  return { long: places('max-lines-per-function'), complex: places('complexity') };
}
