import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { StoreNotices } from '../../store/instance-schema.ts';
import type { Presence } from '../../instances/presence.ts';
import type { SharedWork } from '../../instances/shared-work.ts';
import { OpenApproval, type Underway } from '../../protocol/desk-messages.ts';
import type {
  ApprovalRequests,
  ApprovalOutcome,
  Approver,
  RemoteApprovals,
} from './approval-requests.ts';
import type { DeskBoard } from './board.ts';
import { readGuidance, readShown } from './card.ts';

interface Deps {
  work: SharedWork;
  notices: StoreNotices;
  presence: Presence;
  board: DeskBoard;
  approvals: ApprovalRequests;
  log: Logger;
}

const ApprovalCommand = Type.Object({
  jobId: Type.String(),
  press: Type.Union([Type.Literal('let_in'), Type.Literal('hold')]),
  accountId: Type.String(),
  sessionId: Type.String(),
});

const outcomes: ReadonlySet<string> = new Set<ApprovalOutcome>([
  'let_in',
  'held',
  'too_late',
  'was_let_in',
  'not_allowed',
  'not_stored',
]);
/** Time for the answer to arrive after the last moment to press. */
const answeredMs = 2000;

/**
 * Keeps the desks of all instances equal. Cards are shared by their rows. The row of a sign-in under way shows its
 * guidance and whether it rings. Only the instance that runs it can approve, so it gets each press.
 */
export class RemoteDesks implements RemoteApprovals {
  readonly #deps: Deps;
  /** When this instance first saw each sign-in of another instance. */
  readonly #since = new Map<string, string>();
  /** The state of this instance's sign-ins, as the others show it. */
  readonly #own = new Map<string, object>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  start(): void {
    const { notices, work, presence, board, approvals } = this.#deps;
    approvals.remote = this;
    notices.on('desk_cards', (jobId) => board.noteRemoteChange(jobId));
    work.on('read', () => this.#read());
    work.handle('press', { accept: ({ id, contents }) => this.#take(id, contents) });
    board.underway.on('guided', ({ jobId, visitor, host, location, guidance }) => {
      // Without other instances, camera guidance is not shared.
      const isUrgent = presence.others.length === 0 ? null : false;
      this.#show(jobId, { visitor, host, location, guidance }, isUrgent);
    });
  }

  get pages(): number {
    return this.#deps.presence.deskPages;
  }

  notePages(pages: number): void {
    this.#deps.presence.noteDeskPages(pages);
  }

  announce(ringing: OpenApproval): void {
    const { visitor, host, location } = ringing;
    this.#show(ringing.jobId, { visitor, host, location, ringing }, true);
  }

  withdraw(jobId: string): void {
    this.#show(jobId, { ringing: null }, true);
  }

  /** Sends a press to the instance that runs the sign-in. Only that instance's answer can approve. */
  async resolve(
    jobId: string,
    press: 'let_in' | 'hold',
    { accountId, sessionId }: Approver,
    leftMs: number,
  ): Promise<ApprovalOutcome> {
    const { work, log } = this.#deps;
    const signIn = work.list('sign_in').find(({ id }) => id === jobId);
    if (!signIn) return 'too_late';
    const id = randomUUID();
    const until = performance.now() + leftMs + answeredMs;
    try {
      const contents = { jobId, press, accountId, sessionId };
      const { runner } = signIn;
      await work.ask('press', { id, runner, contents, leftMs: leftMs + answeredMs });
      const came = await work.wait(id, {
        until,
        look: (row) => row?.ending ?? (!row || row.runnerIsGone ? 'not_stored' : null),
      });
      // A row that stays is swept later.
      work.drop({ id }).catch(() => {});
      if (outcomes.has(came)) return came as ApprovalOutcome;
    } catch (err) {
      log.error({ err, jobId }, 'press not delivered to the instance that runs the sign-in');
    }
    return 'not_stored';
  }

  /** @param isUrgent null: the change waits for the next one */
  #show(jobId: string, change: object, isUrgent: boolean | null): void {
    const state = { ...this.#own.get(jobId), ...change };
    this.#own.set(jobId, state);
    if (isUrgent !== null) this.#deps.work.show(jobId, state, isUrgent);
  }

  #take(id: string, contents: unknown): boolean {
    if (!Value.Check(ApprovalCommand, contents)) return false;
    const { work, approvals, log } = this.#deps;
    const { jobId, press, ...approver } = contents;
    const answer =
      press === 'let_in' ? approvals.approve(jobId, approver) : approvals.hold(jobId, approver);
    answer
      .then((ending) => work.retryUntilDone(() => work.end({ id, ending })))
      .catch((err: unknown) => log.error({ err, jobId }, 'press not answered'));
    return true;
  }

  #read(): void {
    const { work, presence, board, approvals } = this.#deps;
    const rows = work.list('sign_in');
    const ids = new Set(rows.map(({ id }) => id));
    for (const known of [this.#since, this.#own]) {
      for (const jobId of known.keys()) if (!ids.has(jobId)) known.delete(jobId);
    }
    // Sign-ins under way at other instances.
    const remote = rows.filter(({ runner, shown: state, leftMs, runnerIsGone }) => {
      return runner !== presence.id && state !== null && leftMs > 0 && !runnerIsGone;
    });
    board.underway.showRemote(
      remote.map(({ id: jobId, shown: state }): Underway => {
        const since = this.#since.get(jobId) ?? new Date().toISOString();
        this.#since.set(jobId, since);
        return { jobId, ...readShown(state), since, guidance: readGuidance(state) };
      }),
    );
    const now = { wall: Date.now(), timer: performance.now() };
    approvals.setRemoteApprovals(
      remote.flatMap(({ id: jobId, shown: state, ...row }) => {
        const { ringing } = (state ?? {}) as { ringing?: unknown };
        const { leftMs } = row;
        if (!Value.Check(OpenApproval, ringing) || leftMs <= 0) return [];
        // In this machine's time, because its pages count by this clock.
        const until = new Date(now.wall + leftMs).toISOString();
        return [{ approval: { ...ringing, jobId, until }, endsAt: now.timer + leftMs }];
      }),
    );
  }
}
