import { Type, type Static } from 'typebox';
import { OrNull, Text, Time } from './desk-fields.ts';

/** Whether the camera will know someone who is expected. */
export const Enrolled = Type.Enum([
  /** It will. */
  'enrolled',
  /** Their consent has run out, or is for an earlier text. */
  'consent_needed',
  /** Their enrolment has run out. */
  'expired',
  /** None of their photos is of use to the recogniser. */
  'photos_needed',
  /** Several may be meant, or the name does not fit the one enrolled. */
  'unclear',
  'not_enrolled',
  /** They are not to be captured. */
  'opted_out',
  /** Whom it was about was erased. */
  'unknown',
]);
export type Enrolled = Static<typeof Enrolled>;

export const ExpectedVisitor = Type.Object({
  inviteId: Type.String({ maxLength: 300 }),
  /** Null once the person was erased, or after a change of key. */
  visitor: OrNull(Text),
  host: OrNull(Text),
  location: OrNull(Text),
  flow: OrNull(Text),
  expectedAt: Time,
  enrolled: Enrolled,
  /** The watchlists that they may be on, `own` among them; null while that is looked up. */
  listed: OrNull(Type.Array(Type.String({ maxLength: 100 }))),
  /** `held` until the desk has seen to it; Envoy alone may know of `arrived`. */
  state: Type.Enum(['expected', 'let_in', 'held', 'seen_to', 'arrived']),
  /** When they signed in. */
  cameAt: OrNull(Time),
});
export type ExpectedVisitor = Static<typeof ExpectedVisitor>;

export const ExpectedDay = Type.Object({
  day: Type.String({ maxLength: 10 }),
  visitors: Type.Array(ExpectedVisitor),
  /** More are expected than are shown. */
  isCut: Type.Boolean(),
});
export type ExpectedDay = Static<typeof ExpectedDay>;
