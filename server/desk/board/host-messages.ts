import { recordEvent } from '../../audit/record.ts';
import type { RecordCipher } from '../../keys/record-cipher.ts';
import { hostByMail, type WrittenMessages } from '../../notify/written-messages.ts';
import { manyLines, foldEmail } from '#base/text';
import {
  maxNoteLength,
  type MessageForm,
  type MessageRequest,
} from '../../protocol/desk-visit-messages.ts';
import type { Language } from '../../protocol/languages.ts';
import type { Db } from '../../store/schema.ts';
import { findDeskCard } from '../../store/tables/desk-cards.ts';
import { messagesOn, messagesSince } from '../../store/tables/outbox.ts';
import { findSignIn } from '../../store/tables/sign-ins.ts';
import { hasCard, openContents, placeOf, type PlaceNames } from './card.ts';
import type { DeskActor } from '../accounts/sessions.ts';
import { noSuchCard } from '../people/people-acts.ts';

export type SendResult =
  | 'sent'
  /** The visitor no longer waits. */
  | 'already_so'
  /** Another message was sent that the writer did not see: a repeated press, or another account's message. */
  | 'written_since'
  | 'no_such_place'
  | 'empty'
  | 'too_many_messages';

/** Limits within an hour: messages about one visitor, to one host, and by one account. */
export const messageLimits = { card: 5, host: 10, account: 30 } as const;
const limitedForMs = 60 * 60_000;

interface HostMessagesDeps {
  db: Db;
  cipher: RecordCipher;
  places: PlaceNames;
  /** Null: no message can be sent. */
  written: WrittenMessages | null;
}

/** Messages of the desk to a waiting visitor's host, or to a channel of the operator. */
export class HostMessages {
  readonly #db: Db;
  readonly #cipher: RecordCipher;
  readonly #places: PlaceNames;
  /** Messages run one at a time, so that each is counted before the next. */
  #line: Promise<unknown> = Promise.resolve();
  readonly #written: WrittenMessages | null;

  constructor({ db, cipher, places, written }: HostMessagesDeps) {
    this.#db = db;
    this.#cipher = cipher;
    this.#places = places;
    this.#written = written;
  }

  /** Returns the initial form; null where there is no such card. */
  async form(jobId: string): Promise<MessageForm | null> {
    const found = await this.#find(this.#db, jobId);
    if (!found) return null;
    const { visitor, host, location, hostEmail } = found.contents;
    const labelOf = (name: string) => (name === hostByMail ? (host ?? 'The host') : name);
    const messages = await messagesOn(this.#db, 'desk_wrote', jobId);
    return {
      places: (this.#written?.places(hostEmail) ?? []).map(({ name, type }) => {
        return { name, label: `${labelOf(name)} (${type === 'email' ? 'e-mail' : type})` };
      }),
      ...{ visitor, location },
      messages: messages.map(({ channel, state, createdAt }) => {
        return { to: labelOf(channel), state, at: createdAt.toISOString() };
      }),
    };
  }

  send(
    jobId: string,
    message: MessageRequest,
    by: DeskActor & { language?: Language | null },
  ): Promise<SendResult> {
    const sent = this.#line.then(() => this.#send(jobId, message, by));
    this.#line = sent.catch(() => {});
    return sent;
  }

  async #send(
    jobId: string,
    { to, text, seen }: MessageRequest,
    { accountId, language = null }: DeskActor & { language?: Language | null },
  ): Promise<SendResult> {
    const messageText = manyLines(text).trim().slice(0, maxNoteLength);
    if (messageText === '') return 'empty';
    const result = await this.#db
      .transaction()
      .setIsolationLevel('read committed')
      .execute(async (transaction): Promise<SendResult> => {
        const found = await this.#find(transaction, jobId);
        if (!found) throw noSuchCard();
        const { signIn, contents } = found;
        if (found.seenAt !== null) return 'already_so';
        const before = await messagesOn(transaction, 'desk_wrote', jobId);
        if (before.length !== seen) return 'written_since';
        const { visitor, host, location, zone, hostEmail } = contents;
        const at = new Date();
        const about = { jobId, visitor, host, location, zone };
        const message = { ...about, text: messageText, language, at: at.toISOString() };
        const hostMark = to === hostByMail ? this.#cipher.mark(foldEmail(hostEmail ?? '')) : '';
        if (await this.#isTooMany(transaction, { jobId, accountId, hostMark, at })) {
          return 'too_many_messages';
        }
        const facts = {
          // The first parts are for counting. The whole is the same when two instances take one message at once.
          about: `desk:${accountId}:${hostMark}:${seen}:${jobId}`,
          subject: jobId,
          personId: signIn.claimedPersonId,
          hostEmail,
        };
        const isPut = await this.#written?.put(transaction, to, message, facts);
        if (!isPut) return 'no_such_place';
        await recordEvent(transaction, {
          ...{ action: 'desk_wrote', actor: `desk:${accountId}`, subject: jobId },
          details: { to: to === hostByMail ? 'host' : `channel:${to}` },
        });
        return 'sent';
      });
    if (result === 'sent') this.#written?.wake();
    return result;
  }

  async #isTooMany(transaction: Db, { jobId, accountId, hostMark, at }: Writing): Promise<boolean> {
    const since = new Date(at.getTime() - limitedForMs);
    const lately = await messagesSince(transaction, 'desk_wrote', since);
    const begin = lately.map(({ about }) => about.split(':'));
    return (
      lately.filter(({ subject }) => subject === jobId).length >= messageLimits.card ||
      begin.filter(([, account]) => account === accountId).length >= messageLimits.account ||
      (hostMark !== '' && begin.filter(([, , to]) => to === hostMark).length >= messageLimits.host)
    );
  }

  /** Finds nothing for an erased person, or a visitor who was let in without the desk. */
  async #find(db: Db, jobId: string) {
    const row = await findDeskCard(db, jobId);
    const signIn = row?.contents && (await findSignIn(db, jobId));
    if (!row || !signIn || !hasCard(signIn)) return null;
    const contents = openContents(row, this.#cipher);
    const location = placeOf(contents.location, signIn.locationId, this.#places);
    return { signIn, seenAt: row.seenAt, contents: { ...contents, location } };
  }
}

interface Writing {
  accountId: string;
  /** Keyed hash of the host's address; empty for another channel. */
  hostMark: string;
  at: Date;
  jobId: string;
}
