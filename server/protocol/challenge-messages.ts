import { Type, type Static } from 'typebox';

/** What the screen shows while a visitor follows the dot; see messages.ts. */

/**
 * The way of a dot on the screen: where it is at which moment, evenly in between. 1 is as far as it goes;
 * x is positive to the visitor's own left, which is the screen's left and the image's right; y is positive up.
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

/** Tints of the screen's border, one after the other, at most three changes a second. */
export const LightSequence = Type.Array(
  Type.Object({
    tint: Type.Enum(['warm', 'cool']),
    /** Milliseconds from the start. */
    at: Type.Integer({ minimum: 0 }),
  }),
  { minItems: 1, maxItems: 32 },
);
export type LightSequence = Static<typeof LightSequence>;
