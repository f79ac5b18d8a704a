import fc from '../support/fast-check.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Unexpected values. */
const odd: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, '', 0, -1, 1e308, [], {}, '\u0000', '\ud800', '__proto__'),
  fc.constantFrom<Json>('2026-13-45 99:99:99 UTC', 'ﷺ'.repeat(200), '../../../etc/passwd', [
    [[[]]],
  ]),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer(),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);

/** Mutations of a document: some of its values are removed or replaced, or get a new neighbour. */
export function mutated(document: object): fc.Arbitrary<unknown> {
  const places = placesIn(document);
  const change = fc.record({
    place: fc.constantFrom(...places),
    how: fc.constantFrom('remove' as const, 'replace' as const, 'add' as const),
    value: odd,
  });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy = structuredClone(document);
    // Clones each value, because a value that contains itself is no JSON.
    for (const { place, how, value } of changes) apply(copy, place, how, structuredClone(value));
    return copy;
  });
}

/** Mutations of bytes: cut, inserted and flipped. */
export function scrambled(bytes: Buffer): fc.Arbitrary<Buffer> {
  const change = fc.record({
    at: fc.nat(bytes.length),
    remove: fc.nat(20),
    insert: fc.uint8Array({ maxLength: 20 }),
  });
  return fc
    .array(change, { minLength: 1, maxLength: 5 })
    .map((changes) =>
      changes.reduce(
        (rest, { at, remove, insert }) =>
          Buffer.concat([rest.subarray(0, at), insert, rest.subarray(at + remove)]),
        bytes,
      ),
    );
}

function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) => [
    [...path, key],
    ...placesIn(inner, [...path, key]),
  ]);
}

function apply(document: object, place: readonly string[], how: string, value: Json): void {
  let parent: unknown = document;
  for (const key of place.slice(0, -1)) {
    parent = typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : undefined;
  }
  const last = place.at(-1);
  // An earlier change may have removed this place.
  if (typeof parent !== 'object' || parent === null || last === undefined) return;
  if (how === 'remove') Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, how === 'add' ? `${last}-more` : last, value);
}
