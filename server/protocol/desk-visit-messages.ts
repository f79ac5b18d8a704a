import { Type, type Static } from 'typebox';
import { Code, OrNull, Text, Time } from './desk-fields.ts';
import { ByWhom, DeskCard, outcomesSaid } from './desk-messages.ts';

/** What is done about one held visitor, and what is known of them. */

/** `POST /desk/api/cards/:jobId/outcome`: null has it wait again. */
export const OutcomeRequest = Type.Object(
  { outcome: OrNull(Type.Enum(outcomesSaid)) },
  { additionalProperties: false },
);
export const maxNoteLength = 500;
const Note = Type.String({ maxLength: 2 * maxNoteLength });
/** `was`: the note that the writer saw, empty where there was none. */
export const NoteRequest = Type.Object({ note: Note, was: Note }, { additionalProperties: false });
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
/** `POST /desk/api/ringing/:jobId`: true lets the visitor in, false leaves it a review. */
export const RingingRequest = Type.Object(
  { letIn: Type.Boolean() },
  { additionalProperties: false },
);
/** What became of it; a press that did not count is a refusal. */
export const RingingAnswer = Type.Object({ letIn: Type.Boolean() });
export const CardAnswer = Type.Object({ card: DeskCard });
const FieldComparison = Type.Enum(['agrees', 'differs', 'not listed', 'not asked']);
/** `PUT /desk/api/cards/:jobId/listed`: whether an entry of an official list means the person enrolled. */
export const ListedRequest = Type.Object(
  { list: Text, entry: Text, isSamePerson: Type.Boolean() },
  { additionalProperties: false },
);
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
  /** Entries of official lists that the visitor may be. */
  listed: Type.Array(
    Type.Object({
      list: Text,
      /** The list's name. */
      title: Text,
      entry: Text,
      by: Code,
      /** How much the names are alike; null where it was not found by a name. */
      percent: OrNull(Type.Integer()),
      birthDate: OrNull(FieldComparison),
      country: OrNull(FieldComparison),
      /** As the list has them now: nothing where the entry is gone. */
      names: Type.Array(Text),
      birthDates: Type.Array(Text),
      countries: Type.Array(Text),
      /** Who said that this entry does not mean the person; null where nobody did. */
      dismissed: OrNull(ByWhom),
    }),
  ),
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
