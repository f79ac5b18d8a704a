import { styleText } from 'node:util';
import { InvalidArgumentError } from 'commander';
import { dateOf, endOfDay, jsonText, terminalText, timeOf } from '../../server/platform/text.ts';

export { dateOf, timeOf };

/**
 * Breaks text between words so that it fits the columns; its own line breaks stay.
 * @param indent before every line
 * @param hanging before every line but the first, in addition
 */
export function wrapText(text: string, indent = '', hanging = '', columns = 80): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    const [lead = ''] = /^ */.exec(paragraph) ?? [];
    let line = '';
    // A percent sign stays with its number.
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

/** `name, consent and photos` */
export function listText(words: readonly string[], joint: 'and' | 'or' = 'and'): string {
  const type = joint === 'and' ? 'conjunction' : 'disjunction';
  return new Intl.ListFormat('en-GB', { type }).format(words);
}

/** Coloured where standard error is a terminal that wants it. */
export function alarming(text: string): string {
  return styleText('red', text, { stream: process.stderr });
}

/** Coloured where standard error is a terminal that wants it. */
export function cautious(text: string): string {
  return styleText('yellow', text, { stream: process.stderr });
}

/** A sentence behind a mark, which is put in last: a colour has no width. */
export function withMark(mark: string, text: string): string {
  return `  ${mark} ${wrapText(text, '    ').slice(4)}`;
}

/** Texts behind their labels, in two columns. */
export function labelledLines(
  lines: readonly (readonly [string, string])[],
  width: number,
): string {
  return lines
    .map(([label, text]) => label.padEnd(width) + wrapText(text, ' '.repeat(width)).slice(width))
    .join('\n');
}

/** One word for a shell, whatever is in it. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The beginning of a day given on the command line, in local time. */
export function asDay(text: string): Date {
  const end = endOfDay(text);
  if (!end) throw new InvalidArgumentError('Give a day as 2026-11-01.');
  return new Date(end.getFullYear(), end.getMonth(), end.getDate());
}

/** The end of a day given on the command line, in local time. */
export function asLastDay(text: string): Date {
  const date = endOfDay(text);
  if (!date) throw new InvalidArgumentError('Give a day as 2027-11-24.');
  return date;
}

// All that a command prints passes here: whatever is in it, nothing acts on the terminal.

/** For people: to standard output, or where things that went wrong are said. */
export function print(text: string, stream: NodeJS.WriteStream = process.stdout): void {
  stream.write(`${terminalText(text)}\n`);
}

/** For scripts, and for people who read it anyway. */
export function printJson(value: unknown, indent?: number): void {
  process.stdout.write(`${jsonText(value, indent)}\n`);
}
