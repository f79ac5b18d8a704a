import Table from 'cli-table3';
import type { Times } from '../statistics.ts';

export function row(what: string, { median, p95, count }: Times): string[] {
  return [what, digits(median), digits(p95), String(count)];
}

export function digits(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 100 ? 1 : 0);
}

export function table(head: string[], labels: number, rows: string[][]): string {
  const colAligns = head.map((_, i) => (i < labels ? 'left' : 'right'));
  const style = { head: [], border: [], compact: true };
  const made = new Table({ head, colAligns, style });
  made.push(...rows);
  return made.toString();
}
