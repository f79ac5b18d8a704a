import { Type, type Static } from 'typebox';
import { Coded } from './coded.ts';
import type { SetUpStep } from './set-up-steps.ts';
import { LobbyEnrolment } from './desk-people-messages.ts';

/**
 * What the front desk's page and the service say to each other, defined once; both validate what
 * they receive. Times are ISO 8601 in UTC. Acts are HTTP requests, so that each has an answer; the
 * WebSocket only tells what changed.
 */

const Time = Type.String({ minLength: 20, maxLength: 30 });
const JobId = Type.String({ minLength: 1, maxLength: 300 });
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
const Text = Type.String({ maxLength: 1000 });
const Code = Type.String({ maxLength: 60 });

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
const outcomesSaid = ['let_in', 'turned_away', 'left', 'enrolled'] as const;
/** Or as it turned out. After `held_again` the later card goes on with it. */
const outcomes = [
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
const ByWhom = Type.Object({ by: Text, at: Time });

export const DeskCard = Type.Object({
  jobId: JobId,
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
  earlier: Type.Array(Type.Object({ jobId: JobId, at: Time, reason: Code, why: Text })),
  /** Held because of who it is or may be: the list has no button to let them in, and no offer. */
  isAlarm: Type.Boolean(),
  note: OrNull(Text),
  /** Who at the desk is with the visitor. */
  withThem: OrNull(ByWhom),
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
  jobId: JobId,
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
  jobId: JobId,
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
const CallTroubleKind = Type.Enum(['calls_refused', 'clock_off']);
export type CallTroubleKind = Static<typeof CallTroubleKind>;

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
  trouble: OrNull(CallTroubleKind),
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
  trouble: OrNull(CallTroubleKind),
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

// --- acts -----------------------------------------------------------------------------------------

/** `POST /desk/api/cards/:jobId/outcome`: null has it wait again. */
export const OutcomeRequest = Type.Object(
  { outcome: OrNull(Type.Enum(outcomesSaid)) },
  { additionalProperties: false },
);
export type OutcomeSaid = (typeof outcomesSaid)[number];
export const maxNoteLength = 500;
export const NoteRequest = Type.Object(
  { note: Type.String({ maxLength: 2 * maxNoteLength }) },
  { additionalProperties: false },
);
/** `PUT /desk/api/cards/:jobId/presence`: the account that sends it is with the visitor, or is not. */
export const PresenceRequest = Type.Object(
  { isWithThem: Type.Boolean() },
  { additionalProperties: false },
);
/** `GET /desk/api/cards/:jobId/message`: the recipients of the desk's messages about a visitor, and what it wrote. */
export const MessageForm = Type.Object({
  places: Type.Array(Type.Object({ name: Text, label: Text })),
  /** About whom, and where they wait. */
  visitor: OrNull(Text),
  location: OrNull(Text),
  messages: Type.Array(
    Type.Object({
      to: Text,
      at: Time,
      state: Type.Enum(['waiting', 'sent', 'given_up', 'forgotten']),
    }),
  ),
});
export type MessageForm = Static<typeof MessageForm>;
/** `POST /desk/api/cards/:jobId/message` */
export const MessageRequest = Type.Object(
  { to: Type.String({ maxLength: 100 }), text: Type.String({ maxLength: 2 * maxNoteLength }) },
  { additionalProperties: false },
);
/** `POST /desk/api/ringing/:jobId`: true lets the visitor in, false leaves it a review. */
export const RingingRequest = Type.Object(
  { letIn: Type.Boolean() },
  { additionalProperties: false },
);
/** What became of it; a press that did not count is a refusal. */
export const RingingAnswer = Type.Object({ letIn: Type.Boolean() });
export const CardAnswer = Type.Object({ card: DeskCard });
/** `GET /desk/api/cards/:jobId/facts`: what is known of a held visitor beside the card. */
export const VisitFacts = Type.Object({
  email: OrNull(Text),
  employeeId: OrNull(Text),
  phone: OrNull(Text),
  company: OrNull(Text),
  /** The identity document that the visitor showed at the screen. */
  document: OrNull(
    Type.Object({
      class: Type.Enum(['genuine', 'copy_not_excluded', 'not_verified', 'expired', 'revoked']),
      kind: Type.Enum(['passport', 'card']),
      issuingState: Type.String({ maxLength: 3 }),
      expiresOn: Type.String({ maxLength: 10 }),
      name: Text,
      face: Type.Enum(['matches', 'differs', 'not_compared']),
    }),
  ),
  /** Where the visitor is announced. */
  expectedAt: OrNull(Time),
  /** The only person enrolled under what was typed. */
  person: OrNull(
    Type.Object({
      name: Text,
      enrolledAt: Time,
      /** Their last sign-ins before this one, the latest first. */
      visits: Type.Array(
        Type.Object({
          at: Time,
          location: OrNull(Text),
          isLetIn: Type.Boolean(),
          reason: Code,
          why: Text,
        }),
      ),
    }),
  ),
});
export type VisitFacts = Static<typeof VisitFacts>;

// --- history --------------------------------------------------------------------------------------

export const HistoryEntry = Type.Object({
  jobId: JobId,
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

/** `GET /desk/api/first-steps`: whether each is done. */
export const FirstSteps = Type.Object({
  secret: Type.Boolean(),
  reached: Type.Boolean(),
  envoy: Type.Boolean(),
  told: Type.Boolean(),
  screen: Type.Boolean(),
  consent: Type.Boolean(),
  enrolled: Type.Boolean(),
} satisfies Record<SetUpStep, unknown>);
export type FirstSteps = Static<typeof FirstSteps>;

// --- who is expected ---------------------------------------------------------------------------------

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

// --- the lobby's health ----------------------------------------------------------------------------

export const LobbyHealth = Type.Object({
  version: Text,
  lights: Type.Array(
    Type.Object({
      name: Text,
      light: Type.Enum(['green', 'amber', 'red']),
      sentence: Text,
      whatToDo: OrNull(Text),
      ...Coded,
    }),
  ),
  screens: Type.Array(LobbyScreen),
});
export type LobbyHealth = Static<typeof LobbyHealth>;
