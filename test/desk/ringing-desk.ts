import { EventEmitter, once } from 'node:events';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Test } from 'tap';
import { WebSocket } from 'ws';
import type { DeskRole } from '#server/protocol/desk-account-messages.ts';
import type { DeskMessage, OpenApproval } from '#server/protocol/desk-messages.ts';
import type { CheckResult, RequiredCheck } from '#server/sign-in/check.ts';
import type { DeskApproval, ApprovalRequest } from '#server/sign-in/desk-approval.ts';
import { recordVerdict, type LedgerHook } from '#server/sign-in/ledger.ts';
import type { Reason, Verdict } from '#server/sign-in/reasons.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { startHook, type HookOptions } from '../support/hook.ts';
import { PushedTimer } from '../support/pushed-timer.ts';
import { DeskBrowser, startDesk, type DeskOptions } from './start-desk.ts';

export type FaceCheck = RequiredCheck['check'];

/** A face check as the desk sees it, which keeps the verdicts that it hears. */
export class FaceDoubt extends EventEmitter implements FaceCheck {
  readonly name = 'face';
  /** The person whose face was requested. */
  personId: string | null = null;
  told: { verdict: Verdict; reason: Reason }[] = [];
  runs = 0;
  readonly #result: CheckResult;

  constructor(result: CheckResult = { passed: false, reason: 'no_match', deskMayApprove: true }) {
    super();
    this.#result = result;
  }

  async run(): Promise<CheckResult> {
    this.runs++;
    const onVerdict = (verdict: Verdict, reason: Reason) =>
      void this.told.push({ verdict, reason });
    const about = this.personId === null ? {} : { personId: this.personId };
    const evidence = { note: 'As measured.', frames: 7, ...about };
    return { ...this.#result, evidence, listeners: [onVerdict] };
  }
}

/** A person at the desk: a logged-in browser with an open socket. */
export class Receptionist extends EventEmitter {
  readonly browser: DeskBrowser;
  readonly accountId: string;
  readonly socket: WebSocket;
  ringing: OpenApproval[] = [];
  messages: DeskMessage[] = [];

  constructor(browser: DeskBrowser, accountId: string) {
    super();
    this.browser = browser;
    this.accountId = accountId;
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const url = `${browser.url.replace('http', 'ws')}/desk/socket`;
    this.socket = new WebSocket(url, { headers: { cookie, origin: browser.url } });
    this.socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as DeskMessage;
      this.messages.push(message);
      if ('ringing' in message) this.ringing = message.ringing;
      this.emit('told');
    });
  }

  /** Resolves once the messages so far fulfil `holds`. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this, 'told');
  }

  async rings(jobId: string): Promise<OpenApproval> {
    const find = () => this.ringing.find((each) => each.jobId === jobId);
    await this.until(() => find() !== undefined);
    return find()!;
  }

  press(jobId: string, letIn = true) {
    return this.browser.post(`/desk/api/ringing/${jobId}`, { letIn });
  }
}

export interface RingingDeskOptions
  extends Partial<HookOptions>, Pick<DeskOptions, 'vision' | 'trouble' | 'examine' | 'notifyFile'> {
  askDesk?: boolean;
  /** Replaces the function that stores a press. */
  approve?: (
    question: ApprovalRequest,
    alongside: Parameters<ApprovalRequest['approve']>[0],
  ) => ReturnType<ApprovalRequest['approve']>;
  /** Runs last in the transaction that stores a verdict. */
  lastly?: LedgerHook;
}

/** The real listeners of the desk and of Envoy, over one database file. */
export async function startRingingDesk(t: Test, options: RingingDeskOptions = {}) {
  const timer = new PushedTimer();
  const dataDir = t.testdir({});
  const { vision, notifyFile } = options;
  const desk = await startDesk(t, {
    dataDir,
    timer,
    notifyFile,
    ...(vision && { vision }),
    ...(options.trouble && { trouble: options.trouble }),
    ...(options.examine && { examine: options.examine }),
  });
  const passedGuard = new EventEmitter();
  desk.app.addHook('preHandler', async ({ method }) => void passedGuard.emit(method));
  const databaseFile = path.join(dataDir, 'vestibule.sqlite');
  const { checks = [new FaceDoubt()], lastly = async () => {}, approve } = options;
  const { board, approvals } = desk.desk;
  const asked: DeskApproval = {
    request: (question) =>
      approvals.request(
        approve ? { ...question, approve: (alongside) => approve(question, alongside) } : question,
      ),
  };
  const asks = async () => {
    const hook = await startHook(t, {
      databaseFile,
      timer,
      requires: (signIn) => ({
        signIn,
        checks: checks.map((check) => ({ check, settings: {} })),
        askDesk: options.askDesk ?? true,
      }),
      desk: asked,
      ledgerHook: [recordVerdict, board.ledgerHook, lastly],
      onDecided: [(decision) => board.noteDecided(decision)],
      ...options,
      checks,
    });
    let isOpen = true;
    const stop = async () => {
      if (isOpen) await hook.stop();
      isOpen = false;
    };
    // The hook stops before the desk, which started earlier.
    t.teardown(stop);
    return { ...hook, stop };
  };
  const hook = await asks();
  const url = await desk.listen();

  const enter = async (name: string, role: DeskRole = 'reception') => {
    const account = await desk.add(name, role);
    const browser = new DeskBrowser(url);
    const password = 'a long pass phrase of this test';
    await browser.post('/desk/api/set-password', { link: account.link, password });
    const receptionist = new Receptionist(browser, account.id);
    t.teardown(() => receptionist.socket.terminate());
    await receptionist.until(() => receptionist.messages.length > 0);
    return receptionist;
  };

  const acts = async (jobId: string) => {
    const events = await auditEventsAbout(desk.db, jobId);
    return events.map(({ action, actor, details }) => ({ action, actor, details }));
  };

  /** Holds the database's write lock. `release` ends it. */
  const lock = () => {
    const other = new Database(databaseFile);
    other.exec('begin immediate');
    return {
      other,
      release: () => {
        other.exec('commit');
        other.close();
      },
    };
  };

  /** Resolves when a request has passed the guard, which checks its sender's rights. */
  const guarded = () => once(passedGuard, 'POST');

  /** Restarts the hook. */
  const again = async () => {
    await hook.stop();
    return asks();
  };

  return { url, desk, hook, timer, enter, acts, lock, guarded, again };
}
