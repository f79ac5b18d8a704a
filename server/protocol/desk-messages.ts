import { Type, type Static } from 'typebox';
import { Code, SignInId, OrNull, Text, Time } from './desk-fields.ts';
import { LobbyEnrolment } from './desk-enrolment-messages.ts';
import { PhoneObstacle } from './document-messages.ts';

/**
 * The messages between the desk page and the service, defined once; both validate the messages that they receive.
 * Times are ISO 8601 in UTC. Acts are HTTP requests, so that each has an answer. The WebSocket only reports changes.
 */

/** Why the service closes a desk's socket. */
export const deskCloseCodes = {
  /** The session ended: log in again. */
  signedOut: 4401,
  /** The page reads too slowly; reconnect. */
  tooSlow: 4408,
  /** Reconnect with back-off. */
  stopping: 1001,
} as const;

/** How a held visit ended, as stated by somebody at the desk. */
export const outcomesSaid = ['let_in', 'turned_away', 'left', 'enrolled'] as const;
/** Also endings that the service detects. After `held_again`, the later card continues the visit. */
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

/** The account and the time of an act at the desk. */
export const ByWhom = Type.Object({ by: Text, at: Time });

export const DeskCard = Type.Object({
  jobId: SignInId,
  /** Null once the person was erased, or after a change of key. */
  visitor: OrNull(Text),
  host: OrNull(Text),
  /** Envoy's name of the location; otherwise its id. */
  location: OrNull(Text),
  kind: Type.String({ maxLength: 40 }),
  heldAt: Time,
  reason: Code,
  /** For the receptionist: why, and what to do. */
  why: Text,
  whatToDo: Text,
  /** An additional note of the check. */
  remark: OrNull(Text),
  /** Earlier held sign-ins of the same visit, the first one first; their cards are closed. */
  earlier: Type.Array(Type.Object({ jobId: SignInId, at: Time, reason: Code, why: Text })),
  /** Held because of the visitor's possible identity: the list has no button to let them in, and no offer. */
  isAlarm: Type.Boolean(),
  note: OrNull(Text),
  /** Why the desk let them in against an alarm, each time. On record: nobody can change it. */
  letInReasons: Type.Array(Text),
  /** The account of the person who is with the visitor. */
  withThem: OrNull(ByWhom),
  /** When the desk was asked while Envoy waited; set when nobody answered in time. */
  unansweredSince: OrNull(Time),
  /** The last message about the visitor to their host or a channel. */
  hostTold: OrNull(ByWhom),
  /** Null while they wait, and for cards that were closed before outcomes existed. */
  outcome: OrNull(Type.Enum(outcomes)),
  seenAt: OrNull(Time),
  /** The name of the account; null when the card closed by itself. */
  seenBy: OrNull(Text),
  entryUrl: OrNull(Type.String({ maxLength: 500 })),
});
export type DeskCard = Static<typeof DeskCard>;

/** A sign-in whose checks are running. */
export const Underway = Type.Object({
  jobId: SignInId,
  visitor: OrNull(Text),
  host: OrNull(Text),
  location: OrNull(Text),
  since: Time,
  /** The guidance on the lobby screen; null until the camera has seen something. */
  guidance: OrNull(Type.String({ maxLength: 40 })),
});
export type Underway = Static<typeof Underway>;

/** What helps to decide about a visitor who rings. Each is null where nothing is known. */
export const RingFacts = Type.Object({
  expectedAt: OrNull(Time),
  enrolledAt: OrNull(Time),
  lastLetInAt: OrNull(Time),
});
export type RingFacts = Static<typeof RingFacts>;

/** A doubtful sign-in for which Envoy waits: until the deadline, the desk may let the visitor in. */
export const OpenApproval = Type.Object({
  jobId: SignInId,
  visitor: OrNull(Text),
  host: OrNull(Text),
  location: OrNull(Text),
  kind: Type.String({ maxLength: 40 }),
  /** The doubt, and an additional note of the check. */
  reason: Code,
  why: Text,
  remark: OrNull(Text),
  email: Type.Optional(OrNull(Text)),
  /** Absent until they are read. */
  facts: Type.Optional(RingFacts),
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
  /** Cameras that differ from the recorded ones. Until somebody confirms them, the face check is paused. */
  otherCamera: OrNull(Type.String({ maxLength: 600 })),
  /** Its two cameras; null where one is enough. @property centimetres between them; null until they are set up */
  twoCameras: OrNull(
    Type.Object({
      standing: Type.Enum(['not_set_up', 'set_up', 'moved']),
      centimetres: OrNull(Type.Number()),
    }),
  ),
  /** Why it does not offer the visitor's phone; null: it does, or documents are not asked for. */
  phoneObstacle: OrNull(PhoneObstacle),
});
export type LobbyScreen = Static<typeof LobbyScreen>;

/** A problem in Envoy's calls; null when there is none. */
const CallTroubleShown = Type.Object({
  kind: Type.Enum(['calls_refused', 'clock_off']),
  /** The time of the last refused call; null when the clock is off. */
  lastAt: OrNull(Time),
});
export type CallTroubleShown = Static<typeof CallTroubleShown>;

/** The whole content of the queue; sent first, and after every lost link. */
const Snapshot = Type.Object({
  type: Type.Literal('snapshot'),
  now: Time,
  waiting: Type.Array(DeskCard),
  /** Recently closed cards, the latest first: each can be reopened. */
  closed: Type.Array(DeskCard),
  underway: Type.Array(Underway),
  /** Absent for accounts that may not let visitors in. */
  ringing: Type.Array(OpenApproval),
  screens: Type.Array(LobbyScreen),
  trouble: OrNull(CallTroubleShown),
});

/** A new or changed card; a card with `seenAt` no longer waits. */
const CardChanged = Type.Object({ type: Type.Literal('card'), card: DeskCard });
const UnderwayChanged = Type.Object({
  type: Type.Literal('underway'),
  underway: Type.Array(Underway),
});
/** All approvals that ring now: a missing one was decided. */
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
/** Sent every few seconds: after three missing ones, the page has lost its link. */
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
