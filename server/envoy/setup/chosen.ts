import { recordOf } from '../fields.ts';

/** The content of a setup field. */
export interface Chosen {
  /** Trimmed, and none of them empty. */
  texts: string[];
  /** What Envoy is to save: the same in the same shape. */
  echo: unknown;
}

const mostEntries = 100;
const longestLabel = 1000;

/**
 * Reads a setup field. Typed, it is a text; chosen from a list, it may be the option's value, the
 * option as `{label, value}`, or an array of either.
 * @returns null when it is nothing of that
 */
export function chosenIn(given: unknown): Chosen | null {
  if (!Array.isArray(given)) return oneIn(given);
  if (given.length > mostEntries) return null;
  const all = given.map(oneIn);
  if (all.includes(null)) return null;
  const read = all as Chosen[];
  return { texts: read.flatMap(({ texts }) => texts), echo: read.map(({ echo }) => echo) };
}

function oneIn(given: unknown): Chosen | null {
  if (given === null || given === undefined) return { texts: [], echo: given };
  const text = textOf(given);
  if (text !== null) {
    return { texts: text === '' ? [] : [text], echo: typeof given === 'string' ? text : given };
  }
  const { label, value } = recordOf(given);
  if (typeof label !== 'string' || label.length > longestLabel) return null;
  if (value === null) return { texts: [], echo: { label, value } };
  const chosen = textOf(value);
  if (chosen === null) return null;
  return { texts: chosen === '' ? [] : [chosen], echo: { label: label.trim(), value } };
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : null;
}
