import type { FastifyInstance } from 'fastify';
import { learnProfileAtSignIn } from '../checks/face/profile-claim.ts';
import { hookRoutes } from '../envoy/call-guards.ts';
import { UnreadSignIns } from '../envoy/unread-sign-ins.ts';
import type { Hub } from '../kiosk/hub.ts';
import { startNotify, type Notifications } from '../notify/start-notify.ts';
import { startWatching } from '../ops/start-watching.ts';
import { stopAccepting } from '../platform/handed-sockets.ts';
import type { Decision } from '../sign-in/decision.ts';
import { createLedger, recordVerdict, type Ledger } from '../sign-in/ledger.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import { SignIns } from '../sign-in/sign-ins.ts';
import { noteSignedOut } from '../store/tables/sign-in-history.ts';
import { startChecks } from '../checks/start-checks.ts';
import type { Faces } from './faces.ts';
import type { Foundation, Ground } from './foundation.ts';
import type { Front } from './front.ts';
import type { HookGate } from './hook-gate.ts';
import { originOf } from './lobby.ts';

type Parts = Foundation & Faces & Front & { gate: HookGate };

/** What decides sign-ins, and tells of them. */
interface Deciding {
  signIns: SignIns;
  ledger: Ledger;
  notifications: Notifications;
  /** From now on sign-ins are taken over from other instances. */
  takeOver: () => void;
}

/** Takes sign-ins over from the gate, which holds everyone until then. @returns the hook's address */
export async function startAnswering(
  ground: Ground,
  parts: Parts,
): Promise<{ hookUrl: string; notifications: Notifications }> {
  ground.onStep('the lists and the notification file');
  const deciding = await startDeciding(ground, parts);
  const hookUrl = await openGate(ground, parts, deciding);
  return { hookUrl, notifications: deciding.notifications };
}

async function startDeciding(ground: Ground, parts: Parts): Promise<Deciding> {
  const { config, secrets, log, stops } = ground;
  const { store, policy, people, cipher, optOuts, envoy, desk, instances, lobby, metrics } = parts;
  const { db } = store;
  const checks = await startChecks(
    {
      ...{ config, secrets, db, cipher, people, optOuts, log },
      keepUp: (table, refresh) => instances.keepUp(table, refresh),
      isShared: store.sessions.isShared,
      kiosks: metrics.counted(lobby.hub),
      rooms: lobby.rooms,
      vision: metrics.timed(parts.vision),
      isOursToWarn: () => store.sessions.hasDuty('lists'),
      onGuidance: (jobId, guidance) => desk.board.guided(jobId, guidance),
    },
    stops,
  );
  const notifications = await startNotify({
    ...{ config, secrets, db, log },
    cipher: desk.cipher,
    contacts: envoy.contacts,
    mayInvite: (claim) => desk.invitations.isWanted(claim),
    destinations: envoy.destinations,
    onEnd: (channel, outcome) => metrics.countMessage(channel, outcome),
    showsNumber: () => store.sessions.hasDuty('watching'),
  });
  desk.hostMessages.written = notifications.written;
  desk.invitations.written = notifications.written;
  stops.push(() => notifications.stop());
  const handOvers = instances.handOvers(lobby.hub, desk);
  // The last of the hooks may put something on record, too.
  const hooks = [notifications.ledgerHook, desk.board.ledgerHook, desk.expected.ledgerHook];
  const ledger = createLedger(db, [...hooks, learnProfileAtSignIn], recordVerdict);
  const signIns = new SignIns({
    others: handOvers.others,
    requires: (signIn) => policy.requires(signIn, checks),
    ledger,
    unstored: parts.gate.unstored,
    desk: desk.asking,
    deadlineMs: config.deadlineMs,
    log,
    onStarted: (signIn) => desk.board.started(signIn),
    onLeft: (jobId) => desk.board.left(jobId),
    onDecided: [
      (decision, _signIn, isFirst) => isFirst && metrics.countSignIn(decision),
      notifications.onDecided,
      (decision) => desk.decided(decision),
      (decision, signIn) => tellLobby(lobby.hub, decision, signIn),
    ],
  });
  desk.board.on('card', ({ jobId, seenAt }) => {
    if (seenAt !== null) lobby.hub.heldOver(jobId);
  });
  return { signIns, ledger, notifications, takeOver: () => handOvers.start(signIns) };
}

async function openGate(
  { config, secrets, sockets, log, onStep, stops }: Ground,
  { store, policy, envoy, desk, lobby, metrics, decides, gate }: Parts,
  { signIns, ledger, notifications, takeOver }: Deciding,
): Promise<string> {
  const { db, sessions } = store;
  const unread = unreadSignIns(log, { lobby, metrics }, notifications);
  const opened: { hook?: FastifyInstance; isStopping?: boolean } = {};
  let lastAnswer: Promise<unknown> = Promise.resolve();
  const unlessKept = (end: () => Promise<unknown>) => async () => {
    if (!gate.outlivesService) await end();
  };
  stops.push(
    () => unread.settled(),
    unlessKept(() => gate.unstored.stop()),
    unlessKept(async () => {
      await opened.hook?.close();
      await lastAnswer;
    }),
    () => signIns.stop(),
  );
  takeOver();
  stops.push(
    startWatching({
      ...{ config, secrets, db, signIns, notifications, policy, metrics, log },
      hub: lobby.hub,
      ownCalls: gate.ownCalls,
      isOurs: () => sessions.hasDuty('watching'),
      tellsOfScreens: () => sessions.hasDuty('screens'),
      keepsLists: () => sessions.hasDuty('lists'),
      checks: lobby.readiness,
      unstored: gate.unstored,
    }),
  );
  onStep('what was answered meanwhile');
  // The last that can fail: until then the gate holds everyone.
  const answering = {
    // A balancer leaves it while the last sign-ins are decided.
    decides: async () => !opened.isStopping && (await decides()),
    ...{ signIns, unread, installs: envoy.installs, arrivals: desk.expected },
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
  const listener = await gate.open(answering, { ledger, db, onStored });
  opened.hook = listener;
  stops.push(async () => void (opened.isStopping = true));
  // First of all: a call that comes from now on waits for the next process instead of being held by this one.
  if (sockets.hook !== undefined) {
    stops.push(unlessKept(async () => void (lastAnswer = stopAccepting(listener.server).ended)));
  }
  return originOf(listener.server.address()) + hookRoutes.signIn;
}

function unreadSignIns(
  log: Ground['log'],
  { lobby, metrics }: Pick<Parts, 'lobby' | 'metrics'>,
  notifications: Deciding['notifications'],
): UnreadSignIns {
  return new UnreadSignIns({
    tell: (decision, signIn, about) => {
      lobby.hub.held(signIn);
      return notifications.notifyUnstored(decision, signIn, about);
    },
    onDecided: (decision) => metrics.countSignIn(decision),
    log,
  });
}

/** A capture shows its visitor the result; this shows it to a visitor without a capture. */
function tellLobby(hub: Hub, { verdict, evidence }: Decision, signIn: SignInRequest): void {
  if ((evidence.frames ?? 0) > 0) return;
  if (verdict === 'review') hub.held(signIn);
  else hub.passed(signIn);
}
