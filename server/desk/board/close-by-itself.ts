import type { Logger } from 'pino';
import { recordEvent } from '../../audit/record.ts';
import { Repeating, type Clock } from '../../platform/clock.ts';
import type { Outcome } from '../../protocol/desk-messages.ts';
import type { Reason } from '../../sign-in/reasons.ts';
import type { Db } from '../../store/schema.ts';
import {
  closeDeskCards,
  waitingCardsHeldBy,
  waitingCardsOf,
  waitingCardsOfEntry,
} from '../../store/tables/desk-cards.ts';
import { latestBefore } from '../../store/tables/sign-in-history.ts';
import { findSignIn } from '../../store/tables/sign-ins.ts';
import { waitingForMs, type DeskBoard } from './board.ts';

/**
 * For which someone was held without a doubt about who they are. A face that did not match is not among them:
 * anyone who is let in later is the person enrolled, and anyone who was held before may be someone else.
 */
const nothingDoubted: readonly Reason[] = [
  ...(['no_face', 'several_faces', 'poor_quality', 'movement_not_seen', 'declined'] as const),
  ...(['kiosk_offline', 'no_kiosk_here', 'camera_stuck', 'kiosk_busy'] as const),
  ...(['not_finished', 'timed_out', 'instance_silent', 'instance_outdated', 'too_old'] as const),
  ...(['starting', 'stopping', 'internal_error'] as const),
];

interface Deps {
  db: Db;
  board: DeskBoard;
  log: Logger;
}

/**
 * Closes cards of visitors who no longer wait: let in by a later sign-in, signed out in Envoy, or gone since
 * the office closed.
 */
export class ClosingByItself {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** To be called when a sign-in was approved. Never rejects. */
  async letIn(jobId: string): Promise<void> {
    await this.#close('let_in_later', async (db) => {
      const signIn = await findSignIn(db, jobId);
      if (signIn?.verdict !== 'approved' || signIn.claimedPersonId === null) return [];
      return waitingCardsOf(db, {
        personId: signIn.claimedPersonId,
        locationId: signIn.locationId,
        reasons: nothingDoubted,
        since: new Date(Date.now() - waitingForMs),
      });
    });
  }

  /**
   * To be called when Envoy tells that the visitor of this entry of its log has left: anyone who is held under it
   * since, as where Envoy tells it once more, waits. Never rejects.
   */
  async signedOut(entryId: string, at: Date | null): Promise<void> {
    const until = latestBefore(at);
    await this.#close('signed_out', (db) => waitingCardsOfEntry(db, entryId, until));
  }

  /** Never rejects. @returns whether it is done */
  officeClosed(at: Date): Promise<boolean> {
    return this.#close('office_closed', (db) => waitingCardsHeldBy(db, at));
  }

  async #close(outcome: Outcome, find: (db: Db) => Promise<string[]>): Promise<boolean> {
    const { db, board, log } = this.#deps;
    try {
      const found = await find(db);
      // After most sign-ins: nothing is locked for nothing.
      if (found.length === 0) return true;
      const closed = await db
        .transaction()
        .setIsolationLevel('read committed')
        .execute(async (transaction) => {
          const jobIds = await closeDeskCards(transaction, found, { outcome, now: new Date() });
          for (const subject of jobIds) {
            const details = { outcome };
            await recordEvent(transaction, {
              ...{ action: 'desk_closed', actor: 'service', subject, details },
            });
          }
          return jobIds;
        });
      for (const jobId of closed) await board.tell(jobId);
      return true;
    } catch (err) {
      log.error({ err }, 'a card of somebody who no longer waits stays on the desk');
      return false;
    }
  }
}

const everyMs = 60_000;

interface OfficeClosingDeps {
  closing: Pick<ClosingByItself, 'officeClosed'>;
  /** Of the day, like `18:30`, where this machine is. */
  closesAt: string;
  clock: Clock;
}

/** Closes what still waits at the desk when the office closes, or did while the service was away. */
export class OfficeClosing extends Repeating {
  readonly #deps: OfficeClosingDeps;
  /** Spares the database, for what is put back by hand afterwards stays. */
  #doneUntil = -Infinity;

  constructor(deps: OfficeClosingDeps) {
    super({ clock: deps.clock, everyMs });
    this.#deps = deps;
  }

  protected async once(): Promise<void> {
    const { closing, closesAt, clock } = this.#deps;
    const closed = latestClosing(closesAt, clock.now());
    if (closed.getTime() <= this.#doneUntil) return;
    if (await closing.officeClosed(closed)) this.#doneUntil = closed.getTime();
  }
}

function latestClosing(closesAt: string, now: Date): Date {
  const [hours = 0, minutes = 0] = closesAt.split(':').map(Number);
  const closing = new Date(now);
  closing.setHours(hours, minutes, 0, 0);
  if (closing > now) closing.setDate(closing.getDate() - 1);
  return closing;
}
