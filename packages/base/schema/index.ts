/** Mistakes of a value against a TypeBox schema, in sentences for who wrote it. */
export { expectationOf, type Bounded } from './expectation.ts';
export { withoutFormerNames, type FormerName } from './former.ts';
export {
  coerceToSchema,
  escapePointer,
  instead,
  isMap,
  mistakesAgainst,
  type Diagnostic,
} from './mistakes.ts';
export { nearest } from './nearest.ts';
