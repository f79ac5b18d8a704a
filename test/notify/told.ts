import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Test } from 'tap';
import { heldSignIn, type Visitor } from '../../lab/simulate/held-sign-in.ts';
import { contactsFor } from '#server/envoy/installs.ts';
import { readSignIn } from '../support/read-sign-in.ts';
import { startNotify, type Notifications } from '#server/notify/start-notify.ts';
import { createLogger } from '#server/ops/logging.ts';
import { review, type Decision } from '#server/sign-in/decision.ts';
import { createLedger, type Ledger } from '#server/sign-in/ledger.ts';
import type { ReviewReason } from '#server/sign-in/reasons.ts';
import type { SignInRequest } from '#server/sign-in/sign-in.ts';
import type { Store } from '#server/store/store.ts';
import { openTestStore } from '../support/store.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { Lines } from '../support/lines.ts';
import { approvalMark } from '../support/approval-mark.ts';

export interface ToldOptions {
  /** The text of notify.yaml. */
  file: string;
  secrets?: Record<string, string>;
  now?: string;
  /** Faults of the clock. */
  clock?: ConstructorParameters<typeof FakeClock>[1];
  /** Default: the contacts of the installs in the database. */
  contacts?: readonly string[];
  dataDir?: string;
  /** How long a write waits for a lock, in milliseconds. */
  busyTimeoutMs?: number;
}

/** The notifications of sign-ins, over a real database, with a clock of the test. */
export interface Notified {
  store: Store;
  ledger: Ledger;
  clock: FakeClock;
  log: Lines;
  notifications: Notifications;
  config: { templateKeyFile: string; notifyFile: string; databaseFile: string };
  /** Decides, stores and answers a sign-in. */
  decide(reason: ReviewReason, visitor?: Guest): Promise<Decision>;
  pass(milliseconds: number): Promise<void>;
  /** Advances the clock in one step. */
  jump(milliseconds: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startTold(t: Test, options: ToldOptions): Promise<Notified> {
  const dataDir = options.dataDir ?? t.testdir();
  const config = {
    databaseFile: path.join(dataDir, 'vestibule.sqlite'),
    templateKeyFile: path.join(dataDir, 'template.key'),
    notifyFile: path.join(dataDir, 'notify.yaml'),
    notifyCopyFile: path.join(dataDir, 'notify.in-force.yaml'),
  };
  writeFileSync(config.notifyFile, options.file);
  const store = await openTestStore({ ...config, busyTimeoutMs: options.busyTimeoutMs ?? 20_000 });
  await openTemplateCipher(store.db, config.templateKeyFile);
  const { contacts: named } = options;
  const clock = new FakeClock(options.now ?? '2026-03-12T17:05:09Z', options.clock);
  const log = new Lines();
  const notifications = await startNotify({
    config,
    secrets: { notify: options.secrets ?? {} },
    db: store.db,
    log: createLogger('trace', log),
    clock,
    contacts: named ? async () => named : contactsFor,
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const ledger = createLedger(store.db, approvalMark, [notifications.ledgerHook]);
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await notifications.stop();
    await store.close();
  };
  t.teardown(stop);
  return {
    store,
    ledger,
    clock,
    log,
    notifications,
    config,
    stop,
    async decide(reason, visitor = {}) {
      const signIn = signInOf(visitor, clock.now());
      const decision = { ...review(signIn.jobId, clock.now(), reason), decidedAt: clock.now() };
      await ledger.record(decision, signIn);
      notifications.onDecided();
      return decision;
    },
    jump: (milliseconds) => clock.jump(milliseconds, () => notifications.settle()),
    pass: (milliseconds) => clock.pass(milliseconds, () => notifications.settle()),
  };
}

export type Guest = Partial<Visitor> & { withoutInstall?: boolean };

/** A sign-in as Envoy sends it. */
export function signInOf({ withoutInstall, ...visitor }: Guest, at: Date): SignInRequest {
  const hostEmail = 'grace@acme.example';
  const body = heldSignIn({ name: 'Ada Example', signedInAt: at, hostEmail, ...visitor });
  if (withoutInstall) Object.assign(body.meta, { install_id: null });
  const signIn = readSignIn(Buffer.from(JSON.stringify(body)), at);
  if (!signIn) throw new Error('not a sign-in');
  return signIn;
}
