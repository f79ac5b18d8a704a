import { Type, type Static } from 'typebox';
import { Code, SignInId, OrNull, RecordId, Text, Time } from './desk-fields.ts';
import { DeskCard, outcomes } from './desk-messages.ts';

export const HistoryEntry = Type.Object({
  jobId: SignInId,
  at: Time,
  /** The typed name of a held sign-in; the enrolled person's name of an approved one. */
  visitor: OrNull(Text),
  host: OrNull(Text),
  location: OrNull(Text),
  flow: OrNull(Text),
  verdict: Type.Enum(['approved', 'review']),
  reason: Code,
  why: Text,
  outcome: OrNull(Type.Enum(outcomes)),
  seenAt: OrNull(Time),
  seenBy: OrNull(Text),
  note: OrNull(Text),
  letInReasons: DeskCard.properties.letInReasons,
});
export type HistoryEntry = Static<typeof HistoryEntry>;

export const HistoryPage = Type.Object({
  entries: Type.Array(HistoryEntry),
  /** The sign-ins of all pages; null for a search by name. */
  counts: OrNull(Type.Object({ letIn: Type.Integer(), held: Type.Integer() })),
  /** For the next page; null on the last one. */
  next: OrNull(Type.String({ maxLength: 400 })),
  locations: Type.Array(Type.Object({ id: Text, name: Text })),
  /** Those of the decisions in the chosen days. */
  reasons: Type.Array(Text),
});
export type HistoryPage = Static<typeof HistoryPage>;

/** What is kept of a visitor, enrolled or not: sign-ins under the same name or e-mail. */
export const VisitorPage = Type.Object({
  visitor: OrNull(Text),
  /** The person, when only one is enrolled under these details. */
  person: OrNull(Type.Object({ id: RecordId, name: Text })),
  /** The invitation, when the page was opened by one. */
  expected: OrNull(Type.Object({ at: Time, host: OrNull(Text) })),
  /** The newest first. */
  entries: Type.Array(HistoryEntry),
  /** Whether older sign-ins were not read. */
  isCut: Type.Boolean(),
});
export type VisitorPage = Static<typeof VisitorPage>;

/** The details of one sign-in. */
export const Story = Type.Object({
  entry: HistoryEntry,
  card: OrNull(DeskCard),
  /** From Envoy's call to the answer. */
  milliseconds: Type.Integer(),
  checks: Type.Array(
    Type.Object({
      check: Text,
      passed: Type.Boolean(),
      reason: Code,
      why: Text,
      remark: OrNull(Text),
      milliseconds: Type.Integer(),
    }),
  ),
  frames: OrNull(Type.Integer()),
  usableFrames: OrNull(Type.Integer()),
});
export type Story = Static<typeof Story>;

const seconds = OrNull(Type.Integer({ minimum: 0 }));
const counts = {
  letIn: Type.Integer(),
  held: Type.Integer(),
  /** Median wait of the visitors whom the desk attended to. */
  waitedSeconds: seconds,
  longestSeconds: seconds,
};

export const NumbersCount = Type.Object({
  /** A place, a day `2026-03-12` or an hour `09`. */
  key: Text,
  ...counts,
});
export type NumbersCount = Static<typeof NumbersCount>;

const Counted = Type.Array(Type.Object({ key: Code, count: Type.Integer() }));

/** Statistics of the decided sign-ins of some days. */
export const Numbers = Type.Object({
  ...counts,
  /** Number of sign-ins that repeated a held visit. */
  retries: Type.Integer(),
  /** Number of visitors who did not move as asked, and of those who said that they cannot. */
  notMoved: Type.Integer(),
  cannotMove: Type.Integer(),
  places: Type.Array(NumbersCount),
  days: Type.Array(NumbersCount),
  hours: Type.Array(NumbersCount),
  /** Number by reason, the most frequent first. */
  reasons: Counted,
  outcomes: Counted,
  /** Whether there were more sign-ins than are counted. */
  isCut: Type.Boolean(),
});
export type Numbers = Static<typeof Numbers>;
