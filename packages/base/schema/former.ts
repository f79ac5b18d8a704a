import { IsArray, IsObject, type TSchema } from 'typebox';
import { escapePointer, isMap, type Diagnostic } from './mistakes.ts';

/** A name that a schema had in an earlier version: its keyword `former` holds these by name. */
export interface FormerName {
  /** What is so now, and what to write. Follows "`name` is no setting any more:". */
  instead: string;
  /** Puts the value where it belongs now. Without it, the value is dropped. */
  move?: (value: unknown, owner: Record<string, unknown>) => void;
}

/**
 * Takes the former names out of a value, at any depth, and returns a warning for each. A file of an earlier version
 * stays without mistakes.
 * @param value what `coerceToSchema` returns; it is not changed
 * @param pointer the value's place in the file, as a JSON pointer
 */
export function withoutFormerNames(
  schema: TSchema,
  value: unknown,
  lineOf: (pointer: string) => number,
  pointer = '',
): { value: unknown; warnings: Diagnostic[] } {
  const warnings: Diagnostic[] = [];
  const strip = (one: TSchema, item: unknown, at: string): unknown => {
    if (IsArray(one) && Array.isArray(item)) {
      return item.map((each, i) => strip(one.items, each, `${at}/${i}`));
    }
    if (!IsObject(one) || !isMap(item)) return item;
    const { former = {} } = one as { former?: Readonly<Record<string, FormerName>> };
    const kept: Record<string, unknown> = {};
    const moves: (() => void)[] = [];
    for (const [name, each] of Object.entries(item)) {
      const below = `${at}/${escapePointer(name)}`;
      const old = Object.hasOwn(former, name) ? former[name] : undefined;
      if (old === undefined) {
        const property = Object.hasOwn(one.properties, name) ? one.properties[name] : undefined;
        kept[name] = property ? strip(property, each, below) : each;
        continue;
      }
      const text = `\`${name}\` is no setting any more: ${old.instead}`;
      warnings.push({ line: lineOf(below), text });
      if (old.move) moves.push(() => old.move?.(each, kept));
    }
    for (const move of moves) move();
    return kept;
  };
  return { value: strip(schema, value, pointer), warnings };
}
