import { apiRoutes, type ApiRoute, type Fault } from './faults.ts';

/** A line as it was typed: its words, with quotes kept together, and its `key=value` pairs. */
export interface TypedLine {
  words: string[];
  values: Record<string, string>;
}

/** Why a line cannot be followed, in a sentence. */
export class LineError extends Error {}

/** `sign-in "Ada Example" email=ada@example.com` */
export function readLine(line: string): TypedLine {
  const parts = [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([part]) => part);
  const words: string[] = [];
  const values: Record<string, string> = {};
  for (const part of parts) {
    const pair = /^([\w-]+)=(.*)$/s.exec(part);
    if (pair?.[1]) values[pair[1]] = unquoted(pair[2] ?? '');
    else words.push(unquoted(part));
  }
  return { words, values };
}

/** `slow`, `silence`, `429`, `429:120` (with `Retry-After`), `500`, `wrong-json`, `no-data`, `closed`. */
export function readFault(text: string): Fault {
  const [kind = '', more] = text.split(':');
  if (/^[45]\d\d$/.test(kind)) {
    const status = { kind: 'status' as const, status: Number(kind) };
    return more === undefined ? status : { ...status, retryAfter: more };
  }
  if (kind === 'slow' && isNumber(more ?? '5')) {
    return { kind, milliseconds: Number(more ?? 5) * 1000 };
  }
  if (kind === 'silence') return { kind };
  if (kind === 'wrong-json') return { kind: 'wrong_json' };
  if (kind === 'no-data') return { kind: 'no_data' };
  if (kind === 'closed') return { kind: 'closed_socket' };
  throw new LineError(
    `"${text}" is no fault. There are slow:SECONDS, silence, closed, wrong-json, no-data, and a status like 500 or 429:60 (with Retry-After).`,
  );
}

/** How many calls meet a fault: `3`, or `always`. */
export function readTimes(text: string): number {
  if (text === 'always') return Infinity;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new LineError(
    `"${text}" is no number of calls. Give a whole number from 1 on, or "always".`,
  );
}

export function readRoute(text: string): ApiRoute {
  const route = apiRoutes.find((known) => known === text);
  if (route) return route;
  throw new LineError(`"${text}" is no part of the API. There are ${apiRoutes.join(', ')}.`);
}

function isNumber(text: string): boolean {
  return /^\d{1,6}(\.\d+)?$/.test(text);
}

function unquoted(text: string): string {
  return text.replaceAll('"', '');
}
