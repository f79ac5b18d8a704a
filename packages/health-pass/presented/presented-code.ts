import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Chunk } from '../shc/numeric.ts';
import { readChunk } from '../shc/numeric.ts';

/** How the text of every EU certificate starts. */
export const certificatePrefix = 'HC1:';

/** The kind of a code, or of a text in the form. */
export type PresentedCode =
  | { kind: 'chunks'; chunks: readonly Chunk[] }
  | { kind: 'cards'; cards: readonly string[] }
  | { kind: 'certificate'; text: string };

/** The file that a wallet downloads. Nobody needs to show more cards than this limit. */
const CardFile = Type.Object({
  verifiableCredential: Type.Array(Type.String(), { minItems: 1, maxItems: 10 }),
});

/** Recognises the kind by its form; null when the text has nothing to do with health passes. */
export function recognisePresented(text: string): PresentedCode | null {
  const trimmed = text.trim();
  // Base45 contains spaces, also at the end, so only the start is trimmed.
  if (trimmed.toUpperCase().startsWith(certificatePrefix)) {
    return { kind: 'certificate', text: text.trimStart() };
  }
  const parts = trimmed.split(/\s+/);
  if (parts.every((part) => /^shc:\//i.test(part))) {
    const chunks = parts.map(readChunk);
    return chunks.includes(null) ? null : { kind: 'chunks', chunks: chunks as Chunk[] };
  }
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(trimmed)) return { kind: 'cards', cards: [trimmed] };
  const cards = cardsInFile(trimmed);
  return cards && { kind: 'cards', cards };
}

/** Returns the cards of a `.smart-health-card` file; null when the text is no such file. */
function cardsInFile(text: string): readonly string[] | null {
  if (!text.trimStart().startsWith('{')) return null;
  const file = parse(text);
  return Value.Check(CardFile, file) ? file.verifiableCredential : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
