import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { recordEvent } from '../../audit/record.ts';
import { systemTimer, type Timer } from '../../platform/clock.ts';
import type { OpenApproval, RingFacts } from '../../protocol/desk-messages.ts';
import type { DeskApproval, ApprovalRequest } from '../../sign-in/desk-approval.ts';
import type { Decision } from '../../sign-in/decision.ts';
import { frontDeskWords } from '../../sign-in/reasons.ts';
import type { Db } from '../../store/schema.ts';
import { markDeskCardSeen } from '../../store/tables/desk-cards.ts';
import { findSignIn } from '../../store/tables/sign-ins.ts';
import { findDeskSession } from '../accounts/account-rows.ts';
import { mayDo } from '../accounts/desk-guard.ts';
import type { DeskUser } from '../accounts/sessions.ts';
import { contentsOf, type PlaceNames } from './card.ts';

interface ApprovalRequestsDeps {
  db: Db;
  places: PlaceNames;
  /** Reads what helps to decide. */
  factsOf: (request: ApprovalRequest) => Promise<RingFacts>;
  log: Logger;
  timer?: Timer;
}

export type Approver = Pick<DeskUser, 'accountId' | 'sessionId'>;

/** The outcome of an approval or a hold. Only `let_in` means that Envoy got a 200. */
export type ApprovalOutcome =
  | 'let_in'
  | 'held'
  /** No open approval request has this id. */
  | 'too_late'
  /** Another press came first, and let the visitor in. */
  | 'was_let_in'
  /** The session or the role no longer allows a press. */
  | 'not_allowed'
  /** The press could not be stored. Until the deadline, the desk may try again. */
  | 'not_stored';

/** The desks of other instances on the same database. */
export interface RemoteApprovals {
  /** Open pages of accounts that may approve, at all instances. */
  readonly pages: number;
  /** Tells the other instances how many pages are open here. */
  notePages(pages: number): void;
  /** Shows the request at the other instances. */
  announce(ringing: OpenApproval): void;
  withdraw(jobId: string): void;
  /** Sends a press to the instance that runs the sign-in, which decides. Never rejects. */
  resolve(
    jobId: string,
    press: 'let_in' | 'hold',
    approver: Approver,
    leftMs: number,
  ): Promise<ApprovalOutcome>;
}

/** An open request of another instance. */
interface RemoteApproval {
  approval: OpenApproval;
  /** On the clock of `performance.now()`. */
  endsAt: number;
}

interface OpenRequest {
  request: ApprovalRequest;
  approval: OpenApproval;
  /** The press that is being stored. Never rejects. */
  resolution: Promise<ApprovalOutcome> | null;
  approved: Decision | null;
  isClosed: boolean;
  /** The deadline passed without a press. */
  isUnanswered: boolean;
  /** Resolves when a press no longer counts. */
  closed: Promise<void>;
  close: () => void;
}

/** Closed requests that are remembered: more than the desks see within the seconds of a late press. */
const mostClosed = 100;

/** Thrown within the transaction of a press, which then stores nothing. */
class ApprovalRefusedError extends Error {
  readonly outcome: ApprovalOutcome;

  constructor(outcome: ApprovalOutcome) {
    super(outcome);
    this.outcome = outcome;
  }
}

/**
 * Sign-ins in doubt that ring at the desk while Envoy waits. Only a press before the deadline lets a visitor in. Its
 * session must be valid when the approval is stored. One transaction stores the approval, the act and the name on the
 * card.
 */
export class ApprovalRequests
  extends EventEmitter<{ changed: [OpenApproval[]] }>
  implements DeskApproval
{
  readonly #deps: ApprovalRequestsDeps;
  readonly #timer: Timer;
  readonly #open = new Map<string, OpenRequest>();
  /** The answers to the latest closed requests. A press may come after them. */
  readonly #closed = new Map<string, Promise<Decision>>();
  /** Null: there are no other instances. */
  remote: RemoteApprovals | null = null;
  #remoteApprovals: readonly RemoteApproval[] = [];
  #pages = 0;

  constructor(deps: ApprovalRequestsDeps) {
    super();
    this.#deps = deps;
    this.#timer = deps.timer ?? systemTimer;
    // Each open page adds a listener.
    this.setMaxListeners(0);
  }

  /** Counts an open page of an account that may approve. Returns a function to call when the page is gone. */
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
    this.remote?.notePages(this.#pages);
  }

  /** All open requests, the oldest first, so that a new one moves none of the others. */
  get openApprovals(): OpenApproval[] {
    const all = [...this.#open.values(), ...this.#remoteApprovals];
    return all.map(({ approval }) => approval).toSorted((a, b) => a.since.localeCompare(b.since));
  }

  /** Takes the open requests of other instances. */
  setRemoteApprovals(rings: readonly RemoteApproval[]): void {
    const ids = (all: readonly RemoteApproval[]) =>
      all.map((one) => `${one.approval.jobId} ${one.approval.facts !== undefined}`).join();
    const isSame = ids(rings) === ids(this.#remoteApprovals);
    this.#remoteApprovals = rings;
    if (!isSame) this.emit('changed', this.openApprovals);
  }

  async request(question: ApprovalRequest): Promise<Decision | null> {
    const { jobId } = question.signIn;
    // Without an open page, the sign-in does not wait for the desk.
    const pages = this.remote?.pages ?? this.#pages;
    if (pages === 0 || question.signal.aborted || this.#open.has(jobId)) return null;
    // A try counts once it is stored. While one of a person waits here, their next ones are stored at once.
    if (this.#hasRequestAbout(question.pendingReview.evidence.personId)) return null;
    const open = this.#begin(question);
    void this.#addFacts(open);
    const end = () => this.#close(open);
    const cancel = this.#timer.after(question.until - this.#timer.now(), () => {
      open.isUnanswered = !open.isClosed && open.resolution === null;
      end();
    });
    question.signal.addEventListener('abort', end);
    await open.closed;
    cancel();
    question.signal.removeEventListener('abort', end);
    // A press in progress stores nothing now, unless it has passed its last check.
    await open.resolution;
    if (open.isUnanswered) question.onUnanswered(new Date(open.approval.since));
    return open.approved;
  }

  #hasRequestAbout(personId: string | undefined): boolean {
    const about = [...this.#open.values()].map(
      ({ request }) => request.pendingReview.evidence.personId,
    );
    return personId !== undefined && about.includes(personId);
  }

  async approve(jobId: string, approver: Approver): Promise<ApprovalOutcome> {
    const open = this.#open.get(jobId);
    if (!open) return this.#resolveRemotely(jobId, 'let_in', approver);
    // Presses run one at a time: a second one gets the result of the first.
    while (open.resolution)
      if ((await open.resolution) === 'let_in') return this.#outcomeOf(open, 'was_let_in');
    if (!this.#isOpen(open)) return 'too_late';
    open.resolution = this.#store(open, approver);
    const outcome = await open.resolution;
    open.resolution = null;
    if (outcome !== 'let_in') return outcome;
    this.#close(open);
    return this.#outcomeOf(open, 'let_in');
  }

  /** Keeps the review. Overrides a press that is not stored yet. */
  async hold(jobId: string, approver: Approver): Promise<ApprovalOutcome> {
    const open = this.#open.get(jobId);
    if (!open) return this.#resolveRemotely(jobId, 'hold', approver);
    this.#close(open);
    if ((await open.resolution) === 'let_in') return this.#outcomeOf(open, 'was_let_in');
    try {
      const actor = `desk:${approver.accountId}`;
      await recordEvent(this.#deps.db, { action: 'desk_held', actor, subject: jobId });
    } catch (err) {
      this.#deps.log.error({ err, jobId }, 'hold by the desk not recorded');
      return 'not_stored';
    }
    return 'held';
  }

  async #resolveRemotely(
    jobId: string,
    press: 'let_in' | 'hold',
    approver: Approver,
  ): Promise<ApprovalOutcome> {
    const closed = this.#closed.get(jobId);
    if (closed) return (await closed).verdict === 'approved' ? 'was_let_in' : 'too_late';
    const ring = this.#remoteApprovals.find(({ approval }) => approval.jobId === jobId);
    const left = (ring?.endsAt ?? 0) - this.#timer.now();
    if (!this.remote) return 'too_late';
    const isRinging = ring !== undefined && left > 0;
    const outcome = isRinging && (await this.remote.resolve(jobId, press, { ...approver }, left));
    return outcome && outcome !== 'too_late' ? outcome : this.#storedOutcome(jobId);
  }

  /** Only the instance that ran the sign-in remembers its answer. The others read what it stored. */
  async #storedOutcome(jobId: string): Promise<ApprovalOutcome> {
    const { db, log } = this.#deps;
    const stored = await findSignIn(db, jobId).catch((err: unknown) => {
      log.error({ err, jobId }, 'decision not read after a late press');
      return undefined;
    });
    return stored?.verdict === 'approved' ? 'was_let_in' : 'too_late';
  }

  /** Envoy's answer counts: with a slow disk, an approval may be stored too late. */
  async #outcomeOf({ request }: OpenRequest, stored: ApprovalOutcome): Promise<ApprovalOutcome> {
    const { verdict } = await request.answer;
    return verdict === 'approved' ? stored : 'too_late';
  }

  #begin(request: ApprovalRequest): OpenRequest {
    const { signIn, pendingReview, until } = request;
    const leftMs = until - this.#timer.now();
    const now = Date.now();
    let resolve = () => {};
    const closed = new Promise<void>((settle) => (resolve = settle));
    const open: OpenRequest = {
      request,
      approval: {
        jobId: signIn.jobId,
        ...contentsOf(signIn, this.#deps.places),
        kind: signIn.kind,
        reason: pendingReview.reason,
        why: frontDeskWords(pendingReview.reason).why,
        remark: pendingReview.evidence.note ?? null,
        since: new Date(now).toISOString(),
        until: new Date(now + leftMs).toISOString(),
      },
      resolution: null,
      approved: null,
      isClosed: false,
      isUnanswered: false,
      closed,
      close: resolve,
    };
    this.#open.set(signIn.jobId, open);
    this.remote?.announce(open.approval);
    this.emit('changed', this.openApprovals);
    return open;
  }

  /** The ring does not wait for them. */
  async #addFacts(open: OpenRequest): Promise<void> {
    const { factsOf, log } = this.#deps;
    try {
      const facts = await factsOf(open.request);
      if (open.isClosed) return;
      open.approval = { ...open.approval, facts };
      this.remote?.announce(open.approval);
      this.emit('changed', this.openApprovals);
    } catch (err) {
      log.error({ err, jobId: open.approval.jobId }, 'facts for a ringing sign-in not read');
    }
  }

  #close(open: OpenRequest): void {
    if (open.isClosed) return;
    open.isClosed = true;
    this.#open.delete(open.approval.jobId);
    this.#closed.set(open.approval.jobId, open.request.answer);
    const [oldest = ''] = this.#closed.keys();
    if (this.#closed.size > mostClosed) this.#closed.delete(oldest);
    this.remote?.withdraw(open.approval.jobId);
    open.close();
    this.emit('changed', this.openApprovals);
  }

  #isOpen({ isClosed, request }: OpenRequest): boolean {
    return !isClosed && !request.signal.aborted && this.#timer.now() < request.until;
  }

  async #store(open: OpenRequest, approver: Approver): Promise<ApprovalOutcome> {
    const { jobId } = open.approval;
    try {
      const approved = await open.request.approve((transaction) =>
        this.#writeApproval(transaction, open, approver),
      );
      if (!approved) {
        // The sign-in was decided already, or a later fact forbids the approval.
        this.#close(open);
        return 'too_late';
      }
      open.approved = approved;
      return 'let_in';
    } catch (err) {
      if (err instanceof ApprovalRefusedError) return err.outcome;
      this.#deps.log.error({ err, jobId }, 'approval by the desk not persisted');
      return 'not_stored';
    }
  }

  /** @throws {ApprovalRefusedError} when the press may not count: then the transaction stores nothing */
  async #writeApproval(transaction: Db, open: OpenRequest, approver: Approver): Promise<void> {
    const { jobId } = open.approval;
    const { accountId, sessionId } = approver;
    const now = new Date();
    const session = await findDeskSession(transaction, { id: sessionId }, now);
    if (session?.accountId !== accountId || !mayDo(session.role, 'let_in')) {
      throw new ApprovalRefusedError('not_allowed');
    }
    if (!(await markDeskCardSeen(transaction, jobId, { by: accountId, outcome: 'let_in', now }))) {
      throw new Error('An approval by the desk has no card.');
    }
    await recordEvent(transaction, {
      action: 'desk_let_in',
      actor: `desk:${accountId}`,
      subject: jobId,
      details: { doubt: open.request.pendingReview.reason },
    });
    // Checked last, because the steps before may take long.
    if (!this.#isOpen(open)) throw new ApprovalRefusedError('too_late');
  }
}
