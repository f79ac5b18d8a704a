import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RefusalError } from '../../scripts/terminal/answer.ts';

const placeholder = 'vestibule.example';

/**
 * Refuses a release in which nobody can report a vulnerability, or find the sources.
 * @throws {RefusalError} `placeholder`
 */
export function refusePlaceholders(project: string): void {
  const open = ['package.json', 'README.md', 'SECURITY.md'].filter((file) =>
    readFileSync(path.join(project, file), 'utf8').includes(placeholder),
  );
  if (open.length === 0) return;
  throw new RefusalError(
    'placeholder',
    `Write your own addresses instead of "${placeholder}" first: ${open.join(', ')}.`,
  );
}
