import Table from 'cli-table3';
import { wrapText } from './text.ts';

type Cell = string | number;

/**
 * A table, whose cells break anywhere.
 * @param columns the heading of each, and its width; with the borders, 80 columns
 */
export function tableText(
  columns: Readonly<Record<string, number>>,
  rows: readonly (readonly Cell[])[],
): string {
  const table = new Table({
    head: Object.keys(columns),
    colWidths: Object.values(columns),
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** A table as wide as what is in it. */
export function plainTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** For the terminal, a report and documents alike. */
export interface TitledTable {
  title: string;
  head: string[];
  rows: string[][];
}

export function titledText({ title, head, rows }: TitledTable): string {
  return `\n${wrapText(title)}\n${plainTable(head, rows)}`;
}
