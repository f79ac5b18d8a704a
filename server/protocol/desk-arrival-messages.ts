import { Type, type Static } from 'typebox';
import { OrNull, Text, Time } from './desk-fields.ts';

/** Whether the camera will recognise an expected visitor. */
export const Enrolled = Type.Enum([
  /** The camera will recognise them. */
  'enrolled',
  /** Their consent has expired, or is for an earlier text. */
  'consent_needed',
  /** Their enrolment has expired. */
  'expired',
  /** They have no photo for the recogniser in use. */
  'photos_needed',
  /** Several people may be meant, or the name does not fit the enrolled person. */
  'unclear',
  'not_enrolled',
  /** They are on the opt-out list. */
  'opted_out',
  /** The person was erased. */
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
  /** The watchlists with a possible match, `own` included; null while the search is running. */
  listed: OrNull(Type.Array(Type.String({ maxLength: 100 }))),
  /** `held` until the desk has attended to it; `arrived` may be known only from Envoy. */
  state: Type.Enum(['expected', 'let_in', 'held', 'seen_to', 'arrived']),
  /** When they signed in. */
  cameAt: OrNull(Time),
});
export type ExpectedVisitor = Static<typeof ExpectedVisitor>;

export const ExpectedDay = Type.Object({
  day: Type.String({ maxLength: 10 }),
  visitors: Type.Array(ExpectedVisitor),
  /** Whether more visitors are expected than are shown. */
  isCut: Type.Boolean(),
});
export type ExpectedDay = Static<typeof ExpectedDay>;
