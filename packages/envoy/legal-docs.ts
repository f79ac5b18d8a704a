import { maxLength, recordOf } from './fields.ts';

/** Far above the number of documents that anybody signs. */
const maxDocuments = 100;
const maxFields = 30;
const longestAddress = 4000;

type Entry = Readonly<Record<string, unknown>>;

/**
 * The legal documents of a sign-in as Envoy sends them. Leaves out oversized entries and entries beyond the limit:
 * a document that is left out counts as not signed.
 */
export function legalDocsIn(entries: readonly unknown[]): Entry[] {
  return entries.slice(0, maxDocuments).map(recordOf).filter(isModest);
}

/** Limits the entry's values and one level below. Nothing is read deeper. */
function isModest(entry: Entry): boolean {
  return isSmall(entry) && Object.values(entry).every((value) => isSmall(recordOf(value)));
}

function isSmall(entry: Entry): boolean {
  const keys = Object.keys(entry);
  if (keys.length > maxFields) return false;
  return keys.every((key) => {
    const value = entry[key];
    if (key.length > maxLength.label) return false;
    return typeof value !== 'string' || value.length <= longestOf(key);
  });
}

function longestOf(key: string): number {
  return /url$/i.test(key) ? longestAddress : maxLength.label;
}
