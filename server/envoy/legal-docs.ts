import { longest, recordOf } from './fields.ts';

/** Far more documents than anybody signs. */
const mostDocuments = 100;
const mostFields = 30;
const longestAddress = 4000;

type Entry = Readonly<Record<string, unknown>>;

/**
 * The legal documents of a sign-in, as Envoy sends them. An entry that is larger than any is left out
 * whole, and so is every one beyond a hundred: a document that is left out counts as not signed.
 */
export function legalDocsIn(entries: readonly unknown[]): Entry[] {
  return entries.slice(0, mostDocuments).map(recordOf).filter(isModest);
}

/** In itself and in what it holds. Nobody looks deeper than that. */
function isModest(entry: Entry): boolean {
  return isSmall(entry) && Object.values(entry).every((value) => isSmall(recordOf(value)));
}

function isSmall(entry: Entry): boolean {
  const keys = Object.keys(entry);
  if (keys.length > mostFields) return false;
  return keys.every((key) => {
    const value = entry[key];
    if (key.length > longest.label) return false;
    return typeof value !== 'string' || value.length <= longestOf(key);
  });
}

function longestOf(key: string): number {
  return /url$/i.test(key) ? longestAddress : longest.label;
}
