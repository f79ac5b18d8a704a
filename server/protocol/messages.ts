import { Type, type Static } from 'typebox';
import { captureId, CodeDeclined, CodeTyped, CodeWanted } from './code-messages.ts';
import { DotPath, LightSequence } from './challenge-messages.ts';
import {
  DocumentAgreed,
  DocumentKeyTyped,
  DocumentOffered,
  DocumentStep,
  DocumentWanted,
  ZoneOutline,
} from './document-messages.ts';

export type { DotPath } from './challenge-messages.ts';

/**
 * Every message between the kiosk page and the service, defined once; both sides validate what they
 * receive against these schemas and close the socket on anything else (see `closeCodes`).
 *
 * A capture runs like this:
 *
 *     service                             kiosk
 *       | -- capture_start ---------------> |   shows the notice, turns the camera on
 *       | <--------------- consent_given -- |   (only where `consent` is asked for, and then first)
 *       | <------------- capture_started -- |   (or capture_declined, or capture_failed)
 *       | <------------------ frame (binary)|   at most `frames.unanswered` without a `frame_seen`
 *       | -- frame_seen (guidance) -------> |
 *       |              ...                  |
 *       | -- code_wanted -----------------> |   camera off; keypad (only where `asksCode`)
 *       | <-------------------- code_typed  |   (or code_declined)
 *       |              ...                  |
 *       | -- capture_end -----------------> |   camera off; "thinking"
 *       | -- desk_asked ------------------> |   only while the front desk is asked
 *       | -- outcome ---------------------> |   welcome, or please wait
 *
 * `held` informs a visitor who is held without a capture. `held_over` ends that, and an outcome that
 * asks to wait: someone has come, or the next visitor has signed in.
 */
export const protocolVersion = 9;

/** Where the office's logo is served. */
export const logoPath = '/kiosk/logo';

/** Why the service closes a kiosk's socket; the kiosk decides by the code whether to come back. */
export const closeCodes = {
  /** Malformed or unexpected message. */
  badMessage: 4400,
  /** The pairing was revoked: forget it and show the pairing screen. */
  revoked: 4401,
  /** The same kiosk connected again; the older socket is closed and must not reconnect. */
  replaced: 4409,
  /** The page is older than the service: reload it. */
  outdated: 4426,
  /** The service had a fault of its own; reconnect with back-off. */
  fault: 1011,
  /** The service is stopping, or cannot decide here; reconnect with back-off. */
  stopping: 1001,
} as const;

/** A language tag such as `pt-BR`. */
export const LanguageTag = Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$' });

/** The published text in full; the camera turns on only after the visitor agrees. */
const ConsentToAsk = Type.Object({
  version: Type.String({ maxLength: 40 }),
  /** The same in each language that it was published in; null: no one said in which. */
  texts: Type.Array(
    Type.Object({
      language: Type.Union([LanguageTag, Type.Null()]),
      text: Type.String({ maxLength: 100_000 }),
    }),
    { minItems: 1 },
  ),
  /** Whose record it is about: someone new is enrolled, or one that is there is changed. */
  record: Type.Optional(
    Type.Object({
      name: Type.String(),
      isNew: Type.Boolean(),
      /** The portrait of their document is enrolled as well. */
      withPortrait: Type.Optional(Type.Boolean()),
    }),
  ),
});
export type ConsentToAsk = Static<typeof ConsentToAsk>;

/** What the visitor can do better, one thing at a time, chosen by the service from the frame. */
export const guidanceCodes = [
  'look_here',
  'step_closer',
  'step_back',
  'one_person',
  'centre',
  'face_camera',
  'more_light',
  'less_light',
  'hold_still',
  'open_eyes',
  'uncover_face',
  'looking_good',
  // The liveness challenge: a dot moves on the screen, see `path` of `frame_seen`.
  'follow_dot',
  // The poses of an enrolment, in the person's own left and right.
  'turn_a_little_left',
  'turn_a_little_right',
  'turn_back_a_little',
  // The code of a health pass.
  'show_pass',
  'show_next_part',
  'show_other_pass',
] as const;
export type Guidance = (typeof guidanceCodes)[number];

/** What the kiosk can say at the end of a capture. */
const visitorMessages = ['welcome', 'please_wait', 'declined', 'in_person', 'try_light'] as const;

export type VisitorMessage = (typeof visitorMessages)[number];

/** What a camera is turned on for; the page says so, and what becomes of the pictures. */
const capturePurposes = [
  'sign_in',
  /** The code of a health pass, and no face. */
  'health_pass',
  'sign_in_with_pass',
  'enrolment',
  /** The chip of an identity document first, and then the face beside its portrait; see document-messages.ts. */
  'document',
] as const;
export type CapturePurpose = (typeof capturePurposes)[number];

/** What the page can say at the end of a capture: a visitor's messages, those of an enrolment, and of a document. */
const outcomeMessages = [
  ...visitorMessages,
  'enrolled',
  'enrolment_failed',
  'enrolment_stopped',
  'document_ready',
  'document_failed',
] as const;
export type OutcomeMessage = (typeof outcomeMessages)[number];

/** Those after which the visitor waits for a person. */
const waitMessages: readonly OutcomeMessage[] = [
  'please_wait',
  'declined',
  'in_person',
  'try_light',
];

export function asksToWait(message: OutcomeMessage): boolean {
  return waitMessages.includes(message);
}

const cameraStates = ['ready', 'missing', 'blocked', 'in_use'] as const;
export type CameraState = (typeof cameraStates)[number];

function literals<const T extends string[]>(values: readonly [...T]) {
  return Type.Enum<T>(values);
}

// --- service to kiosk ---------------------------------------------------------------------------

const Hello = Type.Object({
  type: Type.Literal('hello'),
  protocol: Type.Integer(),
  kiosk: Type.Object({ name: Type.String() }),
  /** The office's own: its name, and whether there is a logo at `logoPath`. */
  office: Type.Optional(
    Type.Object({ name: Type.Union([Type.String(), Type.Null()]), logo: Type.Boolean() }),
  ),
  /** Whether the page may be heard. */
  sound: Type.Optional(Type.Boolean()),
  /** The kiosk treats a silence longer than twice this as a lost connection. */
  heartbeatSeconds: Type.Number({ exclusiveMinimum: 0 }),
});

const Heartbeat = Type.Object({ type: Type.Literal('heartbeat') });

export const CaptureStart = Type.Object({
  type: Type.Literal('capture_start'),
  /** A fresh nonce of 16 bytes in hex; every message and frame of this capture carries it. */
  captureId,
  purpose: literals(capturePurposes),
  /** How the visitor is greeted: a given name, or null. */
  visitor: Type.Union([Type.String(), Type.Null()]),
  /** What Envoy says of the language; the visitor's own choice goes before it. */
  language: Type.Optional(LanguageTag),
  /** Turn the camera on only after a tap. */
  askFirst: Type.Boolean(),
  /** The text to show; the camera turns on only after the visitor agrees. */
  consent: Type.Optional(ConsentToAsk),
  /** The visitor may be asked to move the head: the page offers `cannot_move`. */
  asksToMove: Type.Boolean(),
  /** A personal code may be asked for later on: the page says so in time. */
  asksCode: Type.Optional(Type.Boolean()),
  /** Until `capture_end` the kiosk treats a silence longer than this as a lost connection. */
  silenceMs: Type.Optional(Type.Integer({ minimum: 500 })),
  /** Milliseconds until the service will have ended this capture. */
  deadlineMs: Type.Integer({ minimum: 0 }),
  frames: Type.Object({
    /** Longest side in pixels. */
    longestSide: Type.Integer({ minimum: 160, maximum: 1920 }),
    perSecond: Type.Number({ exclusiveMinimum: 0, maximum: 30 }),
    /** Frames that may be under way without a `frame_seen`. */
    unanswered: Type.Integer({ minimum: 1, maximum: 8 }),
  }),
});

const FrameSeen = Type.Object({
  type: Type.Literal('frame_seen'),
  captureId,
  sequence: Type.Integer({ minimum: 0 }),
  guidance: literals(guidanceCodes),
  /** How much of the evidence that is needed has been gathered, 0 to 1. */
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  /** While a dot moves. It starts with the first answer that carries another path than those before. */
  path: Type.Optional(DotPath),
  /** With a path, where the page shows tints; it starts with the path. */
  light: Type.Optional(LightSequence),
  /** Of the machine readable zone, while that is looked for. */
  outline: Type.Optional(ZoneOutline),
});

const CaptureEnd = Type.Object({ type: Type.Literal('capture_end'), captureId });

/** The front desk is asked about the visitor of this capture, which has ended. */
const DeskAsked = Type.Object({ type: Type.Literal('desk_asked'), captureId });

const Outcome = Type.Object({
  type: Type.Literal('outcome'),
  captureId,
  message: literals(outcomeMessages),
  /** How long the kiosk shows it before it goes back to idle. */
  showMs: Type.Integer({ minimum: 0 }),
});

/** Ask the visitor to wait: the same whatever they are held for. Not sent while a capture runs. */
const Held = Type.Object({
  type: Type.Literal('held'),
  language: Type.Optional(LanguageTag),
  /** How long the kiosk shows it, unless something ends it sooner. */
  showMs: Type.Integer({ minimum: 0 }),
});

const HeldOver = Type.Object({ type: Type.Literal('held_over') });

export const ServiceMessage = Type.Union([
  Hello,
  Heartbeat,
  CaptureStart,
  FrameSeen,
  CodeWanted,
  DocumentOffered,
  DocumentStep,
  CaptureEnd,
  DeskAsked,
  Outcome,
  Held,
  HeldOver,
]);
export type ServiceMessage = Static<typeof ServiceMessage>;
export type CaptureStart = Static<typeof CaptureStart>;

// --- kiosk to service ---------------------------------------------------------------------------

const Ready = Type.Object(
  {
    type: Type.Literal('ready'),
    protocol: Type.Integer(),
    camera: literals(cameraStates),
  },
  { additionalProperties: false },
);

const CameraChanged = Type.Object(
  { type: Type.Literal('camera_changed'), camera: literals(cameraStates) },
  { additionalProperties: false },
);

/**
 * The browser's labels of all cameras, the one that is on first, with how large its pictures can be.
 * A client without a browser says nothing, and is not compared while nothing is recorded.
 */
const Cameras = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
  minItems: 1,
  maxItems: 16,
});

const CaptureStarted = Type.Object(
  {
    type: Type.Literal('capture_started'),
    captureId,
    cameras: Type.Optional(Cameras),
    /** Whether the page shows tints: not where little motion is wanted. */
    showsLight: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** They read the text of this version in this language and agreed to it. Only where `consent` is asked for. */
const ConsentGiven = Type.Object(
  {
    type: Type.Literal('consent_given'),
    captureId,
    version: Type.String({ maxLength: 40 }),
    language: Type.Union([LanguageTag, Type.Null()]),
  },
  { additionalProperties: false },
);

const CaptureDeclined = Type.Object(
  { type: Type.Literal('capture_declined'), captureId },
  { additionalProperties: false },
);

/** The visitor cannot move as asked, and goes to the front desk. Only where `asksToMove`. */
const CannotMove = Type.Object(
  { type: Type.Literal('cannot_move'), captureId },
  { additionalProperties: false },
);

const CaptureFailed = Type.Object(
  {
    type: Type.Literal('capture_failed'),
    captureId,
    camera: literals(cameraStates),
  },
  { additionalProperties: false },
);

export const KioskMessage = Type.Union([
  Ready,
  CameraChanged,
  ConsentGiven,
  CaptureStarted,
  CaptureDeclined,
  CannotMove,
  CodeTyped,
  CodeDeclined,
  DocumentWanted,
  DocumentAgreed,
  DocumentKeyTyped,
  CaptureFailed,
]);
export type KioskMessage = Static<typeof KioskMessage>;
