import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { recordEvent } from '../../audit/record.ts';
import type { RecordCipher } from '../../keys/record-cipher.ts';
import type { DeskCard, Outcome, OutcomeSaid } from '../../protocol/desk-messages.ts';
import type { Decision } from '../../sign-in/decision.ts';
import type { LedgerHook } from '../../sign-in/ledger.ts';
import type { Db } from '../../store/schema.ts';
import {
  closedDeskCards,
  findDeskCard,
  markDeskCardSeen,
  markDeskCardWaiting,
  partVisit,
  putDeskCard,
  removeDeskCard,
  setPresence,
  waitingDeskCards,
  waitingForMs,
} from '../../store/tables/desk-cards.ts';
import { findSignIn, type SignInRow } from '../../store/tables/sign-ins.ts';
import type { VisitEndHook } from '../../notify/destination.ts';
import type { DeskActor } from '../accounts/sessions.ts';
import { nobodyEnrolled } from '../people/people-acts.ts';
import { readClaim, type CardClaim } from './card-claim.ts';
import { addLetInReason, writeNote } from './card-note.ts';
import { CardReader } from './card-reader.ts';
import { hasCard, isAlarm, sealedContentsOf, type AccountNames, type PlaceNames } from './card.ts';
import { UnderwaySignIns } from './underway-sign-ins.ts';

/** More than a page can show; the newest are kept. */
const mostWaiting = 500;
const closedForMs = 30 * 60_000;
const mostClosed = 50;

interface BoardDeps {
  db: Db;
  cipher: RecordCipher;
  names: AccountNames;
  places: PlaceNames;
  /** Called in the transaction that ends a visit; null: no event can be sent. */
  onVisitEnd: VisitEndHook | null;
  log: Logger;
}

interface BoardEvents {
  card: [DeskCard];
  /** Changes may have been missed, so a page needs everything again. */
  missed: [];
}

export type ActResult =
  | { ok: true; card: DeskCard }
  /** No such card, or another act came first: `card` is its present state. */
  | { ok: false; error: 'no_such_card' | 'already_so' | 'was_let_in'; card: DeskCard | null };

/** The cards of the front desk: visitors who wait for a person, and what becomes of them. */
export class DeskBoard extends EventEmitter<BoardEvents> {
  readonly #deps: BoardDeps;
  readonly #cards: CardReader;
  readonly underway: UnderwaySignIns;
  /** The reading of each card that began last. */
  readonly #readings = new Map<string, symbol>();

  constructor(deps: BoardDeps) {
    super();
    this.#deps = deps;
    const { db, cipher, names, places } = deps;
    this.#cards = new CardReader({
      db,
      names,
      reading: { cipher, nameOf: names.nameOf, places },
    });
    this.underway = new UnderwaySignIns(places);
    // Each open page adds a listener.
    this.setMaxListeners(0);
  }

  /**
   * Puts a card on the desk, in the transaction that stores the verdict. Approved visitors get one for the history,
   * too, if no other record has their name.
   */
  readonly ledgerHook: LedgerHook = async (transaction, decision, signIn, isFirst) => {
    const isHeld = hasCard(decision);
    const isKnown = decision.reason === 'matched' || decision.evidence.personId;
    if (!isHeld && isKnown) {
      // Envoy got this approval instead of the stored review, whose card must go.
      return isFirst ? undefined : removeDeskCard(transaction, decision.jobId);
    }
    const { cipher, places } = this.#deps;
    // After an approval, no name from a document is kept.
    const sealed = isHeld ? decision.evidence : {};
    // Uses the key in memory, because a held sign-in must not wait for a file while it has the database.
    return putDeskCard(transaction, {
      jobId: decision.jobId,
      personId: decision.evidence.personId ?? null,
      contents: cipher.seal(sealedContentsOf(signIn, places, sealed), decision.jobId),
      heldAt: decision.decidedAt,
      seenAt: isHeld ? null : decision.decidedAt,
    });
  };

  /** Called when a sign-in was answered. @param joined settles when it is known whether the card joins a visit */
  noteDecided(
    decision: Pick<Decision, 'jobId' | 'verdict' | 'reason'>,
    joined: Promise<void> | null = null,
  ): void {
    const { jobId } = decision;
    this.underway.noteEnded(jobId);
    if (!hasCard(decision)) return;
    if (joined) void joined.then(() => this.#showCard(jobId));
    else this.#showCard(jobId);
  }

  /** Called when a card has changed, here or at another instance. @param jobId null: any card may have changed */
  noteRemoteChange(jobId: string | null): void {
    if (jobId === null) this.emit('missed');
    else this.#showCard(jobId);
  }

  /** The newest first. */
  async waiting(): Promise<DeskCard[]> {
    const { db } = this.#deps;
    const since = new Date(Date.now() - waitingForMs);
    return this.#cards.readAll(await waitingDeskCards(db, { since, limit: mostWaiting }));
  }

  /** Cards closed a short while ago, the latest first, because a press may have been a slip. */
  async readClosed(): Promise<DeskCard[]> {
    const { db } = this.#deps;
    const since = new Date(Date.now() - closedForMs);
    return this.#cards.readAll(await closedDeskCards(db, { since, limit: mostClosed }));
  }

  async card(jobId: string): Promise<DeskCard | null> {
    const { db } = this.#deps;
    const row = await findDeskCard(db, jobId);
    const signIn = row && (await findSignIn(db, jobId));
    if (!row || !signIn || !hasCard(signIn)) return null;
    const [card = null] = await this.#cards.read([row], new Map([[jobId, signIn]]));
    return card;
  }

  /** Sends the card's present state to every open page; nothing where the sign-in has no card. */
  async tell(jobId: string): Promise<void> {
    await this.#readAndSend(jobId);
  }

  /** Reads a card and sends it, unless a later reading began, which may have seen more and ended first. */
  async #readAndSend(jobId: string): Promise<DeskCard | null> {
    const reading = Symbol(jobId);
    this.#readings.set(jobId, reading);
    try {
      const card = await this.card(jobId);
      if (card && this.#readings.get(jobId) === reading) this.emit('card', card);
      return card;
    } finally {
      if (this.#readings.get(jobId) === reading) this.#readings.delete(jobId);
    }
  }

  /** Returns the held visitor's claim and place; null when there is no such card. */
  async claim(jobId: string): Promise<CardClaim | null> {
    return this.claimIn(this.#deps.db, jobId);
  }

  /** Does the same in a transaction, with the key in memory. */
  async claimIn(db: Db, jobId: string): Promise<CardClaim | null> {
    return readClaim(db, jobId, this.#deps.cipher);
  }

  /** Called in the transaction that closes a card. */
  async noteEnd(
    transaction: Db,
    jobId: string,
    { outcome, at }: { outcome: Outcome; at: Date },
  ): Promise<void> {
    const { onVisitEnd } = this.#deps;
    if (!onVisitEnd || outcome === 'held_again') return;
    const { locationId = null } = (await findSignIn(transaction, jobId)) ?? {};
    await onVisitEnd(transaction, { jobId, locationId, outcome, at });
  }

  /** Of two presses at once, the first counts. @param why the reason against an alarm @throws {ActRefusedError} */
  async seeTo(
    jobId: string,
    outcome: OutcomeSaid,
    { accountId }: DeskActor,
    why = '',
  ): Promise<ActResult> {
    const now = new Date();
    return this.#act(jobId, async (transaction, { claimedPersonId, reason }) => {
      // An alarm has no offer to enrol.
      const isEnrolled = claimedPersonId !== null && !isAlarm(reason);
      if (outcome === 'enrolled' && !isEnrolled) throw nobodyEnrolled();
      const isFirst = await markDeskCardSeen(transaction, jobId, { by: accountId, outcome, now });
      if (isFirst) {
        const isAgainst = outcome === 'let_in' && isAlarm(reason);
        if (isAgainst) await addLetInReason(transaction, jobId, why, this.#deps.cipher);
        const details = { outcome, ...(isAgainst && { against: reason }) };
        await this.#record(transaction, 'desk_seen_to', accountId, jobId, details);
        await this.noteEnd(transaction, jobId, { outcome, at: now });
      }
      return isFirst;
    });
  }

  /** Puts a card back. If the card was closed for a later one, it becomes a visit of its own. */
  async undo(jobId: string, { accountId }: DeskActor): Promise<ActResult> {
    return this.#act(jobId, async (transaction, { verdict }) => {
      // Envoy has its answer, so the sign-in no longer waits.
      if (verdict === 'approved') return false;
      const card = await findDeskCard(transaction, jobId);
      const isChanged = await markDeskCardWaiting(transaction, jobId);
      if (!isChanged) return false;
      await this.#record(transaction, 'desk_put_back', accountId, jobId);
      // The two sign-ins were joined to one visit, but are separate.
      const isParted = card?.outcome === 'held_again';
      return isParted ? partVisit(transaction, card.firstJobId ?? jobId) : true;
    });
  }

  /** @throws {ActRefusedError} when the note has changed since the writer saw it */
  async note(
    jobId: string,
    written: { note: string; was: string },
    { accountId }: DeskActor,
  ): Promise<ActResult> {
    return this.#act(jobId, async (transaction) => {
      const isThere = await writeNote(transaction, jobId, written, this.#deps.cipher);
      if (isThere === 'unchanged') return nothing;
      if (isThere) await this.#record(transaction, 'desk_noted', accountId, jobId);
      return isThere;
    });
  }

  /** Notes whether this account is with the visitor, so that others at the desk see it. */
  async setPresence(
    jobId: string,
    isWithThem: boolean,
    { accountId }: DeskActor,
  ): Promise<ActResult> {
    const by = isWithThem ? accountId : null;
    return this.#act(jobId, async (transaction) => {
      const card = await findDeskCard(transaction, jobId);
      if (card?.seenAt === null && card.withBy === by) return nothing;
      const isThere = await setPresence(transaction, jobId, by, new Date());
      const details = { with: String(isWithThem) };
      if (isThere) {
        await this.#record(transaction, 'desk_with_visitor', accountId, jobId, details);
      }
      return isThere;
    });
  }

  /** @param change returns whether anything changed, or the other cards that changed as well */
  async #act(
    jobId: string,
    change: (transaction: Db, signIn: SignInRow) => Promise<boolean | string[]>,
  ): Promise<ActResult> {
    const isChanged = await this.#deps.db
      .transaction()
      .setIsolationLevel('read committed')
      .execute(async (transaction) => {
        const signIn = await findSignIn(transaction, jobId);
        return signIn !== undefined && hasCard(signIn) && change(transaction, signIn);
      });
    if (Array.isArray(isChanged)) for (const other of isChanged) await this.tell(other);
    const card = await (isChanged ? this.#readAndSend(jobId) : this.card(jobId));
    if (!card) return { ok: false, error: 'no_such_card', card };
    if (isChanged) return { ok: true, card };
    const wasLetIn = card.reason === 'desk_approved';
    return { ok: false, error: wasLetIn ? 'was_let_in' : 'already_so', card };
  }

  #record(
    transaction: Db,
    action: 'desk_seen_to' | 'desk_put_back' | 'desk_noted' | 'desk_with_visitor',
    accountId: string,
    jobId: string,
    details: Record<string, string> = {},
  ): Promise<void> {
    return recordEvent(transaction, {
      action,
      actor: `desk:${accountId}`,
      subject: jobId,
      details,
    });
  }

  #showCard(jobId: string): void {
    this.tell(jobId).catch((error: unknown) =>
      this.#deps.log.error({ err: error, jobId }, 'card not sent to the desk'),
    );
  }
}

/** An act that changes nothing is done, and leaves nothing on record. */
const nothing: string[] = [];
