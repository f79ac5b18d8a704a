import { hookRoutes } from '../envoy/call-guards.ts';
import { Forwarding } from '../envoy/forwarding.ts';
import { UnreadSignIns } from '../envoy/unread-sign-ins.ts';
import { keyInUse } from '../keys/keyring.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import type { Notifications } from '../notify/start-notify.ts';
import { startWatching } from '../ops/start-watching.ts';
import type { Decision } from '../sign-in/decision.ts';
import { createLedger, isOfForgery, recordVerdict, type Ledger } from '../sign-in/ledger.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import { SignIns } from '../sign-in/sign-ins.ts';
import { noteSignedOut } from '../store/tables/sign-in-history.ts';
import { startChecks } from '../checks/start-checks.ts';
import type { Biometrics } from './biometrics.ts';
import type { CoreServices, StartContext } from './core-services.ts';
import type { WebInterfaces } from './start-web-interfaces.ts';
import type { EarlyHookListener } from './early-hook-listener.ts';
import type { SignsOfLife } from '../sign-in/signs-of-life.ts';
import { listenerOrigin } from './lobby-server.ts';

type Services = CoreServices &
  Biometrics &
  WebInterfaces & { earlyHook: EarlyHookListener; signsOfLife: SignsOfLife };

const forgedSentence =
  'AN APPROVAL BY ANOTHER PROGRAM was in the database, and the visitor was held: find out who may write to it';

/** Decides sign-ins and notifies of them. */
interface SignInService {
  signIns: SignIns;
  ledger: Ledger;
}

/** Takes over from the early hook listener, which has held every sign-in until now. @returns the hook's address */
export async function startSignIns(context: StartContext, parts: Services): Promise<string> {
  context.onStep('the lists');
  const deciding = await startSignInService(context, parts);
  await showLostAnswers(parts);
  return serveHook(context, parts, deciding);
}

async function startSignInService(context: StartContext, parts: Services): Promise<SignInService> {
  const { config, secrets, log, stops } = context;
  const { store, policy, people, cipher, optOuts, desk, instances, lobby, metrics } = parts;
  const { notifications } = parts;
  const { db } = store;
  const checks = await startChecks(
    {
      ...{ config, secrets, db, cipher, people, optOuts, log },
      keepUp: (table, refresh) => instances.refreshOn(table, refresh),
      isShared: store.sessions.isShared,
      kiosks: metrics.counted(lobby.kioskRegistry),
      kioskRegistry: lobby.kioskRegistry,
      enrollable: desk.enrollable,
      vision: metrics.timed(parts.vision),
      watchlist: parts.watchlist,
      issuers: parts.issuers,
      isListLeader: () => store.sessions.isLeaderFor('lists'),
      onGuidance: (jobId, guidance) => desk.board.noteGuidance(jobId, guidance),
    },
    stops.parts,
  );
  const otherInstances = instances.shareSignIns(lobby.kioskRegistry, desk);
  // A hook that may write audit events comes last: from there on, transactions wait for each other.
  const hooks = [notifications.ledgerHook, desk.board.ledgerHook, desk.expected.ledgerHook];
  const ledger = createLedger(db, parts.approvalMark, hooks, recordVerdict);
  const signIns = new SignIns({
    ...(otherInstances && { otherInstances }),
    requires: (signIn) => policy.requires(signIn, checks),
    ledger,
    decisionOutbox: parts.earlyHook.decisionOutbox,
    desk: desk.approvals,
    deadlineMs: config.deadlineMs,
    log,
    onStarted: (signIn) => desk.started(signIn),
    onLeft: (jobId) => desk.board.noteLeft(jobId),
    onDecided: [
      (decision, _signIn, isFirst) => isFirst && metrics.countSignIn(decision),
      notifications.onDecided,
      (decision) => desk.decided(decision),
      (decision) => {
        if (isOfForgery(decision)) log.error({ jobId: decision.jobId }, forgedSentence);
      },
      (decision, signIn) => tellLobby(lobby.kioskRegistry, decision, signIn),
    ],
  });
  passOnFromDesk(desk, lobby.kioskRegistry, notifications);
  return { signIns, ledger };
}

/** The card is for the desk alone. A call about an unknown visitor would help no one. */
async function showLostAnswers({ store, approvalMark, desk, signsOfLife }: Services) {
  const ledger = createLedger(store.db, approvalMark, [desk.board.ledgerHook], recordVerdict);
  const stored = await signsOfLife.serve(ledger);
  if (stored) desk.decided(stored);
}

/** Passes on what the desk does to the lobby screens and the notifications. */
function passOnFromDesk(
  desk: Services['desk'],
  kioskRegistry: KioskRegistry,
  notifications: Notifications,
): void {
  desk.board.on('card', ({ jobId, seenAt }) => {
    if (seenAt === null) return;
    kioskRegistry.endWaitNotice(jobId);
    notifications.onDecided();
  });
  desk.approvals.on('changed', (open) =>
    kioskRegistry.showDeskAsked(open.map(({ jobId }) => jobId)),
  );
}

async function serveHook(
  { config, secrets, log, onStep, stops }: StartContext,
  {
    store,
    policy,
    envoy,
    desk,
    lobby,
    metrics,
    notifications,
    decides,
    earlyHook,
    instances,
  }: Services,
  { signIns, ledger }: SignInService,
): Promise<string> {
  const { db, sessions } = store;
  const unread = unreadSignIns(log, { lobby, metrics }, notifications);
  stops.parts.push(() => unread.stop());
  stops.parts.push(
    startWatching({
      ...{ config, secrets, db, signIns, notifications, policy, metrics, log },
      kioskRegistry: lobby.kioskRegistry,
      ownCalls: earlyHook.ownCalls,
      calls: earlyHook.calls,
      isLeader: () => sessions.isLeaderFor('watching'),
      isKioskLeader: () => sessions.isLeaderFor('screens'),
      isListLeader: () => sessions.isLeaderFor('lists'),
      checks: lobby.readiness,
      decisionOutbox: earlyHook.decisionOutbox,
    }),
  );
  onStep('what was answered meanwhile');
  // Last, because this can fail: until then the early hook listener holds every sign-in.
  const answering = {
    ...{ decides, signIns, unread, installs: envoy.installs, arrivals: desk.expected },
    forwarding: await forwardingOf({ config, secrets, log }, { store, instances }),
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
  const listener = await earlyHook.serveWith(answering, { ledger, db, onStored });
  instances.publish();
  stops.serve({ signIns, instances });
  return listenerOrigin(listener.server.address()) + hookRoutes.signIn;
}

/** Null for a single instance. */
async function forwardingOf(
  { config, secrets, log }: Pick<StartContext, 'config' | 'secrets' | 'log'>,
  { store, instances }: Pick<Services, 'store' | 'instances'>,
): Promise<Forwarding | null> {
  const templateKey = await keyInUse(store.db, config.templateKeyFile);
  if (!store.sessions.isShared || !templateKey) return null;
  return new Forwarding({ templateKey, secrets: secrets.envoy, instanceId: instances.id, log });
}

function unreadSignIns(
  log: StartContext['log'],
  { lobby, metrics }: Pick<Services, 'lobby' | 'metrics'>,
  notifications: Notifications,
): UnreadSignIns {
  return new UnreadSignIns({
    tell: notifications.notifyUnstored,
    onHeld: (signIn) => lobby.kioskRegistry.waitNotices(signIn),
    onDecided: (decision) => metrics.countSignIn(decision),
    log,
  });
}

/** A capture shows its visitor the result; this shows the result to a visitor without a capture. */
function tellLobby(
  kioskRegistry: KioskRegistry,
  { verdict, evidence }: Decision,
  signIn: SignInRequest,
): void {
  if ((evidence.frames ?? 0) > 0) return;
  if (verdict === 'review') kioskRegistry.waitNotices(signIn);
  else kioskRegistry.clearWaitNotice(signIn);
}
