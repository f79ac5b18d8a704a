import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { recordEvent } from '../../audit/record.ts';
import { systemTimer, type Timer } from '../../platform/clock.ts';
import type { Ringing } from '../../protocol/desk-messages.ts';
import type { DeskApproval, ApprovalRequest } from '../../sign-in/others.ts';
import type { Decision } from '../../sign-in/decision.ts';
import { frontDeskWords } from '../../sign-in/reasons.ts';
import type { Db } from '../../store/schema.ts';
import { markDeskCardSeen } from '../../store/tables/desk-cards.ts';
import { findDeskSession } from '../../store/tables/desk-accounts.ts';
import { mayDo } from '../accounts/desk-guard.ts';
import type { DeskUser } from '../accounts/sessions.ts';
import { contentsOf, type PlaceNames } from './card.ts';

interface AskingDeps {
  db: Db;
  places: PlaceNames;
  log: Logger;
  timer?: Timer;
}

export type Presser = Pick<DeskUser, 'accountId' | 'sessionId'>;

/** What became of a press. Only `let_in` means that Envoy was answered 200. */
export type PressOutcome =
  | 'let_in'
  | 'held'
  /** Nothing rings under this id, or not any more. */
  | 'too_late'
  /** Another press was first, and let the visitor in. */
  | 'was_let_in'
  /** The session, or the role, does not allow it any more. */
  | 'not_allowed'
  /** It could not be stored; until the time is up it may be tried again. */
  | 'not_stored';

/** The desks of other instances on the same database. */
export interface RingsElsewhere {
  /** Open pages of people who may let someone in, at all instances. */
  readonly pages: number;
  /** Tells the others how many are open here. */
  notePages(pages: number): void;
  /** Has the others ring. */
  rung(ringing: Ringing): void;
  over(jobId: string): void;
  /** Has the instance that asks decide on a press. Never rejects. */
  press(
    jobId: string,
    press: 'let_in' | 'hold',
    presser: Presser,
    leftMs: number,
  ): Promise<PressOutcome>;
}

/** What another instance asks. */
interface RingingElsewhere {
  ringing: Ringing;
  /** On the clock of `performance.now()`. */
  endsAt: number;
}

interface OpenQuestion {
  question: ApprovalRequest;
  ringing: Ringing;
  /** The press that is being stored. Never rejects. */
  press: Promise<PressOutcome> | null;
  approved: Decision | null;
  isClosed: boolean;
  /** Resolves when nothing can be pressed any more. */
  closed: Promise<void>;
  close: () => void;
}

/** Thrown within the transaction of a press, which then stores nothing. */
class Refused extends Error {
  readonly outcome: PressOutcome;

  constructor(outcome: PressOutcome) {
    super(outcome);
    this.outcome = outcome;
  }
}

/**
 * Sign-ins in doubt that ring at the desk while Envoy waits. A visitor is let in by a press alone that
 * came in time, from a session that counts while it is stored, with the approval, the act and the name
 * on the card in one transaction.
 */
export class Asking extends EventEmitter<{ ringing: [Ringing[]] }> implements DeskApproval {
  readonly #deps: AskingDeps;
  readonly #timer: Timer;
  readonly #open = new Map<string, OpenQuestion>();
  /** Null: there are no other instances. */
  elsewhere: RingsElsewhere | null = null;
  #ringingElsewhere: readonly RingingElsewhere[] = [];
  #pages = 0;

  constructor(deps: AskingDeps) {
    super();
    this.#deps = deps;
    this.#timer = deps.timer ?? systemTimer;
    // One for each page that is open.
    this.setMaxListeners(0);
  }

  /** A page was opened by someone who may let in. Returns what to call when it is gone. */
  join(): () => void {
    this.#countPages(1);
    let isThere = true;
    return () => {
      if (isThere) this.#countPages(-1);
      isThere = false;
    };
  }

  #countPages(more: 1 | -1): void {
    this.#pages += more;
    this.elsewhere?.notePages(this.#pages);
  }

  /** The newest first. */
  get ringing(): Ringing[] {
    const elsewhere = this.#ringingElsewhere.map(({ ringing }) => ringing);
    return [...[...this.#open.values()].map(({ ringing }) => ringing).reverse(), ...elsewhere];
  }

  /** To be called with what other instances ask. */
  ringElsewhere(rings: readonly RingingElsewhere[]): void {
    const ids = (all: readonly RingingElsewhere[]) => all.map((one) => one.ringing.jobId).join();
    const isSame = ids(rings) === ids(this.#ringingElsewhere);
    this.#ringingElsewhere = rings;
    if (!isSame) this.emit('ringing', this.ringing);
  }

  async ask(question: ApprovalRequest): Promise<Decision | null> {
    const { jobId } = question.signIn;
    // Does not wait for the desk where no page shows it.
    const pages = this.elsewhere?.pages ?? this.#pages;
    if (pages === 0 || question.signal.aborted || this.#open.has(jobId)) return null;
    // A try is counted when it is stored: while one waits for an answer, the next ones are stored at once.
    if (this.#ringsAbout(question.pendingReview.evidence.personId)) return null;
    const open = this.#begin(question);
    const end = () => this.#close(open);
    const cancel = this.#timer.after(question.until - this.#timer.now(), end);
    question.signal.addEventListener('abort', end);
    await open.closed;
    cancel();
    question.signal.removeEventListener('abort', end);
    // What is being stored at this moment stores nothing unless it is through already.
    await open.press;
    return open.approved;
  }

  #ringsAbout(personId: string | undefined): boolean {
    const about = [...this.#open.values()].map(
      ({ question }) => question.pendingReview.evidence.personId,
    );
    return personId !== undefined && about.includes(personId);
  }

  async letIn(jobId: string, presser: Presser): Promise<PressOutcome> {
    const open = this.#open.get(jobId);
    if (!open) return this.#pressElsewhere(jobId, 'let_in', presser);
    // One press at a time: of two, the second gets the result of the first.
    while (open.press) if ((await open.press) === 'let_in') return this.#cameOf(open, 'was_let_in');
    if (!this.#isOpen(open)) return 'too_late';
    open.press = this.#store(open, presser);
    const outcome = await open.press;
    open.press = null;
    if (outcome !== 'let_in') return outcome;
    this.#close(open);
    return this.#cameOf(open, 'let_in');
  }

  /** Leaves it the review that it is. Goes before a press that is not stored yet. */
  async hold(jobId: string, presser: Presser): Promise<PressOutcome> {
    const open = this.#open.get(jobId);
    if (!open) return this.#pressElsewhere(jobId, 'hold', presser);
    this.#close(open);
    if ((await open.press) === 'let_in') return this.#cameOf(open, 'was_let_in');
    try {
      const actor = `desk:${presser.accountId}`;
      await recordEvent(this.#deps.db, { action: 'desk_held', actor, subject: jobId });
    } catch (err) {
      this.#deps.log.error({ err, jobId }, 'hold by the desk not recorded');
      return 'not_stored';
    }
    return 'held';
  }

  async #pressElsewhere(
    jobId: string,
    press: 'let_in' | 'hold',
    presser: Presser,
  ): Promise<PressOutcome> {
    const ring = this.#ringingElsewhere.find(({ ringing }) => ringing.jobId === jobId);
    const left = (ring?.endsAt ?? 0) - this.#timer.now();
    if (!this.elsewhere || !ring || left <= 0) return 'too_late';
    return this.elsewhere.press(jobId, press, { ...presser }, left);
  }

  /** Stored, and yet too late where the disk was slow: the answer that Envoy got counts. */
  async #cameOf({ question }: OpenQuestion, stored: PressOutcome): Promise<PressOutcome> {
    const { verdict } = await question.answer;
    return verdict === 'approved' ? stored : 'too_late';
  }

  #begin(question: ApprovalRequest): OpenQuestion {
    const { signIn, pendingReview, until } = question;
    const leftMs = until - this.#timer.now();
    const now = Date.now();
    let resolve = () => {};
    const closed = new Promise<void>((settle) => (resolve = settle));
    const open: OpenQuestion = {
      question,
      ringing: {
        jobId: signIn.jobId,
        ...contentsOf(signIn, this.#deps.places),
        kind: signIn.kind,
        reason: pendingReview.reason,
        why: frontDeskWords(pendingReview.reason).why,
        remark: pendingReview.evidence.note ?? null,
        since: new Date(now).toISOString(),
        until: new Date(now + leftMs).toISOString(),
      },
      press: null,
      approved: null,
      isClosed: false,
      closed,
      close: resolve,
    };
    this.#open.set(signIn.jobId, open);
    this.elsewhere?.rung(open.ringing);
    this.emit('ringing', this.ringing);
    return open;
  }

  #close(open: OpenQuestion): void {
    if (open.isClosed) return;
    open.isClosed = true;
    this.#open.delete(open.ringing.jobId);
    this.elsewhere?.over(open.ringing.jobId);
    open.close();
    this.emit('ringing', this.ringing);
  }

  #isOpen({ isClosed, question }: OpenQuestion): boolean {
    return !isClosed && !question.signal.aborted && this.#timer.now() < question.until;
  }

  async #store(open: OpenQuestion, presser: Presser): Promise<PressOutcome> {
    const { jobId } = open.ringing;
    try {
      const approved = await open.question.approve((transaction) =>
        this.#writePress(transaction, open, presser),
      );
      if (!approved) {
        // Decided already, or by a later fact: there is nothing left to press.
        this.#close(open);
        return 'too_late';
      }
      open.approved = approved;
      return 'let_in';
    } catch (err) {
      if (err instanceof Refused) return err.outcome;
      this.#deps.log.error({ err, jobId }, 'approval by the desk not persisted');
      return 'not_stored';
    }
  }

  /** @throws {Refused} when it may not count: then the transaction stores nothing */
  async #writePress(transaction: Db, open: OpenQuestion, presser: Presser): Promise<void> {
    const { jobId } = open.ringing;
    const { accountId, sessionId } = presser;
    const now = new Date();
    const session = await findDeskSession(transaction, { id: sessionId }, now);
    if (session?.accountId !== accountId || !mayDo(session.role, 'let_in')) {
      throw new Refused('not_allowed');
    }
    if (!(await markDeskCardSeen(transaction, jobId, { by: accountId, outcome: 'let_in', now }))) {
      throw new Error('An approval by the desk has no card.');
    }
    await recordEvent(transaction, {
      action: 'desk_let_in',
      actor: `desk:${accountId}`,
      subject: jobId,
      details: { doubt: open.question.pendingReview.reason },
    });
    // Last: it may have taken long.
    if (!this.#isOpen(open)) throw new Refused('too_late');
  }
}
