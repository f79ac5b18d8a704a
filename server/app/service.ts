import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { recordEvent } from '../audit/record.ts';
import { startSealing } from '../audit/sealing.ts';
import { learnProfileAtSignIn } from '../checks/face/profile-claim.ts';
import { checkSettingsFor } from '../checks/registry.ts';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import { contactsFor } from '../envoy/installs.ts';
import { hookRoutes } from '../envoy/routes.ts';
import { startEnvoy } from '../envoy/start-envoy.ts';
import { UnreadSignIns } from '../envoy/unread-sign-ins.ts';
import type { Hub } from '../kiosk/hub.ts';
import type { Pairing } from '../kiosk/pairing.ts';
import { startNotify, type Notifications } from '../notify/start-notify.ts';
import { Metrics } from '../ops/metrics.ts';
import { startWatching } from '../ops/start-watching.ts';
import { eraseAgain } from '../people/erasure.ts';
import { ContentsCipher } from '../keys/message-cipher.ts';
import { OptOuts } from '../people/opt-outs.ts';
import { startPurging } from '../people/retention.ts';
import { stopAccepting, type HandedSockets } from '../platform/handed-sockets.ts';
import { PolicyKeeper } from '../policy/policy-keeper.ts';
import type { Decision } from '../sign-in/decision.ts';
import { createLedger, type LedgerHook } from '../sign-in/ledger.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import { SignIns } from '../sign-in/sign-ins.ts';
import { writingProbe } from '../store/can-write.ts';
import { lockDataFolder } from '../store/data-folder-lock.ts';
import type { Db } from '../store/schema.ts';
import { openStore, type Store } from '../store/store.ts';
import { noteSignedOut } from '../store/tables/sign-in-history.ts';
import { openTemplateCipher } from '../templates/open-cipher.ts';
import { createVision, type VisionPool } from '../vision/pool/vision-pool.ts';
import { startChecks } from './checks.ts';
import { startInstances } from './instances.ts';
import { createDesk } from './desk.ts';
import { startGallery } from './gallery.ts';
import { HookGate } from './hook-gate.ts';
import { startLobby, originOf } from './lobby.ts';

/** The running service, with what its operator is told about it. */
export interface Service {
  hookUrl: string;
  lobbyUrl: string;
  db: Db;
  hub: Hub;
  pairing: Pairing;
  policy: PolicyKeeper;
  notifications: Notifications;
  vision: VisionPool;
  /** Rejects, or is false, when only another process can mend the store. */
  isWell(): Promise<boolean>;
  /** Answers every held sign-in, then ends everything in the opposite order of its start. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** To listen on instead of ones of its own. */
  sockets?: HandedSockets;
  /** That answers Envoy already, and goes on when this start fails. Default: one of its own. */
  gate?: HookGate;
  /** Told what it is at, which may take its time. */
  onStep?: (step: string) => void;
}

/** Builds every part by hand, in the order in which they need one another, and starts them. */
export async function startService(
  config: Config,
  secrets: Secrets,
  log: Logger,
  options: StartOptions = {},
): Promise<Service> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    return { ...(await startAll(config, secrets, log, options, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(
  config: Config,
  secrets: Secrets,
  log: Logger,
  options: StartOptions,
  stops: (() => Promise<void>)[],
): Promise<Omit<Service, 'stop'>> {
  const { sockets = {}, onStep = () => {} } = options;
  const gate = options.gate ?? new HookGate({ config, secrets, sockets, log });
  onStep('the data folder and the database');
  const store = await startStore(config, log, stops);
  const { db } = store;
  onStep('the keys and the register of erasures');
  const cipher = await openTemplateCipher(db, config.templateKeyFile);
  await forgetAgain(store, config, log);
  onStep('the audit record, the retention and the policy');
  const sealing = { ...config, db, isOurs: () => store.sessions.hasDuty('sealing') };
  stops.push(await startSealing(sealing, log));
  stops.push(await startPurging(store, config, log));
  const policy = new PolicyKeeper({
    place: config.policy,
    known: checkSettingsFor(config),
    db,
    log,
  });
  stops.push(() => policy.stop());
  await policy.start();
  const optOuts = new OptOuts(db, config);
  // Its key is made, or missed, now and not at the first visitor.
  await optOuts.has({});
  const metrics = new Metrics();
  onStep('the face models');
  const pool = createVision(config, log);
  stops.push(() => pool.stop());
  await pool.start();
  onStep('the people enrolled, and what is set up in Envoy');
  const source = { db, cipher, model: pool.model };
  const { isShared: isTold } = store.sessions;
  const forgetting = { isTold, forgetAgain: () => forgetAgain(store, config, log) };
  const people = await startGallery(source, forgetting, log, stops);
  const envoy = await startEnvoy({ config, secrets, db, log });
  stops.push(() => envoy.stop());

  const enrolment = { db, cipher, vision: pool, people, optOuts };
  const chosen = () => envoy.installs.kiosks;
  const readiness = {
    store: writingProbe(db),
    models: async () => pool.ready,
  };
  const desk = await createDesk({ config, store, people, optOuts, log });
  const fingerprint = () => policy.fingerprint;
  const instances = await startInstances({ store, config, policy: fingerprint, log }, stops);
  instances.keepUp('people_revision', () => people.refresh());
  instances.keepUp('envoy_installs', () => envoy.installs.start());
  onStep('the lobby listener, the lists and who is told');
  const oidcSecret = secrets.deskOidc;
  const lobby = await startLobby(
    {
      desk,
      instances,
      config,
      oidcSecret,
      store,
      enrolment,
      chosen,
      metrics,
      readiness,
      sockets,
      log,
    },
    stops,
  );

  const kiosks = metrics.counted(lobby.hub);
  const vision = metrics.timed(pool);
  const checks = await startChecks(
    {
      config,
      secrets,
      db,
      isShared: store.sessions.isShared,
      cipher,
      people,
      optOuts,
      kiosks,
      vision,
      log,
      isOursToWarn: () => store.sessions.hasDuty('lists'),
      onGuidance: (jobId, guidance) => desk.board.guided(jobId, guidance),
      instances,
    },
    stops,
  );
  const notifications = await startNotify({
    config,
    secrets,
    db,
    log,
    cipher: desk.cipher,
    contacts: contactsFor,
    destinations: envoy.destinations,
    onEnd: (channel, outcome) => metrics.countMessage(channel, outcome),
  });
  stops.push(() => notifications.stop());
  const handOvers = instances.handOvers(lobby.hub, desk);
  const ledger = createLedger(
    db,
    [
      notifications.ledgerHook,
      desk.board.ledgerHook,
      desk.expected.ledgerHook,
      // It may put something on record, too, so it is the last of these.
      learnProfileAtSignIn,
    ],
    recordVerdict,
  );
  const signIns = new SignIns({
    others: handOvers.others,
    requires: (signIn) => policy.requires(signIn, checks),
    ledger,
    unstored: gate.unstored,
    desk: desk.asking,
    deadlineMs: config.deadlineMs,
    log,
    onStarted: (signIn) => desk.board.started(signIn),
    onLeft: (jobId) => desk.board.left(jobId),
    onDecided: [
      (decision) => metrics.countSignIn(decision),
      notifications.onDecided,
      (decision) => desk.board.decided(decision),
      (decision, signIn) => tellLobby(lobby.hub, decision, signIn),
    ],
  });
  desk.board.on('card', ({ jobId, seenAt }) => {
    if (seenAt !== null) lobby.hub.heldOver(jobId);
  });
  const { installs } = envoy;
  const { ownCalls } = gate;
  const unread = new UnreadSignIns({
    tell: (decision, signIn, about) => {
      lobby.hub.held(signIn);
      return notifications.notifyUnstored(decision, signIn, about);
    },
    onDecided: (decision) => metrics.countSignIn(decision),
    log,
  });
  stops.push(() => unread.settled());
  const arrivals = desk.expected;
  const signedOut = (entryId: string, at: Date | null) => noteSignedOut(db, entryId, at);
  const opened: { hook?: FastifyInstance } = {};
  let lastAnswer: Promise<unknown> = Promise.resolve();
  stops.push(
    () => gate.unstored.stop(),
    async () => {
      await opened.hook?.close();
      await lastAnswer;
    },
    () => signIns.stop(),
  );
  handOvers.start(signIns);
  const { hub, pairing } = lobby;
  stops.push(
    startWatching({
      config,
      secrets,
      db,
      hub,
      signIns,
      notifications,
      policy,
      ownCalls,
      isOurs: () => store.sessions.hasDuty('watching'),
      tellsOfScreens: () => store.sessions.hasDuty('screens'),
      checks: lobby.readiness,
      metrics,
      unstored: gate.unstored,
      log,
    }),
  );
  onStep('what was answered meanwhile');
  // The last that can fail: until then the gate holds everybody.
  const onStored = (decision: Decision) => {
    notifications.onDecided();
    desk.board.decided(decision);
  };
  const parts = { signIns, unread, installs, arrivals, signedOut };
  const listener = await gate.open(parts, { ledger, db, onStored });
  opened.hook = listener;
  // First of all: a call that comes from now on waits for the next process instead of being held by this one.
  if (sockets.hook !== undefined) {
    stops.push(async () => void (lastAnswer = stopAccepting(listener.server).ended));
  }
  const hookUrl = originOf(listener.server.address()) + hookRoutes.signIn;
  const isWell = () => store.isWell();
  const lobbyUrl = lobby.url;
  return { hookUrl, lobbyUrl, db, hub, pairing, policy, notifications, vision: pool, isWell };
}

/** A capture tells its visitor what came of it; whoever had none is told here. */
function tellLobby(hub: Hub, { verdict, evidence }: Decision, signIn: SignInRequest): void {
  if ((evidence.frames ?? 0) > 0) return;
  if (verdict === 'review') hub.held(signIn);
  else hub.passed(signIn);
}

async function startStore(
  config: Config,
  log: Logger,
  stops: (() => Promise<void>)[],
): Promise<Store> {
  const folder = lockDataFolder(config.dataDir);
  stops.push(async () => folder.release());
  const onDeath = () =>
    log.error('the database thread died, or the link to PostgreSQL broke; another one is made');
  const store = await openStore({ ...config, onDeath });
  stops.push(() => store.close());
  return store;
}

/** A database that was put back from a copy has people in it who were erased since. */
async function forgetAgain(
  { db }: Store,
  { erasureRegisterFile, templateKeyFile }: Config,
  log: Logger,
): Promise<void> {
  const messages = new ContentsCipher(templateKeyFile);
  const people = await eraseAgain(db, erasureRegisterFile, { actor: 'service', messages });
  if (people > 0) log.warn({ people }, 'erased once more, for the database was put back');
}

/**
 * Puts every verdict on record as it is stored. About the sign-in, not the person: whose it was
 * stands in the sign-in alone, where erasure empties it.
 */
export const recordVerdict: LedgerHook = async (transaction, { jobId, verdict, reason }) => {
  await recordEvent(transaction, {
    action: 'sign_in_decided',
    actor: 'service',
    subject: jobId,
    details: { verdict, reason },
  });
};
