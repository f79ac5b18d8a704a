import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '#server/config/environment.ts';
/**
 * Puts generated text between `<!-- begin:NAME -->` and `<!-- end:NAME -->`.
 * Throws when a pair of markers is missing, so that a table cannot silently vanish.
 */
export function replaceGenerated(document: string, parts: Record<string, string>): string {
  return Object.entries(parts).reduce((text, [name, generated]) => {
    const begin = `<!-- begin:${name} -->`;
    const end = `<!-- end:${name} -->`;
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`The markers ${begin} and ${end} are missing.`);
    return `${text.slice(0, from + begin.length)}\n\n${generated}\n\n${text.slice(to)}`;
  }, document);
}

/** A Markdown table. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const program = path.join(projectRoot, 'node_modules', '.bin', 'oxfmt');

/**
 * Formats a text in the project's style.
 *
 * @param file its name determines the format; the file itself is not read
 * @throws when the text cannot be parsed
 */
export function formatText(file: string, text: string): string {
  return execFileSync(program, [`--stdin-filepath=${file}`], {
    cwd: projectRoot,
    input: text,
    encoding: 'utf8',
  });
}
