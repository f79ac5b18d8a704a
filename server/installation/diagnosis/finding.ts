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
