import { Type, type Static } from 'typebox';
import { Code, SignInId, OrNull, Text, Time } from './desk-fields.ts';
import { DeskCard, outcomes } from './desk-messages.ts';

export const HistoryEntry = Type.Object({
  jobId: SignInId,
  at: Time,
  /** Of a held sign-in as it was typed; of one that was let in, the enrolled person's. */
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
});
export type HistoryEntry = Static<typeof HistoryEntry>;

export const HistoryPage = Type.Object({
  entries: Type.Array(HistoryEntry),
  /** For the next page; null on the last one. */
  next: OrNull(Type.String({ maxLength: 400 })),
  locations: Type.Array(Type.Object({ id: Text, name: Text })),
  /** Those that are said in the same words. */
  reasons: Type.Array(Type.Object({ reasons: Type.Array(Text), why: Text })),
});
export type HistoryPage = Static<typeof HistoryPage>;

/** One sign-in's story. */
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
  /** Half of those whom the desk saw to had waited no longer. */
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

/** Decided sign-ins of some days, in numbers. */
export const Numbers = Type.Object({
  ...counts,
  /** Tries that went on with a visit that was held before. */
  retries: Type.Integer(),
  /** Visitors who were asked to move and did not, and who said that they cannot. */
  notMoved: Type.Integer(),
  cannotMove: Type.Integer(),
  places: Type.Array(NumbersCount),
  days: Type.Array(NumbersCount),
  hours: Type.Array(NumbersCount),
  /** By how many, the most first. */
  reasons: Counted,
  outcomes: Counted,
  /** There were more sign-ins than are counted. */
  isCut: Type.Boolean(),
});
export type Numbers = Static<typeof Numbers>;
