import { Type, type Static } from 'typebox';
import { captureId, CodeDeclined, CodeTyped, CodeWanted } from './code-messages.ts';
import { DotPath } from './challenge-messages.ts';
import {
  DocumentAgreed,
  DocumentKeyTyped,
  DocumentOffered,
  DocumentSource,
  DocumentStep,
  DocumentWanted,
  WalletAnswer,
  WalletChanged,
  WalletFailed,
  ZoneOutline,
} from './document-messages.ts';
import {
  CameraTaken,
  CameraTaker,
  CaptureBusy,
  InstanceId,
  Instances,
  Leaving,
  SocketNumber,
} from './socket-messages.ts';
import { guidanceCodes, outcomeMessages } from './screen-words.ts';

export type { DotPath } from './challenge-messages.ts';
export { closeCodes } from './socket-messages.ts';
export type { CameraTaker, SocketNumber } from './socket-messages.ts';
export type { Guidance, OutcomeMessage, VisitorMessage } from './screen-words.ts';

/**
 * Every message between the kiosk page and the service, defined once. Both sides validate the messages that they
 * receive against these schemas, and close the socket on anything else (see `closeCodes`).
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
 * `held` informs a visitor who is held without a capture. `held_over` ends that message, and any outcome that asks to
 * wait, because somebody has come or the next visitor has signed in.
 */
export const protocolVersion = 11;

/** Path of the office's logo. */
export const logoPath = '/kiosk/logo';

/** A language tag such as `pt-BR`. */
export const LanguageTag = Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$' });

/** The full published text; the camera turns on only after the visitor agrees. */
const ConsentToAsk = Type.Object({
  version: Type.String({ maxLength: 40 }),
  /** The text in each published language; null: its language is not known. */
  texts: Type.Array(
    Type.Object({
      language: Type.Union([LanguageTag, Type.Null()]),
      text: Type.String({ maxLength: 100_000 }),
    }),
    { minItems: 1 },
  ),
  /** The record that the consent concerns: a new person is enrolled, or an existing record changes. */
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

/** Purposes of a capture; the page explains the purpose and the use of the pictures. */
const capturePurposes = [
  'sign_in',
  /** The code of a health pass, without a face. */
  'health_pass',
  'sign_in_with_pass',
  'enrolment',
  /** First the chip of an identity document, then the face for its portrait; see document-messages.ts. */
  'document',
] as const;
export type CapturePurpose = (typeof capturePurposes)[number];

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
  /** The office's name, and whether there is a logo at `logoPath`. */
  office: Type.Optional(
    Type.Object({ name: Type.Union([Type.String(), Type.Null()]), logo: Type.Boolean() }),
  ),
  /** The kiosk treats a silence longer than twice this as a lost connection. */
  heartbeatSeconds: Type.Number({ exclusiveMinimum: 0 }),
  /** Identifies the instance until it stops. */
  instance: Type.Optional(InstanceId),
});

const Heartbeat = Type.Object({ type: Type.Literal('heartbeat') });

export const CaptureStart = Type.Object({
  type: Type.Literal('capture_start'),
  /** A fresh nonce of 16 bytes in hex; every message and frame of this capture carries it. */
  captureId,
  purpose: literals(capturePurposes),
  /** Only with the purpose `document`. Default: a chip. */
  from: Type.Optional(DocumentSource),
  /** Whether the visitor may choose between chip and phone; `document_agreed` then says which. */
  hasChoice: Type.Optional(Type.Boolean()),
  /** The given name for the greeting, or null. */
  visitor: Type.Union([Type.String(), Type.Null()]),
  /** Envoy's language for the visitor; the visitor's own choice has priority. */
  language: Type.Optional(LanguageTag),
  /** Whether the camera turns on only after a tap. */
  askFirst: Type.Boolean(),
  /** Whether the page takes the camera from this capture for one that does not give way. */
  givesWay: Type.Optional(Type.Boolean()),
  /** The text to show; the camera turns on only after the visitor agrees. */
  consent: Type.Optional(ConsentToAsk),
  /** Whether the visitor may have to move the head: the page then offers `cannot_move`. */
  asksToMove: Type.Boolean(),
  /** Whether the capture may ask for a personal code: the page announces that early. */
  asksCode: Type.Optional(Type.Boolean()),
  /** Until `capture_end`, the kiosk treats a longer silence as a lost connection. */
  silenceMs: Type.Optional(Type.Integer({ minimum: 500 })),
  /** Milliseconds until the service ends this capture. */
  deadlineMs: Type.Integer({ minimum: 0 }),
  frames: Type.Object({
    /** Longest side in pixels. */
    longestSide: Type.Integer({ minimum: 160, maximum: 1920 }),
    perSecond: Type.Number({ exclusiveMinimum: 0, maximum: 30 }),
    /** Maximum frames that may wait for a `frame_seen`. */
    unanswered: Type.Integer({ minimum: 1, maximum: 8 }),
    /** Two: a frame has the pictures of both cameras, taken at most 60 ms apart. Default: one. */
    cameras: Type.Optional(Type.Literal(2)),
  }),
});

const FrameSeen = Type.Object({
  type: Type.Literal('frame_seen'),
  captureId,
  sequence: Type.Integer({ minimum: 0 }),
  guidance: literals(guidanceCodes),
  /** Share of the needed evidence that has been gathered, 0 to 1. */
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  /** Set while a dot moves. The dot starts with the first answer that has a new path. */
  path: Type.Optional(DotPath),
  /** Outline of the machine readable zone, during the search for it. */
  outline: Type.Optional(ZoneOutline),
});

const CaptureEnd = Type.Object({ type: Type.Literal('capture_end'), captureId });

/** The front desk was asked about the visitor of this capture, which has ended. */
const DeskAsked = Type.Object({ type: Type.Literal('desk_asked'), captureId });

const Outcome = Type.Object({
  type: Type.Literal('outcome'),
  captureId,
  message: literals(outcomeMessages),
  /** Milliseconds until the kiosk returns to the idle screen. */
  showMs: Type.Integer({ minimum: 0 }),
});

/** Asks the visitor to wait, in the same words for every reason. Not sent during a capture. */
const Held = Type.Object({
  type: Type.Literal('held'),
  language: Type.Optional(LanguageTag),
  /** Milliseconds that the kiosk shows it, unless something ends it sooner. */
  showMs: Type.Integer({ minimum: 0 }),
});

const HeldOver = Type.Object({ type: Type.Literal('held_over') });

export const ServiceMessage = Type.Union([
  Hello,
  Instances,
  Leaving,
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
    socket: Type.Optional(SocketNumber),
    taken: Type.Optional(CameraTaker),
  },
  { additionalProperties: false },
);
export type Ready = Static<typeof Ready>;

const CameraChanged = Type.Object(
  { type: Type.Literal('camera_changed'), camera: literals(cameraStates) },
  { additionalProperties: false },
);

/**
 * The browser's labels of all cameras, the active one first, with the maximum size of its pictures. A client without a
 * browser sends none, and is not compared while no cameras are recorded.
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
  },
  { additionalProperties: false },
);

/** The visitor has read this version in this language, and agreed. Only where `consent` is asked for. */
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
    /** Whether only the second camera failed. */
    isSecond: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

export const KioskMessage = Type.Union([
  Ready,
  CameraChanged,
  CameraTaken,
  CaptureBusy,
  ConsentGiven,
  CaptureStarted,
  CaptureDeclined,
  CannotMove,
  CodeTyped,
  CodeDeclined,
  DocumentWanted,
  DocumentAgreed,
  DocumentKeyTyped,
  WalletChanged,
  WalletAnswer,
  WalletFailed,
  CaptureFailed,
]);
export type KioskMessage = Static<typeof KioskMessage>;
