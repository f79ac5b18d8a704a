import { Type, type Static } from 'typebox';
import { Code, SignInId, OrNull, Text, Time } from './desk-fields.ts';
import { LobbyEnrolment } from './desk-enrolment-messages.ts';

/**
 * What the front desk's page and the service say to each other, defined once; both validate what
 * they receive. Times are ISO 8601 in UTC. Acts are HTTP requests, so that each has an answer; the
 * WebSocket only tells what changed.
 */

/** Why the service closes a desk's socket. */
export const deskCloseCodes = {
  /** The session ended: log in again. */
  signedOut: 4401,
  /** Too slow to read what is sent; reconnect. */
  tooSlow: 4408,
  /** Reconnect with back-off. */
  stopping: 1001,
} as const;

/** How a held visit ended, as someone at the desk says. */
export const outcomesSaid = ['let_in', 'turned_away', 'left', 'enrolled'] as const;
/** Or as it turned out. After `held_again` the later card goes on with it. */
export const outcomes = [
  ...outcomesSaid,
  ...(['held_again', 'let_in_later', 'signed_out', 'office_closed'] as const),
] as const;
export type Outcome = (typeof outcomes)[number];

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  let_in: 'Let in, document checked',
  turned_away: 'Turned away',
  left: 'Left',
  enrolled: 'Enrolled',
  held_again: 'Held again at a later sign-in',
  let_in_later: 'Let in by a later sign-in',
  signed_out: 'Signed out in Envoy',
  office_closed: 'Still waiting when the office closed',
};

/** An act at the desk: whose account, and when. */
export const ByWhom = Type.Object({ by: Text, at: Time });

export const DeskCard = Type.Object({
  jobId: SignInId,
  /** Null once the person was erased, or after a change of key. */
  visitor: OrNull(Text),
  host: OrNull(Text),
  /** Envoy's name of the location, else its id. */
  location: OrNull(Text),
  kind: Type.String({ maxLength: 40 }),
  heldAt: Time,
  reason: Code,
  /** For the receptionist: why, and what to do. */
  why: Text,
  whatToDo: Text,
  /** What the check noted in addition. */
  remark: OrNull(Text),
  /** Held sign-ins of the same visit before this one, the first of them first; their cards are closed. */
  earlier: Type.Array(Type.Object({ jobId: SignInId, at: Time, reason: Code, why: Text })),
  /** Held because of who it is or may be: the list has no button to let them in, and no offer. */
  isAlarm: Type.Boolean(),
  note: OrNull(Text),
  /** Who at the desk is with the visitor. */
  withThem: OrNull(ByWhom),
  /** Since when the desk was asked while Envoy waited, where nobody answered in time. */
  unansweredSince: OrNull(Time),
  /** The last message about the visitor to their host or a channel. */
  hostTold: OrNull(ByWhom),
  /** Null while they wait; of one that was closed before there were outcomes, too. */
  outcome: OrNull(Type.Enum(outcomes)),
  seenAt: OrNull(Time),
  /** The name of the account; null when it closed by itself. */
  seenBy: OrNull(Text),
  entryUrl: OrNull(Type.String({ maxLength: 500 })),
});
export type DeskCard = Static<typeof DeskCard>;

/** A sign-in that is looked at right now. */
export const Underway = Type.Object({
  jobId: SignInId,
  visitor: OrNull(Text),
  host: OrNull(Text),
  location: OrNull(Text),
  since: Time,
  /** What the camera is short of, as the lobby screen shows it; null before it has seen anything. */
  guidance: OrNull(Type.String({ maxLength: 40 })),
});
export type Underway = Static<typeof Underway>;

/** A sign-in in doubt that Envoy waits for: someone at the desk may let the visitor in until then. */
export const OpenApproval = Type.Object({
  jobId: SignInId,
  visitor: OrNull(Text),
  host: OrNull(Text),
  location: OrNull(Text),
  kind: Type.String({ maxLength: 40 }),
  /** What is doubtful, and what the check noted in addition. */
  reason: Code,
  why: Text,
  remark: OrNull(Text),
  since: Time,
  until: Time,
});
export type OpenApproval = Static<typeof OpenApproval>;

export const LobbyScreen = Type.Object({
  id: Type.String({ maxLength: 64 }),
  name: Type.String({ maxLength: 200 }),
  connected: Type.Boolean(),
  camera: OrNull(Type.String({ maxLength: 20 })),
  busy: Type.Boolean(),
  /** Other cameras than those recorded, until someone confirms them; the face check is paused meanwhile. */
  otherCamera: OrNull(Type.String({ maxLength: 600 })),
  /** Whether the room around visitors is known, and whether the last ones were in another. */
  room: Type.Enum(['not_learned', 'learned', 'differs']),
});
export type LobbyScreen = Static<typeof LobbyScreen>;

/** What Envoy's calls show, whatever else the service checks; null when they are as they should be. */
const CallTroubleShown = Type.Object({
  kind: Type.Enum(['calls_refused', 'clock_off']),
  /** When the last refused call came; null when the clock is off. */
  lastAt: OrNull(Time),
});
export type CallTroubleShown = Static<typeof CallTroubleShown>;

/** Everything that the queue shows; sent first, and after every lost link. */
const Snapshot = Type.Object({
  type: Type.Literal('snapshot'),
  now: Time,
  waiting: Type.Array(DeskCard),
  /** Closed a short while ago, the latest first: each can be put back. */
  closed: Type.Array(DeskCard),
  underway: Type.Array(Underway),
  /** Absent for accounts that may not let in. */
  ringing: Type.Array(OpenApproval),
  screens: Type.Array(LobbyScreen),
  trouble: OrNull(CallTroubleShown),
});

/** A card came, or changed; one with `seenAt` waits no more. */
const CardChanged = Type.Object({ type: Type.Literal('card'), card: DeskCard });
const UnderwayChanged = Type.Object({
  type: Type.Literal('underway'),
  underway: Type.Array(Underway),
});
/** All that ring now: one that is missing was decided. */
const RingingChanged = Type.Object({
  type: Type.Literal('ringing'),
  now: Time,
  ringing: Type.Array(OpenApproval),
});
const ScreensChanged = Type.Object({
  type: Type.Literal('screens'),
  screens: Type.Array(LobbyScreen),
});
/** Sent after the snapshot, and at each step. */
const EnrolmentsChanged = Type.Object({
  type: Type.Literal('enrolments'),
  enrolments: Type.Array(LobbyEnrolment),
});
/** Sent every few seconds: a page that hears nothing for three of them has lost its link. */
const Beat = Type.Object({
  type: Type.Literal('beat'),
  now: Time,
  trouble: OrNull(CallTroubleShown),
});

export const DeskMessage = Type.Union([
  Snapshot,
  CardChanged,
  UnderwayChanged,
  RingingChanged,
  ScreensChanged,
  EnrolmentsChanged,
  Beat,
]);
export type DeskMessage = Static<typeof DeskMessage>;
export const beatSeconds = 5;
export type OutcomeSaid = (typeof outcomesSaid)[number];
