import { styleText } from 'node:util';
import { wrapped } from '../cli/text.ts';
import type { Finding } from './finding.ts';

const marks = { ok: '✓', warning: '!', failing: '✗' } as const;
const colours = { ok: 'green', warning: 'yellow', failing: 'red' } as const;
const aboutWidth = 16;

/** A finding in at most 80 columns, coloured where that is wanted. */
export function findingText({ state, about, found, todo }: Finding): string {
  const margin = ' '.repeat(aboutWidth + 4);
  const lines = wrapped(found, margin, '').trimStart();
  const head = `${coloured(colours[state], marks[state])} ${about.padEnd(aboutWidth)}  ${lines}`;
  return todo === null ? head : `${head}\n${wrapped(`→ ${todo}`, margin, '  ')}`;
}

/** The last line: how it stands. */
export function summaryText(findings: readonly Finding[]): string {
  const number = (state: Finding['state']) =>
    findings.filter((finding) => finding.state === state).length;
  const [wrong, doubtful] = [number('failing'), number('warning')];
  if (wrong > 0) return coloured('red', `${wrong} to mend, ${doubtful} to look at.`);
  if (doubtful > 0) return coloured('yellow', `Nothing to mend, ${doubtful} to look at.`);
  return coloured('green', 'All is well.');
}

function coloured(colour: 'green' | 'yellow' | 'red', text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}
