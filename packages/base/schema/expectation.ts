import type { TSchema } from 'typebox';

/** The schema keywords about accepted values. */
export interface Bounded {
  /** Completes "must be" where the schema itself is not clear enough. */
  expectation?: string;
  /** Text for a reference table where the schema itself is not clear enough. */
  values?: string;
  type?: string;
  enum?: readonly string[];
  const?: unknown;
  anyOf?: readonly TSchema[];
  items?: TSchema;
  required?: readonly string[];
  properties?: Readonly<Record<string, TSchema>>;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
}

/** A schema's accepted values, in words that follow "must be". */
export function expectationOf(schema: TSchema): string {
  const bounds: Bounded = schema;
  if (bounds.expectation !== undefined) return bounds.expectation;
  if (bounds.enum) return `one of ${bounds.enum.join(', ')}`;
  if (bounds.const !== undefined) return JSON.stringify(bounds.const);
  if (bounds.anyOf) return bounds.anyOf.map(expectationOf).join(', or ');
  switch (bounds.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number${within(bounds.minimum, bounds.maximum)}`;
    case 'number':
      return `a number${within(bounds.minimum, bounds.maximum)}`;
    case 'string':
      return textWithin(bounds);
    case 'array':
      return bounds.items ? `a list, each ${expectationOf(bounds.items)}` : 'a list';
    default:
      return `names with values below it${among(bounds)}`;
  }
}

/** The required names; names with a default may be missing. */
function among({ required = [], properties = {} }: Bounded): string {
  const needed = required.filter((name) => !('default' in (properties[name] ?? {})));
  const names = needed.map((name) => `\`${name}\``);
  return names.length === 0 ? '' : `, ${names.join(' and ')} among them`;
}

function within(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, at least ${minimum}`;
  return maximum === undefined ? '' : `, at most ${maximum}`;
}

function textWithin({ minLength = 0, maxLength, pattern }: Bounded): string {
  if (pattern !== undefined) return `a text of the form ${pattern}`;
  if (maxLength !== undefined) return `a text of ${minLength} to ${maxLength} characters`;
  return 'a text';
}
