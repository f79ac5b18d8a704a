import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { recordEvent } from '../../audit/record.ts';
import type { ContentsCipher } from '../../keys/message-cipher.ts';
import { manyLines } from '../../platform/printable.ts';
import { maxNoteLength, type DeskCard, type Underway } from '../../protocol/desk-messages.ts';
import type { Decision } from '../../sign-in/decision.ts';
import type { LedgerHook } from '../../sign-in/ledger.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import type { Db } from '../../store/schema.ts';
import {
  findDeskCard,
  markDeskCardSeen,
  markDeskCardWaiting,
  noteOnDeskCard,
  putDeskCard,
  removeDeskCard,
  waitingDeskCards,
} from '../../store/tables/desk-cards.ts';
import { findSignIn } from '../../store/tables/sign-ins.ts';
import { contentsOf, isHeld, openContents, readCard, shownOf, type CardReading } from './card.ts';

/** Whoever was held longer ago than this has left, seen to or not. */
const waitingForMs = 24 * 60 * 60_000;
/** More than a page can show; the newest are kept. */
const mostWaiting = 500;

interface BoardDeps {
  db: Db;
  cipher: ContentsCipher;
  nameOf: CardReading['nameOf'];
  entriesUrl: string;
  log: Logger;
}

interface BoardEvents {
  card: [DeskCard];
  underway: [Underway[]];
}

/** Who did it: an account of the desk. */
export interface Actor {
  accountId: string;
}

export type ActResult =
  | { ok: true; card: DeskCard }
  /** There is no such card, or somebody was there before: `card` is how it stands now. */
  | { ok: false; error: 'no_such_card' | 'already_so'; card: DeskCard | null };

/** What the front desk is shown of sign-ins: those that are looked at now, and those that wait for a person. */
export class DeskBoard extends EventEmitter<BoardEvents> {
  readonly #deps: BoardDeps;
  readonly #reading: CardReading;
  readonly #underway = new Map<string, Underway>();

  constructor(deps: BoardDeps) {
    super();
    this.#deps = deps;
    const { cipher, nameOf, entriesUrl } = deps;
    this.#reading = { cipher, nameOf, entriesUrl };
    // One for each page that is open.
    this.setMaxListeners(0);
  }

  /** Puts the card on the desk in the transaction that stores the verdict. */
  readonly ledgerHook: LedgerHook = async (transaction, decision, signIn) => {
    if (!isHeld(decision)) return removeDeskCard(transaction, decision.jobId);
    await this.#deps.cipher.readKey();
    return putDeskCard(transaction, {
      jobId: decision.jobId,
      personId: decision.evidence.personId ?? null,
      contents: this.#deps.cipher.seal(contentsOf(signIn), decision.jobId),
      heldAt: decision.decidedAt,
    });
  };

  /** To be called when a sign-in begins to be looked at. */
  started(signIn: SignInRequest): void {
    const since = signIn.arrivedAt.toISOString();
    const { jobId } = signIn;
    this.#underway.set(jobId, { jobId, ...shownOf(signIn), since, guidance: null });
    this.#tellUnderway();
  }

  /** To be called with what the lobby screen is told of a frame. */
  guided(jobId: string, guidance: string): void {
    const underway = this.#underway.get(jobId);
    if (!underway || underway.guidance === guidance) return;
    this.#underway.set(jobId, { ...underway, guidance });
    this.#tellUnderway();
  }

  /** To be called when a sign-in was answered. */
  decided({ jobId }: Pick<Decision, 'jobId'>): void {
    if (this.#underway.delete(jobId)) this.#tellUnderway();
    this.#tellCard(jobId).catch((error: unknown) =>
      this.#deps.log.error({ err: error, jobId }, 'the desk cannot be shown a card'),
    );
  }

  get underway(): Underway[] {
    return [...this.#underway.values()];
  }

  /** Newest first. */
  async waiting(): Promise<DeskCard[]> {
    const since = new Date(Date.now() - waitingForMs);
    const rows = await waitingDeskCards(this.#deps.db, { since, limit: mostWaiting });
    const cards = await Promise.all(rows.map(({ jobId }) => this.card(jobId)));
    return cards.filter((card) => card !== null);
  }

  async card(jobId: string): Promise<DeskCard | null> {
    const { db, cipher } = this.#deps;
    await cipher.readKey();
    const row = await findDeskCard(db, jobId);
    const signIn = row && (await findSignIn(db, jobId));
    return row && signIn ? readCard(row, signIn, this.#reading) : null;
  }

  /** Who a held visitor said they are, and where; null when there is no such card. */
  async claim(jobId: string) {
    const { db, cipher } = this.#deps;
    await cipher.readKey();
    const row = await findDeskCard(db, jobId);
    const signIn = row && (await findSignIn(db, jobId));
    if (!row || !signIn) return null;
    const { visitor: name, email, employeeId } = openContents(row, cipher);
    const { locationId, deviceId } = signIn;
    return { name, email, employeeId, locationId, deviceId };
  }

  /** Of two who press at once, one was first; the other is told who. */
  async seeTo(jobId: string, { accountId }: Actor): Promise<ActResult> {
    const now = new Date();
    return this.#act(jobId, async (transaction) => {
      const isFirst = await markDeskCardSeen(transaction, jobId, { by: accountId, now });
      if (isFirst) await this.#record(transaction, 'desk_seen_to', accountId, jobId);
      return isFirst;
    });
  }

  async undo(jobId: string, { accountId }: Actor): Promise<ActResult> {
    return this.#act(jobId, async (transaction) => {
      const isChanged = await markDeskCardWaiting(transaction, jobId);
      if (isChanged) await this.#record(transaction, 'desk_put_back', accountId, jobId);
      return isChanged;
    });
  }

  /** @param text as it was typed; empty takes the note away */
  async note(jobId: string, text: string, { accountId }: Actor): Promise<ActResult> {
    const note = manyLines(text).trim().slice(0, maxNoteLength);
    await this.#deps.cipher.readKey();
    const sealed = note === '' ? null : this.#deps.cipher.seal(note, jobId);
    return this.#act(jobId, async (transaction) => {
      const isThere = await noteOnDeskCard(transaction, jobId, sealed);
      if (isThere) await this.#record(transaction, 'desk_noted', accountId, jobId);
      return isThere;
    });
  }

  async #act(jobId: string, change: (transaction: Db) => Promise<boolean>): Promise<ActResult> {
    const isChanged = await this.#deps.db.transaction().execute(change);
    const card = await this.card(jobId);
    if (!card) return { ok: false, error: 'no_such_card', card };
    if (!isChanged) return { ok: false, error: 'already_so', card };
    this.emit('card', card);
    return { ok: true, card };
  }

  #record(
    transaction: Db,
    action: 'desk_seen_to' | 'desk_put_back' | 'desk_noted',
    accountId: string,
    jobId: string,
  ): Promise<void> {
    return recordEvent(transaction, { action, actor: `desk:${accountId}`, subject: jobId });
  }

  async #tellCard(jobId: string): Promise<void> {
    const card = await this.card(jobId);
    if (card) this.emit('card', card);
  }

  #tellUnderway(): void {
    this.emit('underway', this.underway);
  }
}
