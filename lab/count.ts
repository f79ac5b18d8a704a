import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { table } from '../scripts/terminal/table.ts';
import type { Command } from 'commander';
import type { CommandResult } from '../scripts/terminal/answer.ts';
import { answer, createProgram, type OutputOptions } from '../scripts/terminal/program.ts';
import { filesOfOneDocument, filesOfOneSignIn } from './sign-in-files.ts';

const foldersOfParts = () => ({
  packages: ['packages'],
  product: ['server', 'scripts', ...packaged, 'kiosk-client', 'desk-client'],
  laboratory: ['lab', ...inPackages('lab')],
  chores: ['chores'],
  tests: ['test', ...inPackages('test')],
});
/** What commands load of the laboratory, and packages contain. */
const packaged = ['lab/measure', 'lab/simulate', 'lab/trial'];
const aimed = { lines: 60, complexity: 15 };

function inPackages(folder: string): string[] {
  return readdirSync('packages')
    .map((name) => `packages/${name}/${folder}`)
    .filter((path) => existsSync(path));
}

export function countCommand(): Command {
  return createProgram('count')
    .description('Count this clone: lines, files, what each room shows to others, long functions.')
    .option(
      '--sign-in',
      'count the files that an approved sign-in runs through, too: of an enrolled person, and with a document',
    )
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
  const { long, complex } = overLong();
  const roomCounts = doors.map(({ room, files }) => `${room} ${files.length}`).join(', ');
  const all = doors.reduce((sum, { files }) => sum + files.length, 0);
  const rows = sizes.map(({ part, lines, files }) => [part, lines, files]);
  const text = [
    table(['', 'lines', 'files'], rows),
    `Files that a room of server/ shows to others: ${all} (${roomCounts}).`,
    `Functions of more than ${aimed.lines} lines: ${long.length}.`,
    ...long.map((where) => `  ${where}`),
    `Functions of a complexity above ${aimed.complexity}: ${complex.length}.`,
    ...complex.map((where) => `  ${where}`),
  ];
  const ran = options.signIn && {
    'one approved sign-in': await filesOfOneSignIn(),
    'one approved sign-in with a document': await filesOfOneDocument(),
  };
  for (const [what, { signIn, anyway }] of Object.entries(ran ?? {})) {
    text.push(
      `Files that ${what} runs through: ${signIn.length}; ${anyway.length} of them run while nobody signs in, too.`,
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
    .filter((name) => !folders.some((folder) => apart[folder]?.test(name)));
}

const isSource = /\.(tsx?|js|css|html|sh|py)$/;
/** What of a folder counts for another part. */
const apart: Record<string, RegExp> = {
  packages: /^packages\/[^/]+\/(lab|test)\//,
  lab: /^lab\/(measure|simulate|trial)\//,
};
const isMade = /\/(dist|node_modules)\//;

function sizeOf(folders: readonly string[]): { lines: number; files: number } {
  const files = sourcesIn(folders);
  const lines = files.reduce((sum, file) => sum + readFileSync(file, 'utf8').split('\n').length, 0);
  // The last line's end begins no further line.
  return { lines: lines - files.length, files: files.length };
}

/** Lists for each room of `server/` the files that others may import, as `npm run lint` enforces. */
async function doorsOf(): Promise<{ room: string; files: readonly string[] }[]> {
  const list = pathToFileURL(path.resolve('.rooms.js')).href;
  const { rooms } = (await import(list)) as Record<'rooms', Record<string, { shows: string[] }>>;
  return Object.entries(rooms)
    .map(([room, { shows }]) => ({ room, files: shows }))
    .sort((a, b) => b.files.length - a.files.length);
}

/** The used part of oxlint's JSON. */
interface Linted {
  diagnostics: { filename: string; message: string; labels: { span: { line: number } }[] }[];
}

/** `file:line` of functions that are too long or too complex. */
function overLong(): { long: string[]; complex: string[] } {
  const places = (rule: string, limit: object) => {
    const config = path.join(mkdtempSync(path.join(tmpdir(), 'vestibule-count-')), 'oxlint.json');
    const rules = { [rule]: ['error', limit] };
    writeFileSync(config, JSON.stringify({ categories: { correctness: 'off' }, rules }));
    const folders = ['packages', ...foldersOfParts().product];
    const program = path.join('node_modules', '.bin', 'oxlint');
    const { stdout } = spawnSync(program, ['--format=json', `--config=${config}`, ...folders], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    rmSync(path.dirname(config), { recursive: true });
    const { diagnostics } = JSON.parse(stdout) as Linted;
    return diagnostics.map(
      ({ filename, message, labels }) => `${filename}:${labels[0]?.span.line ?? 0} ${message}`,
    );
  };
  return {
    long: places('max-lines-per-function', { max: aimed.lines }),
    complex: places('complexity', { max: aimed.complexity }),
  };
}
