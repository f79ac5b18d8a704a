import { Type, type StaticDecode } from 'typebox';
import { Value } from 'typebox/value';
import { PersonDetails } from '../../people/person-details.ts';
import { LobbyEnrolment } from '../../protocol/desk-enrolment-messages.ts';
import type { Db } from '../../store/schema.ts';
import { findDeskAccount } from '../../store/tables/desk-accounts.ts';
import { mayDo } from '../accounts/desk-guard.ts';
import type { DeskActor, DeskRules } from '../accounts/sessions.ts';

const Id = Type.String({ minLength: 1 });
const Text = { version: Type.String(), sha256: Type.String() };

/** What the desk asks of a lobby screen. */
const EnrolmentOrder = Type.Object({
  /** The held sign-in from whose card it is offered. */
  jobId: Type.Union([Id, Type.Null()]),
  screenId: Id,
  /** The name that the desk read in their document, or has recorded. */
  confirmed: Type.String(),
  who: Type.Union([
    Type.Object({ details: PersonDetails }),
    Type.Object({ personId: Id, name: Type.String(), changes: Type.Partial(PersonDetails) }),
  ]),
  /** Enrolled people whom the face looks like, and who are others. */
  twinOf: Type.Array(Id),
  /** A manager has looked at their document. */
  documentChecked: Type.Optional(Type.Boolean()),
  /** A manager offers it: it may be another person than the one enrolled under that name. */
  mayBeNamesake: Type.Optional(Type.Boolean()),
  /** Their identity document was verified at the screen; it is enrolled from as well. */
  fromDocument: Type.Optional(Type.Boolean()),
  /** They set up a personal code as well. */
  personalCode: Type.Optional(Type.Boolean()),
  /** What someone new has agreed to elsewhere. An earlier version does not say: then it is no text. */
  agreedTo: Type.Optional(Type.Union([Type.Object(Text), Type.Null()])),
  /** To be agreed to on the screen; null where the consent was given elsewhere. */
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

/** What an instance hands to another one: that no one else wrote it, the cipher shows. */
const DelegatedEnrolment = Type.Object({
  actor: Type.Object({ accountId: Id }),
  asked: EnrolmentOrder,
  state: LobbyEnrolment,
});

/** Null when it cannot be read. */
export function readDelegatedEnrolment(
  contents: unknown,
): StaticDecode<typeof DelegatedEnrolment> | null {
  return Value.Check(DelegatedEnrolment, contents)
    ? Value.Decode(DelegatedEnrolment, contents)
    : null;
}

/** Whether that account may ask for it at this moment. */
export async function mayStillOrder(
  db: Db,
  { accountId }: DeskActor,
  order: Pick<EnrolmentOrder, 'jobId' | 'twinOf' | 'documentChecked' | 'mayBeNamesake'>,
  rules: DeskRules,
): Promise<boolean> {
  const account = await findDeskAccount(db, accountId);
  if (!account || account.revokedAt !== null) return false;
  const { jobId, twinOf, documentChecked = false, mayBeNamesake = false } = order;
  const isManagers = jobId === null || twinOf.length > 0 || documentChecked || mayBeNamesake;
  return mayDo(account.role, isManagers ? 'enrol' : 'offer', rules);
}
