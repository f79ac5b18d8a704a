import { Type, type Static } from 'typebox';
import { Coded, RecordId, LongText, OrNull, strict } from './desk-fields.ts';
import { documentChecked, Mistake, newPerson, twinOf } from './desk-people-messages.ts';

/** `POST /desk/api/people/camera`: from a lobby screen's camera, someone new or with more pictures. */
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
  /** Others are at the camera, or the screen is not connected. */
  'waiting',
  /** The screen shows the consent text. */
  'asking',
  'posing',
  /** All pictures are taken, and the screen shows the personal code. */
  'code',
  /** Someone signed in: they have the camera first, and it goes on afterwards. */
  'interrupted',
  /** All pictures are taken. */
  'storing',
  'enrolled',
  /** Nothing was stored; `message` says why. */
  'ended',
] as const;

/** An enrolment at a lobby screen: under way, or ended lately. */
export const LobbyEnrolment = Type.Object({
  id: RecordId,
  /** The held sign-in from whose card it was offered. */
  jobId: OrNull(Type.String({ maxLength: 300 })),
  name: LongText,
  /** Whose record is changed; null: someone new is enrolled. */
  record: OrNull(LongText),
  screen: LongText,
  step: Type.Enum(lobbySteps),
  /** Pictures taken, of three. */
  taken: Type.Integer(),
  /** What the screen asks for. */
  guidance: OrNull(Type.String({ maxLength: 40 })),
  message: OrNull(LongText),
  /** The parts of the message. Only accounts that may enrol see whom else it is about. */
  reasons: Type.Array(Mistake),
  personId: OrNull(RecordId),
  /** Whom the face looks like, when it ended for nothing else: say who is meant, and offer again. */
  looksLike: Type.Array(
    Type.Object({ personId: RecordId, explanation: LongText, values: Coded.values }),
  ),
});
export type LobbyEnrolment = Static<typeof LobbyEnrolment>;

export const LobbyEnrolmentStarted = Type.Object({ enrolment: LobbyEnrolment });

/** `GET /desk/api/cards/:jobId/claim`: what an offer begins with. */
export const VisitorClaim = Type.Object({
  name: LongText,
  email: OrNull(LongText),
  employeeId: OrNull(LongText),
  /** The record that an offer changes; null: it enrols someone new. */
  record: OrNull(Type.Object({ personId: RecordId, name: LongText })),
  /** Why no one can be enrolled from this card. */
  problem: OrNull(LongText),
  ...Coded,
  /** The name in the document that they can be enrolled from; null: from none. */
  documentName: OrNull(LongText),
  /** The screen that serves the visitor's lobby; null when none does. */
  screenId: OrNull(RecordId),
});
export type VisitorClaim = Static<typeof VisitorClaim>;

/** `POST /desk/api/cards/:jobId/offer`: e-mail and employee id are those of the card. */
export const OfferRequest = Type.Union([
  Type.Object(
    {
      /** As in their document; fits that of the card. */
      name: LongText,
      /** Whose record it changes, as the page has said; null: it enrols someone new. */
      recordId: OrNull(RecordId),
      screenId: RecordId,
      /** The account that offers has looked at the visitor's document. */
      documentChecked: Type.Literal(true),
      /** Only a manager may say so. */
      twinOf,
    },
    strict,
  ),
  /** Somebody new, from the document that the lobby screen verified. */
  Type.Object({ fromDocument: Type.Literal(true), screenId: RecordId, twinOf }, strict),
]);
export type OfferRequest = Static<typeof OfferRequest>;

/** `GET /desk/api/documents`: of visitors who can be enrolled from their document, the latest first. */
export const DocumentsShown = Type.Object({
  documents: Type.Array(Type.Object({ jobId: Type.String({ maxLength: 300 }), name: LongText })),
});
export type DocumentsShown = Static<typeof DocumentsShown>;
