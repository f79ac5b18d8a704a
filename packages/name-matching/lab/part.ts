import { createHash } from 'node:crypto';

/** The parts that a suite is split into: rules are tuned on one and judged on the other. */
export const parts = ['tune', 'judge'] as const;
export type SamplePart = (typeof parts)[number];

/** In which part something is, by a hash of its text: the same one everywhere. */
function partOf(text: string): SamplePart {
  return (hashText(text)[0]! & 1) === 0 ? 'tune' : 'judge';
}

/** What is in this part; all of it without one. */
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
