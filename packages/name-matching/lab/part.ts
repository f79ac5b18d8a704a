import { createHash } from 'node:crypto';

/** The parts of a suite: rules are tuned on one part, and judged on the other. */
export const parts = ['tune', 'judge'] as const;
export type SamplePart = (typeof parts)[number];

/** Returns the part of a text by its hash, which is the same everywhere. */
function partOf(text: string): SamplePart {
  return (hashText(text)[0]! & 1) === 0 ? 'tune' : 'judge';
}

/** Returns the items in this part; all items without a part. */
export function inPart<T>(
  items: readonly T[],
  part: SamplePart | undefined,
  textOf: (item: T) => string,
): T[] {
  return items.filter((item) => part === undefined || partOf(textOf(item)) === part);
}

export function hashText(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
