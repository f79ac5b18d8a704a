import type { Test } from 'tap';
import path from 'node:path';
import { pino, type Logger } from 'pino';
import type { DatabaseServer } from '#database';
import {
  envoyTimeoutMs,
  heldSignIn,
  type Visitor,
  sendSigned,
  type HookAnswer,
} from '../../lab/simulate/held-sign-in.ts';
import type { RequiredCheck } from '#server/sign-in/check.ts';
import type { Arrivals } from '#server/desk/arrivals/expected-visits.ts';
import { buildHookListener } from '#server/envoy/hook-listener.ts';
import type { Forwarding } from '#server/envoy/forwarding.ts';
import { Installs } from '#server/envoy/installs.ts';
import type { OwnCalls } from '#server/envoy/call-guards.ts';
import { UnreadSignIns } from '#server/envoy/unread-sign-ins.ts';
import { type Clock, systemClock } from '#server/platform/clock.ts';
import { createLedger, type LedgerHook } from '#server/sign-in/ledger.ts';
import type { SignInsDeps } from '#server/sign-in/sign-ins-deps.ts';
import { SignIns } from '#server/sign-in/sign-ins.ts';
import { noteSignedOut } from '#server/store/tables/sign-in-history.ts';
import type { Store } from '#server/store/store.ts';
import { openTestStore } from './store.ts';
import { decisionOutboxOf } from './decision-outbox.ts';
import { approvalMark } from './approval-mark.ts';

export const hookSecret = 'test-client-secret';

export interface Hook {
  url: string;
  store: Store;
  signIns: SignIns;
  installs: Installs;
  databaseFile: string;
  /** Sends a held sign-in as Envoy would. */
  signIn(visitor?: Partial<Visitor>): Promise<HookAnswer>;
  stop(): Promise<void>;
}

export interface HookOptions {
  checks: readonly RequiredCheck['check'][];
  /** Default: every check, with its default settings. */
  requires?: SignInsDeps['requires'];
  /** Receives questions about doubts; default: none. */
  desk?: SignInsDeps['desk'];
  onStarted?: SignInsDeps['onStarted'];
  onLeft?: SignInsDeps['onLeft'];
  onDecided?: SignInsDeps['onDecided'];
  /** Other instances; default: none. */
  others?: SignInsDeps['otherInstances'];
  /** How calls reach the other instances; default: not at all. */
  forwarding?: Forwarding;
  /** Written in the transaction that stores a verdict. */
  ledgerHook?: readonly LedgerHook[];
  deadlineMs?: number;
  /** The clock for deadlines; default: the machine's. */
  timer?: SignInsDeps['timer'];
  /** How long a stop waits for held sign-ins; default: not at all. */
  drainMs?: number;
  secrets?: readonly string[];
  databaseFile?: string;
  /** The test's own PostgreSQL. */
  databaseServer?: DatabaseServer;
  /** Reports unreadable sign-ins to people; default: to nobody. */
  tellUnread?: ConstructorParameters<typeof UnreadSignIns>[0]['tell'];
  /** The clock of the hour in which people were notified of unreadable sign-ins; default: the machine's. */
  unreadClock?: Pick<Clock, 'now'>;
  ownCalls?: OwnCalls;
  /** Receives invitations; default: drops them. */
  arrivals?: Arrivals;
  /** Called when an install was set up. */
  onSetUp?: () => void;
  /** Default: no log. */
  log?: Logger;
  /** Default: any free port. */
  port?: number;
}

/** Drops invitations, for tests of other features. */
export const noArrivals: Arrivals = {
  put: async () => {},
  remove: async () => {},
};

/** Starts the real hook listener on a real port and a real database file, with the given checks. */
export async function startHook(t: Test, options: HookOptions): Promise<Hook> {
  const databaseFile = options.databaseFile ?? path.join(t.testdir(), 'vestibule.sqlite');
  const log = options.log ?? pino({ level: 'silent' });
  const store = await openTestStore({
    databaseFile,
    busyTimeoutMs: 5000,
    closeTimeoutMs: 0,
    ...(options.databaseServer && { databaseServer: options.databaseServer }),
  });
  const ledger = createLedger(store.db, approvalMark, options.ledgerHook);
  const everyCheck: SignInsDeps['requires'] = (signIn) => ({
    signIn,
    checks: options.checks.map((check) => ({ check, settings: {} })),
  });
  const decisionOutbox = decisionOutboxOf({ ledger, db: store.db, log });
  const signIns = new SignIns({
    requires: options.requires ?? everyCheck,
    ledger,
    decisionOutbox,
    deadlineMs: options.deadlineMs ?? 20_000,
    drainMs: options.drainMs ?? 0,
    ...(options.timer && { timer: options.timer }),
    ...(options.desk && { desk: options.desk }),
    ...(options.onStarted && { onStarted: options.onStarted }),
    ...(options.onLeft && { onLeft: options.onLeft }),
    ...(options.onDecided && { onDecided: options.onDecided }),
    ...(options.others && { otherInstances: options.others }),
    log,
  });
  const { onSetUp = () => {} } = options;
  const installs = new Installs({ db: store.db, clock: systemClock, onSetUp });
  const { secrets = [hookSecret] } = options;
  const { tellUnread: tell = async () => {}, unreadClock: clock = systemClock } = options;
  const unread = new UnreadSignIns({ tell, onDecided: () => {}, log, clock });
  const { ownCalls, arrivals = noArrivals } = options;
  const app = await buildHookListener({
    deps: {
      decides: async () => true,
      signIns,
      unread,
      installs,
      arrivals,
      signedOut: (entryId, at) => noteSignedOut(store.db, entryId, at),
      ...(options.forwarding && { forwarding: options.forwarding }),
    },
    secrets,
    log,
    ...(ownCalls && { ownCalls }),
  });
  const origin = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const url = `${origin}/envoy/sign-in`;
  const stop = async () => {
    await signIns.stop();
    await app.close();
    await decisionOutbox.stop();
    await unread.stop();
    await store.close();
  };
  return {
    url,
    store,
    signIns,
    installs,
    databaseFile,
    signIn: (visitor = {}) => {
      const body = JSON.stringify(heldSignIn({ name: 'Ada Example', ...visitor }));
      // A test with a later deadline waits for it, where Envoy would not.
      return sendSigned(url, hookSecret, body, envoyTimeoutMs + (options.deadlineMs ?? 0));
    },
    stop,
  };
}
