import Table from 'cli-table3';
import { wrapText } from './text.ts';

type Cell = string | number;

const aNumber = /^(|-|[<>+-]?[\d.,]+( ?(%|ms|s|MiB))?)$/;

/**
 * Returns a table with columns of numbers aligned to the right.
 * @param columns the headings; with widths, cells wrap, and widths and borders add up to 80 columns
 */
export function table(
  columns: readonly string[] | Readonly<Record<string, number>>,
  rows: readonly (readonly Cell[])[],
): string {
  const [head, widths] = isHeadings(columns)
    ? [columns, null]
    : [Object.keys(columns), Object.values(columns)];
  const isNumeric = head.map((_, i) => rows.every((cells) => aNumber.test(String(cells[i]))));
  const made = new Table({
    head: [...head],
    colAligns: isNumeric.map((is) => (is ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
    // Breaks a word that is longer than its column anywhere.
    ...(widths && { colWidths: widths, wordWrap: true, wrapOnWordBoundary: false }),
  });
  const fit = (cell: Cell, i: number) =>
    widths ? wrapText(String(cell), '', '', (widths[i] ?? 0) - 2) : cell;
  made.push(...rows.map((cells) => cells.map(fit)));
  return made.toString();
}

function isHeadings(
  columns: readonly string[] | Readonly<Record<string, number>>,
): columns is readonly string[] {
  return Array.isArray(columns);
}

/** A table for the terminal, a report and documents. */
export interface TitledTable {
  title: string;
  head: string[];
  rows: string[][];
}

export function titledText({ title, head, rows }: TitledTable): string {
  return `\n${wrapText(title)}\n${table(head, rows)}`;
}
