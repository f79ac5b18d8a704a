import { styleText } from 'node:util';
import { InvalidArgumentError } from 'commander';
import { dateOf, endOfDay, timeOf } from '#server/platform/local-time.ts';
import { jsonText, terminalText } from '#base/text';

export { dateOf, timeOf };

/**
 * Breaks text between words to fit the columns; keeps existing line breaks.
 * @param indent at the beginning of every line
 * @param hanging additional indent of every line but the first
 */
export function wrapText(text: string, indent = '', hanging = '', columns = 80): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    const [lead = ''] = /^ */.exec(paragraph) ?? [];
    let line = '';
    // Keeps a percent sign on the line of its number.
    for (const word of paragraph.slice(lead.length).split(/ (?!%)/)) {
      const margin = indent + (lines.length === 0 ? '' : hanging);
      if (line !== '' && margin.length + line.length + 1 + word.length > columns) {
        lines.push(margin + line);
        line = word;
      } else line = line === '' ? lead + word : `${line} ${word}`;
    }
    lines.push(indent + (lines.length === 0 ? '' : hanging) + line);
  }
  return lines.join('\n');
}

/** `1 photo`, `3 photos` */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** `name, consent and photos` */
export function listText(words: readonly string[], joint: 'and' | 'or' = 'and'): string {
  const type = joint === 'and' ? 'conjunction' : 'disjunction';
  return new Intl.ListFormat('en-GB', { type }).format(words);
}

/** In colour where standard error is a terminal that supports it. */
export function alarming(text: string): string {
  return styleText('red', text, { stream: process.stderr });
}

/** In colour where standard error is a terminal that supports it. */
export function cautious(text: string): string {
  return styleText('yellow', text, { stream: process.stderr });
}

/** A sentence after a mark. The mark is added after wrapping, because colours have no width. */
export function withMark(mark: string, text: string): string {
  return `  ${mark} ${wrapText(text, '    ').slice(4)}`;
}

/** Texts after their labels, in two columns. */
export function labelledLines(
  lines: readonly (readonly [string, string])[],
  width: number,
): string {
  return lines
    .map(([label, text]) => label.padEnd(width) + wrapText(text, ' '.repeat(width)).slice(width))
    .join('\n');
}

/** The beginning of a day from the command line, in local time. */
export function asDay(text: string): Date {
  const end = endOfDay(text);
  if (!end) throw new InvalidArgumentError('Give a day as 2026-11-01.');
  return new Date(end.getFullYear(), end.getMonth(), end.getDate());
}

/** The end of a day from the command line, in local time. */
export function asLastDay(text: string): Date {
  const date = endOfDay(text);
  if (!date) throw new InvalidArgumentError('Give a day as 2027-11-24.');
  return date;
}

// All output of commands passes through here, so that no text can control the terminal.

/** Prints text for people: to standard output, or to standard error after an error. */
export function print(text: string, stream: NodeJS.WriteStream = process.stdout): void {
  stream.write(`${terminalText(text)}\n`);
}

/** Prints JSON for scripts, and for people who read it anyway. */
export function printJson(value: unknown, indent?: number): void {
  process.stdout.write(`${jsonText(value, indent)}\n`);
}
