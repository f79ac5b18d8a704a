import { hookRoutes } from '../../envoy/call-guards.ts';
import { Forwarding } from '../../envoy/forwarding.ts';
import { UnreadSignIns } from '../../envoy/unread-sign-ins.ts';
import { keyInUse } from '../../keys/keyring.ts';
import { startWatching } from '../../ops/start-watching.ts';
import { FileReload } from '../../platform/file-reload.ts';
import { AnswerStore } from '../../sign-in/answer-store.ts';
import type { Decision } from '../../sign-in/decision.ts';
import { startDailyCheck } from '../../store/daily-check.ts';
import { noteSignedOut } from '../../store/tables/sign-in-history.ts';
import type { Needs } from '../app-context.ts';
import type { OnClose } from '../growing-context.ts';
import { listenerOrigin } from '../listener-origin.ts';

export function unreadSignIns(
  {
    kioskRegistry,
    metrics,
    notifications,
    log,
  }: Needs<'kioskRegistry' | 'metrics' | 'notifications' | 'log'>,
  onClose: OnClose,
) {
  const unread = new UnreadSignIns({
    tell: notifications.notifyUnstored,
    onHeld: (signIn) => kioskRegistry.scheduleWaitNotice(signIn),
    onDecided: (decision) => metrics.countSignIn(decision),
    log,
  });
  onClose(() => unread.stop());
  return { unread };
}

/** The watches over tunnel, screens and lists, the heartbeat, and the daily look at the database. */
export function watches(
  {
    store,
    earlyHook,
    onStoreLost,
    ...needs
  }: Needs<
    | ('config' | 'secrets' | 'db' | 'store' | 'signIns' | 'notifications' | 'policy' | 'metrics')
    | ('kioskRegistry' | 'readiness' | 'earlyHook' | 'onStoreLost' | 'log')
  >,
  onClose: OnClose,
) {
  const { ownCalls, calls, decisionOutbox } = earlyHook;
  const { sessions } = store;
  onClose(
    startWatching({
      ...needs,
      ...{ ownCalls, calls, decisionOutbox },
      checks: needs.readiness,
      isLeader: () => sessions.isLeaderFor('watching'),
      isKioskLeader: () => sessions.isLeaderFor('screens'),
      isListLeader: () => sessions.isLeaderFor('lists'),
    }),
  );
  const { config, log } = needs;
  const { databaseFile } = config;
  if (!config.databaseServer) {
    onClose(startDailyCheck({ store, databaseFile, onDamaged: onStoreLost, log }));
  }
  return {};
}

export function reload(
  {
    policy,
    issuers,
    notifications,
    logo,
    log,
  }: Needs<'policy' | 'issuers' | 'notifications' | 'logo' | 'log'>,
  onClose: OnClose,
) {
  const files = new FileReload([policy, issuers, notifications.file, ...(logo ? [logo] : [])], log);
  onClose(() => files.stop());
  return { files };
}

/** Takes over from the early hook listener, which has held every sign-in until now. */
export async function hook({
  envoy,
  desk,
  instances,
  notifications,
  signIns,
  db,
  ...needs
}: Needs<
  | ('config' | 'secrets' | 'store' | 'db' | 'envoy' | 'desk' | 'instances' | 'notifications')
  | ('decides' | 'signIns' | 'unread' | 'ledger' | 'earlyHook' | 'log')
>) {
  const { decides, unread, ledger, earlyHook } = needs;
  const answering = {
    ...{ decides, signIns, unread, installs: envoy.installs, arrivals: desk.expected },
    forwarding: await forwardingOf({ ...needs, instances }),
    signedOut: async (entryId: string, at: Date | null) => {
      await noteSignedOut(db, entryId, at);
      await desk.closing.signedOut(entryId, at);
    },
  };
  const onStored = (stored: Decision) => {
    signIns.remember(stored);
    notifications.onDecided();
    desk.decided(stored);
  };
  const listener = await earlyHook.serveWith(answering, new AnswerStore({ ledger, db, onStored }));
  instances.publish();
  return { hookUrl: listenerOrigin(listener.server.address()) + hookRoutes.signIn };
}

/** Null for a single instance. */
async function forwardingOf({
  config,
  secrets,
  store,
  instances,
  log,
}: Needs<'config' | 'secrets' | 'store' | 'instances' | 'log'>): Promise<Forwarding | null> {
  const templateKey = await keyInUse(store.db, config.templateKeyFile);
  if (!store.sessions.isShared || !templateKey) return null;
  return new Forwarding({ templateKey, secrets: secrets.envoy, instanceId: instances.id, log });
}
