import { Type, type Static } from 'typebox';
import { Code, OrNull, Text, Time } from './desk-fields.ts';
import { ByWhom, DeskCard, outcomesSaid } from './desk-messages.ts';

/** Acts for one held visitor, and facts about them. */

export const maxNoteLength = 500;
const Note = Type.String({ maxLength: 2 * maxNoteLength });
/** `POST /desk/api/cards/:jobId/outcome`: null reopens the card. `why`: needed to let in against an alarm. */
export const OutcomeRequest = Type.Object(
  { outcome: OrNull(Type.Enum(outcomesSaid)), why: Type.Optional(Note) },
  { additionalProperties: false },
);
/** `was`: the note that the writer saw; empty when there was none. */
export const NoteRequest = Type.Object({ note: Note, was: Note }, { additionalProperties: false });
/** `PUT /desk/api/cards/:jobId/presence`: whether the sending account is with the visitor. */
export const PresenceRequest = Type.Object(
  { isWithThem: Type.Boolean() },
  { additionalProperties: false },
);
/** `GET /desk/api/cards/:jobId/message`: recipients for messages about a visitor, and the messages so far. */
export const MessageForm = Type.Object({
  places: Type.Array(Type.Object({ name: Text, label: Text })),
  /** The subject of the message, and where they wait. */
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
/** `POST /desk/api/cards/:jobId/message`. `seen`: how many messages about the visitor the writer saw. */
export const MessageRequest = Type.Object(
  {
    to: Type.String({ maxLength: 100 }),
    text: Type.String({ maxLength: 2 * maxNoteLength }),
    seen: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type MessageRequest = Static<typeof MessageRequest>;
/** `POST /desk/api/ringing/:jobId`: true lets the visitor in; false keeps the review. */
export const RingingRequest = Type.Object(
  { letIn: Type.Boolean() },
  { additionalProperties: false },
);
/** The result; a press that came too late is a refusal. */
export const RingingAnswer = Type.Object({ letIn: Type.Boolean() });
export const CardAnswer = Type.Object({ card: DeskCard });
const FieldComparison = Type.Enum(['agrees', 'differs', 'not listed', 'not asked']);
/** `PUT /desk/api/cards/:jobId/listed`: whether an entry of an official list means the enrolled person. */
export const ListedRequest = Type.Object(
  { list: Text, entry: Text, isSamePerson: Type.Boolean() },
  { additionalProperties: false },
);
/** `GET /desk/api/cards/:jobId/facts`: facts about a held visitor that are not on the card. */
export const VisitFacts = Type.Object({
  email: OrNull(Text),
  employeeId: OrNull(Text),
  phone: OrNull(Text),
  company: OrNull(Text),
  /** The identity document that the visitor showed at the screen. */
  document: OrNull(
    Type.Object({
      class: Type.Enum(['genuine', 'copy_not_excluded', 'not_verified', 'expired', 'revoked']),
      kind: Type.Enum(['passport', 'card', 'licence', 'pid']),
      issuingState: Type.String({ maxLength: 3 }),
      expiresOn: Type.String({ maxLength: 10 }),
      name: Text,
      face: Type.Enum(['matches', 'differs', 'not_compared']),
    }),
  ),
  /** The announced time of the visit. */
  expectedAt: OrNull(Time),
  /** Entries of official lists that the visitor may be. */
  listed: Type.Array(
    Type.Object({
      list: Text,
      /** The list's name. */
      title: Text,
      entry: Text,
      by: Code,
      /** Similarity of the names; null for a hit by another detail. */
      percent: OrNull(Type.Integer()),
      birthDate: OrNull(FieldComparison),
      country: OrNull(FieldComparison),
      /** The present content of the list; empty when the entry is gone. */
      names: Type.Array(Text),
      birthDates: Type.Array(Text),
      countries: Type.Array(Text),
      /** Who said that this entry does not mean the person; null when nobody did. */
      dismissed: OrNull(ByWhom),
    }),
  ),
  /** The person, when only one is enrolled under the typed details. */
  person: OrNull(
    Type.Object({
      name: Text,
      enrolledAt: Time,
      /** Their last earlier sign-ins, the latest first. */
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
