import type { Test } from 'tap';
import type { ApiRoute } from '../../lab/simulate/envoy/answers.ts';
import type { CheckResult } from '#server/sign-in/check.ts';
import { loadConfig } from '#server/config/config.ts';
import { buildHookListener } from '#server/envoy/hook-listener.ts';
import { contactsFor } from '#server/envoy/installs.ts';
import { startEnvoy } from '#server/envoy/start-envoy.ts';
import { UnreadSignIns } from '#server/envoy/unread-sign-ins.ts';
import { startNotify } from '#server/notify/start-notify.ts';
import { createLogger } from '#server/ops/logging.ts';
import { createLedger } from '#server/sign-in/ledger.ts';
import type { SignInRequest } from '#server/sign-in/sign-in.ts';
import { SignIns } from '#server/sign-in/sign-ins.ts';
import { openTestStore } from '../support/store.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { clientId, startFakeEnvoy } from '../support/fake-envoy/start.ts';
import { noArrivals } from '../support/hook.ts';
import { HandClock } from '../support/hand-clock.ts';
import { Lines } from '../support/lines.ts';
import { decisionOutboxOf } from '../support/decision-outbox.ts';
import { approvalMark } from '../support/approval-mark.ts';

export const appSecret = 'the-app-secret-of-this-test';

export interface AccountOptions {
  /** Returns the result of the only check for a job. */
  answers?: (jobId: string) => CheckResult;
  settings?: Record<string, string>;
  /** The app's secrets. Default: the secret of the account. */
  secrets?: readonly [string, ...string[]];
}

/**
 * A fake Envoy account and the app as the service builds it, over a real database and real ports, but
 * without models and with a clock that the test turns. The app can be stopped and started again.
 */
export async function openAccount(t: Test, options: AccountOptions = {}) {
  const clock = new HandClock();
  const log = new Lines();
  const dataDir = t.testdir();
  const { secrets = [appSecret] } = options;
  const { answers = (): CheckResult => ({ passed: true, reason: 'matched' }) } = options;
  const envoy = await startFakeEnvoy(t, { secret: appSecret });
  const config = loadConfig({
    VESTIBULE_DATA_DIR: dataDir,
    VESTIBULE_VISITOR_LOG_APPROVALS: 'true',
    ENVOY_BASE_URL: envoy.url,
    ENVOY_CLIENT_ID: clientId,
    ...options.settings,
  });

  /** Starts the app. @param tell whether the outbox hears that a sign-in was answered */
  const live = async ({ tell = true } = {}) => {
    const logger = createLogger('trace', log);
    const store = await openTestStore(config);
    const { db } = store;
    await openTemplateCipher(db, config.templateKeyFile);
    const parts = { config, db, log: logger, clock, random: () => 1 };
    const app = await startEnvoy({ ...parts, approvalMark, secrets: { envoy: secrets } });
    const notifications = await startNotify({
      ...parts,
      secrets: { notify: {} },
      destinations: app.destinations,
      contacts: contactsFor,
    });
    const check = { name: 'face', run: async ({ jobId }: SignInRequest) => answers(jobId) };
    const ledger = createLedger(db, approvalMark, [notifications.ledgerHook]);
    const decisionOutbox = decisionOutboxOf({
      ledger,
      db,
      log: logger,
    });
    const signIns = new SignIns({
      requires: (signIn) => ({ signIn, checks: [{ check, settings: {} }] }),
      ledger,
      decisionOutbox,
      deadlineMs: 20_000,
      log: logger,
      onDecided: tell ? [notifications.onDecided] : [],
    });
    const toldOfUnread = { tell: notifications.notifyUnstored, onDecided: () => {} };
    const unread = new UnreadSignIns({ ...toldOfUnread, log: logger });
    const listener = await buildHookListener({
      deps: {
        decides: async () => true,
        signIns,
        unread,
        installs: app.installs,
        arrivals: noArrivals,
        signedOut: async () => {},
      },
      secrets,
      log: logger,
    });
    envoy.hooks.hook = await listener.listen({ host: '127.0.0.1', port: 0 });
    let isOver = false;
    const end = async () => {
      if (isOver) return;
      isOver = true;
      await signIns.stop();
      await listener.close();
      await unread.stop();
      await notifications.stop();
      await app.stop();
      await store.close();
    };
    t.teardown(end);
    const pass = (milliseconds: number) => clock.pass(milliseconds, () => notifications.settle());
    return { db, end, pass };
  };
  /** HTTP statuses of the answers to one part of the API. */
  const statuses = (route: ApiRoute) =>
    envoy.calls.filter((call) => call.route === route).map(({ status }) => status);
  return { clock, log, envoy, live, statuses };
}
