import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { sql } from 'kysely';
import { startSealing } from './audit/start-sealing.ts';
import { recordVerdict } from './audit/verdicts.ts';
import { allChecks, checkSettings } from './checks/registry.ts';
import { createFaceCheck } from './checks/face.ts';
import { createLockOut } from './checks/face/lock-out.ts';
import { createHealthPassCheck } from './checks/health-pass.ts';
import { createRemoteListCheck } from './checks/remote-list.ts';
import { createSharedCaptures } from './checks/shared-capture.ts';
import { createWatchlistCheck } from './checks/watchlist.ts';
import type { Config } from './config/config.ts';
import type { Secrets } from './config/secrets.ts';
import { enrolmentRoute } from './enrolment/enrolment-route.ts';
import { OperatorAccess } from './enrolment/operator-access.ts';
import { createCodeReader } from './credentials/codes/code-reader.ts';
import { contactsFor } from './envoy/installs.ts';
import { buildHookListener } from './envoy/hook-listener.ts';
import { startEnvoy } from './envoy/start-envoy.ts';
import { Hub } from './kiosk/hub.ts';
import { buildLobbyListener } from './kiosk/lobby-listener.ts';
import { createPairing, type Pairing } from './kiosk/pairing.ts';
import { testCaptureRoute } from './kiosk/test-capture-route.ts';
import { startNotify } from './notify/start-notify.ts';
import { health } from './ops/health.ts';
import { Metrics, metricsRoute } from './ops/metrics.ts';
import { startWatching } from './ops/start-watching.ts';
import { Gallery } from './people/gallery.ts';
import { OptOuts } from './people/opt-outs.ts';
import { startPurging } from './people/start-purging.ts';
import { PolicyKeeper } from './policy/policy-keeper.ts';
import { createLedger } from './sign-in/ledger.ts';
import { SignIns } from './sign-in/sign-ins.ts';
import { lockDataFolder } from './store/data-folder-lock.ts';
import { openTemplateCipher } from './store/template-keys/open-cipher.ts';
import type { Db } from './store/schema.ts';
import { openStore, type Store } from './store/store.ts';
import { createVision } from './vision/create-vision.ts';
import type { VisionPool } from './vision/pool/vision-pool.ts';
import { startWatchlist } from './watchlist/start-watchlist.ts';

const forgetEveryMs = 30_000;

/** The running service, with what its operator is told about it. */
export interface Service {
  hookUrl: string;
  lobbyUrl: string;
  db: Db;
  hub: Hub;
  pairing: Pairing;
  policy: PolicyKeeper;
  vision: VisionPool;
  /** Answers every held sign-in, then ends everything in the opposite order of its start. */
  stop(): Promise<void>;
}

/** Builds every part by hand, in the order in which they need one another, and starts them. */
export async function startService(
  config: Config,
  secrets: Secrets,
  log: Logger,
): Promise<Service> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    return { ...(await startParts(config, secrets, log, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  config: Config,
  secrets: Secrets,
  log: Logger,
  stops: (() => Promise<void>)[],
): Promise<Omit<Service, 'stop'>> {
  const folder = lockDataFolder(config.dataDir);
  stops.push(async () => folder.release());
  const store = await openStore({
    databaseFile: config.databaseFile,
    onDeath: () => log.fatal('the database thread died'),
  });
  stops.push(() => store.close());
  const cipher = await openTemplateCipher(store.db, config.templateKeyFile);
  stops.push(await startSealing({ ...config, db: store.db }, log));
  stops.push(await startPurging(store, config, log));
  const place = config.policy;
  const policy = new PolicyKeeper({ place, known: checkSettings, db: store.db, log });
  stops.push(() => policy.stop());
  await policy.start();
  const vision = createVision(config, log);
  stops.push(() => vision.stop());
  await vision.start();
  const gallery = new Gallery({ db: store.db, cipher, model: vision.model });
  await gallery.refresh();
  // Whoever was erased by a command leaves this process's memory too, sign-in or not.
  const forgetting = setInterval(() => {
    gallery.refresh().catch((err: unknown) => log.error({ err }, 'the gallery cannot be read'));
  }, forgetEveryMs);
  stops.push(async () => clearInterval(forgetting));

  const envoy = await startEnvoy({ config, secrets, db: store.db, log });
  stops.push(() => envoy.stop());
  const chosen = () => envoy.installs.kiosks;
  const hub = new Hub({ db: store.db, config, chosen, logger: log });
  stops.push(() => hub.stop());
  await hub.start();
  const pairing = createPairing({ db: store.db });
  const lobby = await buildLobbyListener({ config, pairing, hub, logger: log });
  const checks = readiness(store, vision, hub);
  await lobby.register(health, { checks });
  const metrics = new Metrics();
  await lobby.register(metricsRoute, { metrics });
  const optOuts = new OptOuts(store.db, config.optOutKeyFile);
  await optOuts.has({});
  const operator = new OperatorAccess(config.dataDir);
  await lobby.register(enrolmentRoute, {
    enrolment: { db: store.db, cipher, vision, people: gallery, optOuts },
    hub,
    operator,
    needsLiveness: config.liveness !== 'off',
    greeting: config.kiosk.greeting,
  });
  await lobby.register(testCaptureRoute, { hub, operator });
  stops.push(
    () => lobby.close(),
    () => operator.close(),
  );
  await lobby.listen(config.lobby);
  const lobbyUrl = originOf(lobby.server.address(), config.lobby.tls ? 'https' : 'http');
  await operator.open(lobbyUrl);

  const listed = { db: store.db, cipher, model: vision.model };
  const { watchlist, watchedFaces, ...lists } = await startWatchlist(
    listed,
    config.watchlistDays,
    log,
  );
  stops.push(() => lists.stop());
  const captures = createSharedCaptures(metrics.counted(hub));
  const codes = createCodeReader();
  stops.push(() => codes.stop());
  const face = createFaceCheck({
    people: gallery,
    optOuts,
    lockOut: createLockOut(store.db),
    captures,
    vision: metrics.timed(vision),
    engine: config.engine,
    liveness: config.liveness,
    greeting: config.kiosk.greeting,
    watchedFaces,
  });
  const signInChecks = allChecks({
    face,
    health_pass: createHealthPassCheck({ db: store.db, captures, optOuts, codes }),
    remote_list: createRemoteListCheck({ secret: secrets.remoteList }),
    watchlist: createWatchlistCheck(watchlist),
  });
  const notifications = await startNotify({
    destinations: envoy.destinations,
    ...{ config, secrets, db: store.db, log, contacts: contactsFor },
    onEnd: (channel, outcome) => metrics.countMessage(channel, outcome),
  });
  stops.push(() => notifications.stop());
  const ledger = createLedger(store.db, [recordVerdict, notifications.alongside]);
  const signIns = new SignIns({
    requires: (signIn) => policy.requires(signIn, signInChecks),
    ledger,
    deadlineMs: config.deadlineMs,
    log,
    onDecided: [(decision) => metrics.countSignIn(decision), notifications.onDecided],
  });
  const { visitorLog } = config.envoy;
  const { installs } = envoy;
  const hooks = { signIns, secrets: secrets.envoy, installs, visitorLog };
  const hook = await buildHookListener({ ...hooks, log });
  stops.push(
    () => hook.close(),
    () => signIns.stop(),
  );
  await hook.listen(config.hook);
  const alive = { config, secrets, db: store.db, hub, signIns, notifications, checks };
  stops.push(startWatching({ ...alive, metrics, log }));
  return {
    hookUrl: `${originOf(hook.server.address())}/envoy/sign-in`,
    lobbyUrl: `${lobbyUrl}/`,
    db: store.db,
    hub,
    pairing,
    policy,
    vision,
  };
}

function readiness(store: Store, vision: VisionPool, hub: Hub) {
  return {
    store: async () => (await sql`select 1`.execute(store.db)).rows.length === 1,
    models: async () => vision.ready,
    kiosk: async () => hub.status().some((kiosk) => kiosk.connected && kiosk.camera === 'ready'),
  };
}

/** Where this machine itself reaches a listener; one that is bound to every address, on loopback. */
function originOf(bound: AddressInfo | string | null, scheme = 'http'): string {
  if (bound === null || typeof bound === 'string') throw new Error('not listening on a port');
  const { family, address, port } = bound;
  const isEvery = address === '0.0.0.0' || address === '::';
  const host = isEvery ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `${scheme}://${host}:${port}`;
}
