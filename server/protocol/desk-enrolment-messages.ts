import { Type, type Static } from 'typebox';
import { Coded, RecordId, LongText, OrNull, strict } from './desk-fields.ts';
import { documentChecked, Mistake, newPerson, twinOf } from './desk-people-messages.ts';

/** `POST /desk/api/people/camera`: enrols a new person, or adds pictures to a record, at a lobby screen. */
export const LobbyEnrolmentRequest = Type.Object(
  {
    screenId: RecordId,
    who: Type.Union([Type.Object(newPerson, strict), Type.Object({ personId: RecordId }, strict)]),
    documentChecked,
    personalCode: Type.Optional(Type.Boolean()),
    twinOf,
  },
  strict,
);
export type LobbyEnrolmentRequest = Static<typeof LobbyEnrolmentRequest>;

const lobbySteps = [
  /** Others use the camera, or the screen is not connected. */
  'waiting',
  /** The screen shows the consent text. */
  'asking',
  'posing',
  /** All pictures are taken, and the screen shows the personal code. */
  'code',
  /** A visitor signs in and has the camera first; the enrolment resumes afterwards. */
  'interrupted',
  /** All pictures are taken. */
  'storing',
  'enrolled',
  /** Nothing was stored; `message` says why. */
  'ended',
] as const;

/** An enrolment at a lobby screen that is running or has ended recently. */
export const LobbyEnrolment = Type.Object({
  id: RecordId,
  /** The held sign-in whose card offered the enrolment. */
  jobId: OrNull(Type.String({ maxLength: 300 })),
  name: LongText,
  /** The name in the record that changes; null: a new person is enrolled. */
  record: OrNull(LongText),
  screen: LongText,
  step: Type.Enum(lobbySteps),
  /** Number of taken pictures, of three. */
  taken: Type.Integer(),
  /** The instruction on the screen. */
  guidance: OrNull(Type.String({ maxLength: 40 })),
  message: OrNull(LongText),
  /** The parts of the message. Only accounts that may enrol see which other people it mentions. */
  reasons: Type.Array(Mistake),
  personId: OrNull(RecordId),
  /** The people whom the face looks like, when that is the only reason: name the twin, and offer again. */
  looksLike: Type.Array(
    Type.Object({ personId: RecordId, explanation: LongText, values: Coded.values }),
  ),
});
export type LobbyEnrolment = Static<typeof LobbyEnrolment>;

export const LobbyEnrolmentStarted = Type.Object({ enrolment: LobbyEnrolment });

/** `GET /desk/api/cards/:jobId/claim`: the initial values of an offer. */
export const VisitorClaim = Type.Object({
  name: LongText,
  email: OrNull(LongText),
  employeeId: OrNull(LongText),
  /** The record that an offer changes; null: it enrols a new person. */
  record: OrNull(Type.Object({ personId: RecordId, name: LongText })),
  /** Why nobody can be enrolled from this card. */
  problem: OrNull(LongText),
  ...Coded,
  /** The name in the document from which they can be enrolled; null: there is none. */
  documentName: OrNull(LongText),
  /** The screen that serves the visitor's lobby; null when none does. */
  screenId: OrNull(RecordId),
});
export type VisitorClaim = Static<typeof VisitorClaim>;

/** `POST /desk/api/cards/:jobId/offer`: e-mail and employee id are those of the card. */
export const OfferRequest = Type.Union([
  Type.Object(
    {
      /** As in the visitor's document; fits the card's name. */
      name: LongText,
      /** The record that it changes, as the page showed; null: it enrols a new person. */
      recordId: OrNull(RecordId),
      screenId: RecordId,
      /** The offering account has checked the visitor's document. */
      documentChecked: Type.Literal(true),
      /** Allowed only for a manager. */
      twinOf,
    },
    strict,
  ),
  /** A new person, from the document that the lobby screen verified. */
  Type.Object({ fromDocument: Type.Literal(true), screenId: RecordId, twinOf }, strict),
]);
export type OfferRequest = Static<typeof OfferRequest>;

/** `GET /desk/api/documents`: visitors who can be enrolled from their document, the latest first. */
export const DocumentsShown = Type.Object({
  documents: Type.Array(Type.Object({ jobId: Type.String({ maxLength: 300 }), name: LongText })),
});
export type DocumentsShown = Static<typeof DocumentsShown>;
