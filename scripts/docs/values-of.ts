import type { TSchema } from 'typebox';
import type { Bounded } from '../../server/config/expectation.ts';

interface Described extends Bounded {
  default?: unknown;
}

/** What a schema takes, in the words of a reference table. */
export function valuesOf(schema: TSchema): string {
  const { type, enum: values, const: only, anyOf, items, minimum, maximum }: Described = schema;
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (typeof only === 'string') return `\`${only}\``;
  if (anyOf) return anyOf.map(valuesOf).join(', or ');
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'array' && items) return `list of: ${valuesOf(items)}`;
  if (type === 'object') return 'names below it';
  if (minimum !== undefined && maximum === undefined) return `at least ${minimum}`;
  return minimum === undefined ? 'text' : `${minimum} to ${maximum}`;
}

export function defaultOf(schema: TSchema): string {
  const { default: value }: Described = schema;
  if (typeof value === 'string' && value !== '') return `\`${value}\``;
  if (Array.isArray(value)) return value.map((one) => `\`${String(one)}\``).join(', ');
  return typeof value === 'number' || typeof value === 'boolean' ? `\`${value}\`` : '';
}
