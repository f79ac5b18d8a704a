import { styleText } from 'node:util';

const columns = 80;

/**
 * Breaks text between words so that it fits 80 columns; its own line breaks stay.
 * @param indent before every line
 * @param hanging before every line but the first, in addition
 */
export function wrapped(text: string, indent = '', hanging = ''): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    const [lead = ''] = /^ */.exec(paragraph) ?? [];
    let line = '';
    for (const word of paragraph.slice(lead.length).split(' ')) {
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

/** Coloured where standard error is a terminal that wants it. */
export function alarming(text: string): string {
  return styleText('red', text, { stream: process.stderr });
}

/** Coloured where standard error is a terminal that wants it. */
export function cautious(text: string): string {
  return styleText('yellow', text, { stream: process.stderr });
}

/** Local time, as `2026-03-12 17:05`. */
export function timeOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${dateOf(date)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A local date, as `2026-11-24`. */
export function dateOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
}
