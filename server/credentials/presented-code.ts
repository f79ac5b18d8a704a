import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { certificatePrefix } from './dcc/read-certificate.ts';
import type { Chunk } from './shc/numeric.ts';
import { readChunk } from './shc/numeric.ts';
import { readJson } from '../platform/text.ts';

/** What a code, or what was put into a form, turns out to be. */
export type PresentedCode =
  | { kind: 'chunks'; chunks: readonly Chunk[] }
  | { kind: 'cards'; cards: readonly string[] }
  | { kind: 'certificate'; text: string };

/** The file that a wallet downloads; more cards than these no one needs to show. */
const CardFile = Type.Object({
  verifiableCredential: Type.Array(Type.String(), { minItems: 1, maxItems: 10 }),
});

/** Tells by its form what it is; null when it is nothing to do with health passes. */
export function recognisePresented(text: string): PresentedCode | null {
  const trimmed = text.trim();
  // Base45 has spaces in it, which may not be at its ends.
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

/** The cards of a `.smart-health-card` file; null when it is not one. */
function cardsInFile(text: string): readonly string[] | null {
  if (!text.trimStart().startsWith('{')) return null;
  const file = readJson(text);
  return Value.Check(CardFile, file) ? file.verifiableCredential : null;
}
