import { Type, type StaticDecode } from 'typebox';
import { Value } from 'typebox/value';
import { PersonDetails } from '../people/person-details.ts';
import { LobbyEnrolment } from '../protocol/desk-enrolment-messages.ts';

const Id = Type.String({ minLength: 1 });
const Text = { version: Type.String(), sha256: Type.String() };

/** An enrolment at a lobby screen that the desk orders. */
const EnrolmentOrder = Type.Object({
  /** As in the audit record: `desk:<account>`. */
  actor: Id,
  /** The held sign-in whose card has the offer. */
  jobId: Type.Union([Id, Type.Null()]),
  screenId: Id,
  /** The name in the document that the desk read, or in the record. */
  confirmed: Type.String(),
  who: Type.Union([
    Type.Object({ details: PersonDetails }),
    Type.Object({ personId: Id, name: Type.String(), changes: Type.Partial(PersonDetails) }),
  ]),
  /** Enrolled people whom the face looks like, but who are somebody else. */
  twinOf: Type.Array(Id),
  /** Whether a manager has checked the document. */
  documentChecked: Type.Optional(Type.Boolean()),
  /** Whether a manager made the offer, so that the visitor may be a namesake of an enrolled person. */
  mayBeNamesake: Type.Optional(Type.Boolean()),
  /** Whether the screen has verified an identity document, which the enrolment then uses as well. */
  fromDocument: Type.Optional(Type.Boolean()),
  /** Whether the person also sets up a personal code. */
  personalCode: Type.Optional(Type.Boolean()),
  /** The text that a new person has agreed to elsewhere. Earlier versions leave this out: then it is no text. */
  agreedTo: Type.Optional(Type.Union([Type.Object(Text), Type.Null()])),
  /** The text to agree to on the screen; null where the consent was given elsewhere. */
  text: Type.Union([
    Type.Object({
      ...Text,
      in: Type.Array(
        Type.Object({ language: Type.Union([Type.String(), Type.Null()]), text: Type.String() }),
      ),
    }),
    Type.Null(),
  ]),
});
export type EnrolmentOrder = StaticDecode<typeof EnrolmentOrder>;

/** A request of one instance to another. The cipher shows that nobody else wrote it. */
const DelegatedEnrolment = Type.Object({ order: EnrolmentOrder, shown: LobbyEnrolment });

export type DelegatedEnrolment = StaticDecode<typeof DelegatedEnrolment>;

/** Returns null when the request cannot be read. */
export function readDelegatedEnrolment(contents: unknown): DelegatedEnrolment | null {
  return Value.Check(DelegatedEnrolment, contents)
    ? Value.Decode(DelegatedEnrolment, contents)
    : null;
}
