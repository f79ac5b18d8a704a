import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#server/config/environment.ts';
import type { CommandResult } from '../scripts/terminal/answer.ts';
import { createProgram, runProgram } from '../scripts/terminal/program.ts';
import { packLibrary } from './package/library-tarball.ts';

/** Libraries that others can use without the rest. */
const published = ['health-pass', 'name-matching', 'passport', 'sanctions-lists'];

const help = `
Makes dist/libraries/vestibule-NAME-VERSION.tgz, for npm install or npm publish.
It publishes nothing.`;

async function pack(): Promise<CommandResult> {
  const folder = path.join(projectRoot, 'dist', 'libraries');
  mkdirSync(folder, { recursive: true });
  const files = published.map((name) => packLibrary(projectRoot, name, folder));
  return { ok: true, text: files.join('\n'), json: { files } };
}

const program = createProgram('libraries')
  .description('Pack the libraries that others can use, compiled, with types.')
  .addHelpText('after', help)
  .answers(pack);
await runProgram(program);
