import { Type, type Static } from 'typebox';

/** What the screen shows while a visitor follows the dot; see messages.ts. */

/**
 * Positions of the dot on the screen at several moments; the dot moves evenly in between. 1 is the largest distance.
 * x is positive to the visitor's own left, which is the screen's left and the image's right; y is positive upwards.
 */
export const DotPath = Type.Array(
  Type.Object({
    x: Type.Number({ minimum: -1, maximum: 1 }),
    y: Type.Number({ minimum: -1, maximum: 1 }),
    /** Milliseconds from the start. */
    at: Type.Integer({ minimum: 0 }),
  }),
  { minItems: 2, maxItems: 32 },
);
export type DotPath = Static<typeof DotPath>;
