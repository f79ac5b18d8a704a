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
