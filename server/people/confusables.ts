import { createRequire } from 'node:module';

/** The mappings of Unicode's confusables.txt: a character, and what it cannot be told from. */
const prototypes = new Map<string, string>(
  Object.entries(createRequire(import.meta.url)('unhomoglyph/data.json') as Record<string, string>),
);

/**
 * The skeleton of Unicode Technical Standard 39: two texts that have the same one cannot be told
 * apart by looking. Upper and lower case count, for they look different. Only to compare by, never to
 * show.
 */
export function skeleton(text: string): string {
  const visible = text.normalize('NFD').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  let mapped = '';
  for (const character of visible) mapped += prototypes.get(character) ?? character;
  return mapped.normalize('NFD');
}
