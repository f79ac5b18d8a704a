import path from 'node:path';
import { pino, type Logger } from 'pino';
import { createDesk, startDeskPage } from '#server/desk/start-desk.ts';
import { EarlyHookListener } from '#server/app/early-hook-listener.ts';
import { startInstances } from '#server/app/instances.ts';
import { listenerOrigin } from '#server/app/listener-origin.ts';
import { StopSequence } from '#server/app/stop-sequence.ts';
import { databaseServerOf } from '#server/config/database-server.ts';
import { startNotify } from '#server/notify/start-notify.ts';
import { startDuties } from './duties.ts';
import { Forwarding } from '#server/envoy/forwarding.ts';
import { hookRoutes } from '#server/envoy/call-guards.ts';
import { Installs } from '#server/envoy/installs.ts';
import { UnreadSignIns } from '#server/envoy/unread-sign-ins.ts';
import { KioskRegistry } from '#server/kiosk/kiosk-registry.ts';
import { buildLobbyListener } from '#server/kiosk/lobby-listener.ts';
import { createPairing } from '#server/kiosk/pairing.ts';
import { keyInUse } from '#server/keys/keyring.ts';
import { health } from '#server/ops/metrics.ts';
import { Gallery } from '#server/people/gallery.ts';
import { systemClock } from '#server/platform/clock.ts';
import { noteSignedOut } from '#server/store/tables/sign-in-history.ts';
import { AnswerStore } from '#server/sign-in/answer-store.ts';
import { createLedger, recordVerdict } from '#server/sign-in/ledger.ts';
import { SignIns } from '#server/sign-in/sign-ins.ts';
import { openStore } from '#server/store/store.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { createVision } from '#server/vision/create-vision.ts';
import { hookSecret } from '../support/hook.ts';
import { freePort } from '../../lab/free-port.ts';
import { pictureCheck } from './picture-check.ts';
import { posingVision } from './posing-screen.ts';
import { approvalMark } from '../support/approval-mark.ts';

export interface InstanceOptions {
  databaseUrl: string;
  /** Contains the keys, which all instances share. */
  dataDir: string;
  deadlineMs?: number;
  graceMs?: number;
  protocol?: number;
  /** Where other instances reach it. Default: its own address; null: nowhere. */
  address?: string | null;
  /** Addresses for lobby screens, in addition to the instance's own. */
  lobbyOrigins?: string[];
  /** The fingerprint of its policy. */
  policy?: string;
  /** Whether it waits with its lobby screens until `publish`, as while it starts. Default: no. */
  isStarting?: boolean;
  askDesk?: boolean;
  /** How long its stop drains at least while others are alive. Default: no longer than a sign-in is held. */
  leastDrainMs?: number;
  /** Addresses for the channels of notify.yaml in the data folder. Default: no notifications. */
  notify?: Record<string, string>;
  /** Gives the instance the duties that one has for all, and sends its heartbeat to this address. */
  heartbeatUrl?: string;
  log?: Logger;
}

/** The whole service between Envoy, the lobby screens and the desk, without the models. Undoes a start that fails. */
export async function startInstance(options: InstanceOptions) {
  const level = process.env['TEST_LOG'] ?? 'silent';
  const log = options.log ?? pino({ level }, process.stderr);
  const hookPort = await freePort();
  const hook = new EarlyHookListener({
    config: {
      hook: { host: '127.0.0.1', port: hookPort },
    },
    secrets: [hookSecret],
    log,
  });
  const sequence = new StopSequence(hook, options.leastDrainMs ?? 0);
  try {
    return await startParts(options, { hook, hookPort, sequence, log });
  } catch (error) {
    await sequence.end();
    throw error;
  }
}

interface Frame {
  hook: EarlyHookListener;
  hookPort: number;
  sequence: StopSequence;
  log: Logger;
}

async function startParts(options: InstanceOptions, { hook, hookPort, sequence, log }: Frame) {
  const { databaseUrl, dataDir, deadlineMs = 20_000, graceMs = 5000, askDesk = false } = options;
  const clock = systemClock;
  const stops = sequence.parts;
  const onClose = (stop: () => Promise<void>) => void stops.push(stop);
  const databaseServer = databaseServerOf(databaseUrl);
  const databaseFile = path.join(dataDir, 'vestibule.sqlite');
  const store = await openStore({ databaseFile, databaseServer, closeTimeoutMs: 500 });
  sequence.store.push(() => store.close());
  const { db } = store;
  const { address = `http://127.0.0.1:${hookPort}` } = options;
  const config = {
    instanceAddress: address,
    lobby: { host: '127.0.0.1', port: 0, origins: options.lobbyOrigins ?? [], tls: null },
    kiosk: { askFirst: false, graceMs },
    desk: { oidc: null, receptionOffers: false, seesCamera: true },
    liveness: 'passive' as const,
    templateKeyFile: path.join(dataDir, 'template.key'),
    optOutKeyFile: path.join(dataDir, 'opt-out.key'),
    erasureRegisterFile: path.join(dataDir, 'erasures.txt'),
    auditSealFile: path.join(dataDir, 'audit.seal'),
    notifyFile: path.join(dataDir, 'notify.yaml'),
    notifyCopyFile: path.join(dataDir, 'notify.in-force.yaml'),
    databaseFile,
  };
  const cipher = await openTemplateCipher(db, config.templateKeyFile);
  const { model } = await createVision({ engine: 'onnx', visionWorkers: 1 }, log, null);
  const people = new Gallery({ db, cipher, model });
  const nobody = { has: async () => false };
  const optOuts = { ...nobody, within: () => nobody };
  const desk = await createDesk({ config, store, people, optOuts, log, clock });
  const protocol = options.protocol === undefined ? {} : { protocol: options.protocol };
  const instances = await startInstances(
    {
      ...{ store, config, cipher: desk.cipher, log, ...protocol },
      policy: () => options.policy ?? null,
    },
    onClose,
  );
  instances.refreshOn('people_revision', () => people.refresh());
  const times = { refreshMs: 200, outcomeHoldMs: 0 };
  const kioskRegistry = new KioskRegistry({
    db,
    config,
    logger: log,
    times,
    remoteKiosks: instances.remoteKiosks,
    instanceId: instances.id,
  });
  await kioskRegistry.start();
  instances.follow(kioskRegistry);
  const pairing = createPairing({ db });
  const lobby = await buildLobbyListener({ config, pairing, kioskRegistry, logger: log });
  const enrolment = { db, cipher, vision: posingVision(model), people, optOuts };
  const decides = async () => instances.isInTouch();
  const works = async () => true;
  await lobby.register(health, { checks: { store: works, models: works, kiosk: works }, decides });
  await startDeskPage(
    {
      listener: lobby,
      config,
      oidcSecret: null,
      desk,
      kioskRegistry,
      store,
      enrolment,
      others: instances.others,
      log,
      clock,
      examine: async () => [],
    },
    onClose,
  );
  stops.push(() => lobby.close());
  const lobbyUrl = await lobby.listen(config.lobby);
  const notifications = await startNotify({
    config,
    secrets: { notify: options.notify ?? {} },
    db,
    log,
  });
  stops.push(() => notifications.stop());
  const otherInstances = instances.shareSignIns(kioskRegistry, desk);
  const templateKey = await keyInUse(db, config.templateKeyFile);
  if (!otherInstances || !templateKey) throw new Error('It needs PostgreSQL.');
  const check = pictureCheck(kioskRegistry);
  const onDecided: string[] = [];
  const hooks = [notifications.ledgerHook, desk.board.ledgerHook];
  const ledger = createLedger(db, approvalMark, hooks, recordVerdict);
  const signIns = new SignIns({
    otherInstances,
    requires: (signIn) => ({ signIn, checks: [{ check, settings: {} }], askDesk }),
    ledger,
    decisionOutbox: hook.decisionOutbox,
    desk: desk.approvals,
    deadlineMs,
    log,
    onStarted: (signIn) => desk.started(signIn),
    onLeft: (jobId) => desk.board.underway.noteEnded(jobId),
    onDecided: [
      notifications.onDecided,
      (decision) => desk.board.noteDecided(decision),
      ({ jobId }) => void onDecided.push(jobId),
    ],
  });
  const installs = new Installs({ db, clock, onSetUp: () => {} });
  const listener = await hook.serveWith(
    {
      decides,
      signIns,
      unread: new UnreadSignIns({ tell: async () => {}, onDecided: () => {}, log }),
      installs,
      arrivals: { put: async () => {}, remove: async () => {} },
      signedOut: (entryId, at) => noteSignedOut(db, entryId, at),
      forwarding: new Forwarding({
        templateKey,
        secrets: [hookSecret],
        instanceId: instances.id,
        log,
      }),
    },
    new AnswerStore({ ledger, db }),
  );
  sequence.serve({ signIns, instances });
  const hookUrl = listenerOrigin(listener.server.address()) + hookRoutes.signIn;
  if (!options.isStarting) instances.publish();
  const { heartbeatUrl } = options;
  if (heartbeatUrl !== undefined) {
    const watched = { store, config, kioskRegistry, signIns, notifications, log, heartbeatUrl };
    stops.push(...(await startDuties(watched)));
  }
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= sequence.end());
  const urls = { hookUrl, lobbyUrl };
  const leave = () => instances.leave();
  return {
    ...urls,
    leave,
    publish: () => instances.publish(),
    db,
    kioskRegistry,
    pairing,
    people,
    desk,
    signIns,
    check,
    onDecided,
    stop,
  };
}

export type TestInstance = Awaited<ReturnType<typeof startInstance>>;
