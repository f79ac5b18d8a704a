import { styleText } from 'node:util';
import { wrapText } from '../../terminal/text.ts';
import type { Fine, Trouble } from './finding-codes.ts';

/** What one examination found, with what to do where something is wrong. */
export interface Finding {
  /** Short and stable: scripts that read the JSON use it. */
  code: Trouble | Fine;
  state: 'ok' | 'warning' | 'failing';
  /** What was looked at, in one or two words. */
  about: string;
  /** A sentence. */
  found: string;
  /** The next thing to do; null when there is nothing. */
  todo: string | null;
  /** The section of the guide with cause and fix; null when nothing is wrong. */
  guide: string | null;
}

export function ok(code: Trouble | Fine, about: string, found: string): Finding {
  return { code, state: 'ok', about, found, todo: null, guide: null };
}

/** It works, or will, but the operator should know. */
export function warning(code: Trouble, about: string, found: string, todo: string): Finding {
  return { code, state: 'warning', about, found, todo, guide: sectionOf(code) };
}

/** Visitors are not checked as they should be, or will not be soon. */
export function failing(code: Trouble, about: string, found: string, todo: string): Finding {
  return { code, state: 'failing', about, found, todo, guide: sectionOf(code) };
}

function sectionOf(code: Trouble): string {
  return `docs/troubleshoot.md#finding-${code}`;
}

const marks = { ok: '✓', warning: '!', failing: '✗' } as const;
const colours = { ok: 'green', warning: 'yellow', failing: 'red' } as const;
const aboutWidth = 16;

/** A finding in at most 80 columns, coloured where that is wanted. */
export function findingText({ state, about, found, todo, guide }: Finding): string {
  const margin = ' '.repeat(aboutWidth + 4);
  const lines = wrapText(found, margin, '').trimStart();
  const head = `${coloured(colours[state], marks[state])} ${about.padEnd(aboutWidth)}  ${lines}`;
  if (todo === null) return head;
  return `${head}\n${wrapText(`→ ${todo}`, margin, '  ')}\n${margin}  ${guide}`;
}

/** The last line: how it stands. */
export function summaryText(findings: readonly Finding[]): string {
  const number = (state: Finding['state']) =>
    findings.filter((finding) => finding.state === state).length;
  const wrong = number('failing');
  const doubtful = number('warning');
  if (wrong > 0)
    return coloured('red', `${count(wrong, 'problem')}, ${count(doubtful, 'warning')}.`);
  if (doubtful > 0) return coloured('yellow', `No problems, ${count(doubtful, 'warning')}.`);
  return coloured('green', 'No problems found.');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function coloured(colour: 'green' | 'yellow' | 'red', text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}
