import { recordEvent } from '../../audit/record.ts';
import type { RecordCipher } from '../../keys/record-cipher.ts';
import type { WrittenMessages } from '../../notify/written-messages.ts';
import { textsIn } from '../../people/consent.ts';
import type { Claim } from '../../people/person.ts';
import type { Clock } from '../../platform/clock.ts';
import { isAddress, foldEmail } from '#base/text';
import type { Enrolled } from '../../protocol/desk-arrival-messages.ts';
import type { Language } from '../../protocol/languages.ts';
import type { Db } from '../../store/schema.ts';
import { messagesOn } from '../../store/tables/outbox.ts';
import { findPerson } from '../../store/tables/people.ts';
import { currentConsentText } from '../../store/tables/privacy.ts';
import { findExpectedVisit } from './visit-rows.ts';
import { ActRefusedError, actorOf } from '../people/people-acts.ts';
import { resolveInvitee } from './resolve-invitee.ts';
import type { DeskActor } from '../accounts/sessions.ts';

/** An enrolled person whose record cannot be used, or an expected visitor. */
export type InvitedPerson = { personId: string } | { inviteId: string };

type Records = Parameters<typeof resolveInvitee>[0];

interface Deps extends Records {
  db: Db;
  cipher: RecordCipher;
  clock: Pick<Clock, 'now'>;
  /** Null: no message can be sent. */
  written: WrittenMessages | null;
}

type Known = Pick<Claim, 'name' | 'email' | 'employeeId'>;

/** Minimum time between two invitations to the same address. */
const notAgainForMs = 7 * 24 * 60 * 60_000;

/** The reason not to invite a person; null: they may be invited. */
const whyNot: Record<Enrolled, string | null> = {
  not_enrolled: null,
  expired: null,
  consent_needed: null,
  photos_needed: null,
  enrolled: 'They are enrolled already, and nothing is missing.',
  opted_out: 'They do not want face checks, so they are not asked.',
  unclear: 'It is not clear who this is, so no e-mail was sent.',
  unknown: 'This visitor is not known any more.',
};

/** Whether a person may be invited to enrol, by their present record. */
export async function mayBeInvited(records: Records, claim: Known, now: Date): Promise<boolean> {
  return (await refusalFor(records, claim, now)) === null;
}

async function refusalFor(
  records: Records,
  { name, email, employeeId }: Known,
  now: Date,
): Promise<Enrolled | null> {
  const { enrolled } = await resolveInvitee(records, { visitor: name, email, employeeId }, now);
  return whyNot[enrolled] === null ? null : enrolled;
}

/** Sends mails about enrolment at the lobby screen. People who opted out of face checks get none. */
export class EnrolmentInvitations {
  readonly #deps: Deps;
  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {ActRefusedError} when no e-mail may be sent */
  async invite(
    whom: InvitedPerson,
    actor: DeskActor & { language: Language | null },
  ): Promise<{ message: string; code: string }> {
    const { db, cipher, clock, written } = this.#deps;
    const known = await this.#find(db, whom);
    const refusal = known ? await refusalFor(this.#deps, known, clock.now()) : 'unknown';
    if (refusal !== null || !known) throw refusalOf(refusal ?? 'unknown');
    const { email } = known;
    if (email === null || !isAddress(email)) {
      const message = 'Their e-mail address is not known, so nothing was sent.';
      throw new ActRefusedError(409, 'no_address', message);
    }
    if (!written?.hasMail) {
      const message = 'No mail server is set up in notify.yaml, so nothing was sent.';
      throw new ActRefusedError(409, 'no_mail_server', message);
    }
    const current = await currentConsentText(db);
    if (!current) {
      const message = 'There is no consent text yet. Publish one under Manage first.';
      throw new ActRefusedError(409, 'no_text', message);
    }
    const consentTexts = (await textsIn(db, current)).map(({ text }) => text);
    const now = clock.now();
    const subject = cipher.mark(foldEmail(email));
    const invitation = {
      inviteId: 'inviteId' in whom ? whom.inviteId : null,
      claim: { ...known, email },
      consentTexts,
      language: actor.language,
      at: now.toISOString(),
    };
    await db
      .transaction()
      .setIsolationLevel('read committed')
      .execute(async (transaction) => {
        // The person may have been erased since.
        const still = await this.#find(transaction, whom);
        if (still?.email !== email) throw refusalOf('unknown');
        await refuseAgain(transaction, subject, now);
        // One key a day: of two presses at once, one sends a mail.
        const about = `invited:${subject}:${dayOf(now)}`;
        const facts = { about, subject, personId: still.personId };
        await written.putInvitation(transaction, invitation, facts);
        const details = { from: 'inviteId' in whom ? 'visit' : 'record' };
        await recordEvent(transaction, {
          ...{ action: 'enrolment_invited', actor: actorOf(actor), details },
          subject: still.personId ?? invitation.inviteId,
        });
      });
    written.wake();
    return { message: 'The invitation is on its way by e-mail.', code: 'invited' };
  }

  async #find(db: Db, whom: InvitedPerson): Promise<(Known & { personId: string | null }) | null> {
    if ('personId' in whom) {
      const person = await findPerson(db, whom.personId);
      if (!person) return null;
      const { name, email, employeeId } = person;
      return { name, email, employeeId, personId: person.id };
    }
    const visit = await findExpectedVisit(db, whom.inviteId);
    const opened = visit?.contents && this.#deps.cipher.open(visit.contents, whom.inviteId);
    if (!visit || typeof opened !== 'object' || opened === null) return null;
    const {
      visitor = null,
      email = null,
      employeeId = null,
    } = opened as {
      [field in 'visitor' | 'email' | 'employeeId']?: string | null;
    };
    return { name: visitor, email, employeeId, personId: visit.personId };
  }
}

function refusalOf(enrolled: Enrolled): ActRefusedError {
  return new ActRefusedError(409, `invite_${enrolled}`, whyNot[enrolled] ?? '');
}

/** @throws {ActRefusedError} when the address got an invitation lately */
async function refuseAgain(transaction: Db, subject: string, now: Date): Promise<void> {
  const [last] = await messagesOn(transaction, 'enrolment_invited', subject);
  if (!last || now.getTime() - last.createdAt.getTime() >= notAgainForMs) return;
  const on = dayOf(last.createdAt);
  if (last.state === 'waiting' || last.state === 'sent') {
    throw new ActRefusedError(
      409,
      'invited_lately',
      `They were invited on ${on}, and are not written to again for a week.`,
      { on },
    );
  }
  if (on !== dayOf(now)) return;
  const message = 'The mail of today was not delivered. Try again tomorrow.';
  throw new ActRefusedError(409, 'not_delivered', message);
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
