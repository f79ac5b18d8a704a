import Table from 'cli-table3';
import { wrapped } from '../cli/text.ts';
import type { Measurement } from './measure.ts';
import { summaryOf } from './summary.ts';
import { tablesOf } from './tables.ts';

export function reportText(measured: Measurement): string {
  const parts = summaryOf(measured).map((sentence) => wrapped(sentence));
  for (const { title, head, rows } of tablesOf(measured)) {
    const table = new Table({ head, style: { head: [], border: [] } });
    table.push(...rows);
    parts.push(`\n${wrapped(title)}\n${table.toString()}`);
  }
  if (measured.singles?.points.some(({ shown }) => !shown)) {
    parts.push('* too few comparisons to show this rate (rule of three)');
  }
  return parts.join('\n');
}
