import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../../server/config/environment.ts';

const program = path.join(projectRoot, 'node_modules', '.bin', 'oxfmt');

/**
 * A text that is formatted as the project is.
 *
 * @param file whose name says what it is; nothing is read from it
 * @throws when the text cannot be parsed
 */
export function formatText(file: string, text: string): string {
  return execFileSync(program, [`--stdin-filepath=${file}`], {
    cwd: projectRoot,
    input: text,
    encoding: 'utf8',
  });
}
