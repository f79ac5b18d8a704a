import { recordEvent } from '../../audit/record.ts';
import type { ContentsCipher } from '../../keys/message-cipher.ts';
import { hostByMail, type WrittenMessages } from '../../notify/written-messages.ts';
import { manyLines } from '../../platform/text.ts';
import { maxNoteLength, type MessageForm } from '../../protocol/desk-messages.ts';
import type { Language } from '../../protocol/languages.ts';
import type { Db } from '../../store/schema.ts';
import { findDeskCard } from '../../store/tables/desk-cards.ts';
import { messagesOn } from '../../store/tables/outbox.ts';
import { findSignIn } from '../../store/tables/sign-ins.ts';
import type { Actor } from './board.ts';
import { openContents, placeOf, type PlaceNames } from './card.ts';

export type SendResult = 'sent' | 'no_such_card' | 'no_such_place' | 'empty';

/** What the desk writes to the host of somebody who waits, or to a channel of the operator's. */
export class HostMessages {
  readonly #db: Db;
  readonly #cipher: ContentsCipher;
  readonly #places: PlaceNames;
  /** Set when messages can be sent. */
  written: WrittenMessages | null = null;

  constructor({ db, cipher, places }: { db: Db; cipher: ContentsCipher; places: PlaceNames }) {
    this.#db = db;
    this.#cipher = cipher;
    this.#places = places;
  }

  /** What it begins with; null where there is no such card. */
  async form(jobId: string): Promise<MessageForm | null> {
    const found = await this.#find(this.#db, jobId);
    if (!found) return null;
    const { visitor, host, location, hostEmail } = found.contents;
    const labelOf = (name: string) => (name === hostByMail ? (host ?? 'The host') : name);
    const messages = await messagesOn(this.#db, 'desk_wrote', jobId);
    return {
      places: (this.written?.places(hostEmail) ?? []).map(({ name, type }) => {
        return { name, label: `${labelOf(name)} (${type === 'email' ? 'e-mail' : type})` };
      }),
      ...{ visitor, location },
      messages: messages.map(({ channel, state, createdAt }) => {
        return { to: labelOf(channel), state, at: createdAt.toISOString() };
      }),
    };
  }

  async send(
    jobId: string,
    { to, text }: { to: string; text: string },
    { accountId, language = null }: Actor & { language?: Language | null },
  ): Promise<SendResult> {
    const said = manyLines(text).trim().slice(0, maxNoteLength);
    if (said === '') return 'empty';
    await this.#cipher.readKey();
    const result = await this.#db
      .transaction()
      .setIsolationLevel('read committed')
      .execute(async (transaction): Promise<SendResult> => {
        const found = await this.#find(transaction, jobId);
        if (!found) return 'no_such_card';
        const { signIn, contents } = found;
        const { visitor, host, location, hostEmail } = contents;
        const at = new Date();
        const message = {
          jobId,
          visitor,
          host,
          location,
          text: said,
          language,
          at: at.toISOString(),
        };
        const facts = {
          about: `desk:${jobId}:${at.getTime()}:${accountId}`,
          subject: jobId,
          personId: signIn.claimedPersonId,
          hostEmail,
        };
        const isPut = await this.written?.put(transaction, to, message, facts);
        if (!isPut) return 'no_such_place';
        await recordEvent(transaction, {
          ...{ action: 'desk_wrote', actor: `desk:${accountId}`, subject: jobId },
          details: { to: to === hostByMail ? 'host' : `channel:${to}` },
        });
        return 'sent';
      });
    if (result === 'sent') this.written?.wake();
    return result;
  }

  /** Of someone erased nothing is written any more. */
  async #find(db: Db, jobId: string) {
    if (!db.isTransaction) await this.#cipher.readKey();
    const row = await findDeskCard(db, jobId);
    const signIn = row?.contents && (await findSignIn(db, jobId));
    if (!row || !signIn) return null;
    const contents = openContents(row, this.#cipher);
    const location = placeOf(contents.location, signIn.locationId, this.#places);
    return { signIn, contents: { ...contents, location } };
  }
}
