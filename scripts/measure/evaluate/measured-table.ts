import Table from 'cli-table3';
import { wrapped } from '../../terminal/text.ts';

/** Numbers of a run, for the terminal, the report and the model cards alike. */
export interface MeasuredTable {
  title: string;
  head: string[];
  rows: string[][];
}

export function tableText({ title, head, rows }: MeasuredTable): string {
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  table.push(...rows);
  return `\n${wrapped(title)}\n${table.toString()}`;
}
