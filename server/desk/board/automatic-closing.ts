import type { Logger } from 'pino';
import { recordEvent } from '../../audit/record.ts';
import type { RecordCipher } from '../../keys/record-cipher.ts';
import type { Outcome } from '../../protocol/desk-messages.ts';
import type { Db } from '../../store/schema.ts';
import {
  cardsToJoin,
  closeDeskCards,
  joinVisit,
  waitingCardsOfEntry,
  waitingForMs,
  waitingNear,
  type HeldSignIn,
} from '../../store/tables/desk-cards.ts';
import { latestBefore } from '../../store/tables/sign-in-history.ts';
import { findSignIn } from '../../store/tables/sign-ins.ts';
import type { DeskBoard } from './board.ts';
import { openContents } from './card.ts';
import { openWritten } from './card-note.ts';
import { isLetInBy, isSameVisit, type OpenedSignIn } from './same-visit.ts';

interface Deps {
  db: Db;
  cipher: RecordCipher;
  board: DeskBoard;
  log: Logger;
}

/**
 * Closes cards of visitors who no longer wait at the desk: held again at a later sign-in, let in by one, or signed out
 * in Envoy.
 */
export class AutomaticClosing {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Called after a sign-in was approved. Never rejects. */
  async letIn(jobId: string): Promise<void> {
    await this.#close('let_in_later', async (db) => {
      const signIn = await findSignIn(db, jobId);
      if (signIn?.verdict !== 'approved') return [];
      const near = await waitingNear(db, { ...signIn, personId: signIn.claimedPersonId }, since());
      return near.filter((held) => isLetInBy(held, signIn)).map((held) => held.jobId);
    });
  }

  /**
   * Called after a sign-in was held, before its card is shown. The card continues the visit of an earlier card, if
   * exactly one may be meant. Never rejects.
   */
  async heldAgain(jobId: string): Promise<void> {
    const { db } = this.#deps;
    let earlier: string | undefined;
    const find = async () => {
      const signIn = await findSignIn(db, jobId);
      if (!signIn) return [];
      const near = (await waitingNear(db, signIn, since())).map((one) => this.#open(one));
      const later = near.find((one) => one.signIn.jobId === jobId);
      const others = near.filter((one) => one !== later && later && isSameVisit(one, later));
      if (others.length !== 1) return [];
      earlier = others[0]!.signIn.jobId;
      return [earlier];
    };
    await this.#close('held_again', find, async (transaction) => {
      return earlier !== undefined && this.#join(transaction, { earlier, later: jobId });
    });
  }

  #open(signIn: HeldSignIn): OpenedSignIn {
    return { signIn, contents: openContents(signIn, this.#deps.cipher) };
  }

  async #join(transaction: Db, jobIds: { earlier: string; later: string }): Promise<boolean> {
    const { cipher } = this.#deps;
    const cards = await cardsToJoin(transaction, jobIds);
    if (!cards) return false;
    const { earlier, later } = cards;
    // One person's erasure empties both cards. A note about another person stays on its card.
    const personId = later.personId ?? earlier.personId;
    const isOfPerson = earlier.personId === null || earlier.personId === personId;
    const note = isOfPerson ? openWritten(earlier, cipher).note : null;
    return joinVisit(transaction, later.jobId, {
      firstJobId: earlier.firstJobId ?? earlier.jobId,
      personId,
      ...(note !== null && { note: cipher.seal(note, later.jobId) }),
    });
  }

  /**
   * Called when Envoy reports that the visitor of this entry has left. A visitor who was held under the entry later, as
   * after a repeat of Envoy's event, still waits. Never rejects.
   */
  async signedOut(entryId: string, at: Date | null): Promise<void> {
    const until = latestBefore(at);
    await this.#close('signed_out', (db) => waitingCardsOfEntry(db, entryId, until));
  }

  /** @param before runs in the same transaction; when it returns false, nothing is closed */
  async #close(
    outcome: Outcome,
    find: (db: Db) => Promise<string[]>,
    before: (transaction: Db) => Promise<boolean> = async () => true,
  ): Promise<boolean> {
    const { db, board, log } = this.#deps;
    try {
      const found = await find(db);
      // After most sign-ins no card is found, so nothing is locked.
      if (found.length === 0) return true;
      const closed = await db
        .transaction()
        .setIsolationLevel('read committed')
        .execute(async (transaction) => {
          if (!(await before(transaction))) return [];
          const at = new Date();
          const jobIds = await closeDeskCards(transaction, found, { outcome, now: at });
          for (const subject of jobIds) {
            const details = { outcome };
            await recordEvent(transaction, {
              ...{ action: 'desk_closed', actor: 'service', subject, details },
            });
            await board.noteEnd(transaction, subject, { outcome, at });
          }
          return jobIds;
        });
      for (const jobId of closed) await board.tell(jobId);
      return true;
    } catch (err) {
      log.error({ err }, 'card not closed, although the visitor no longer waits');
      return false;
    }
  }
}

function since(): Date {
  return new Date(Date.now() - waitingForMs);
}
