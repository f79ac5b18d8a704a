import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { EnvoyCalls } from '../envoy/envoy-calls.ts';
import { type OwnCalls, hookRoutes } from '../envoy/call-guards.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import { systemClock, type Clock } from '../platform/clock.ts';
import type { Notifications } from '../notify/start-notify.ts';
import { vestibule } from '../platform/operator-error.ts';
import { placesWithSeveralKiosks } from '../kiosk/kiosks-serving.ts';
import type { Db } from '../store/schema.ts';
import { countMessages } from '../store/tables/outbox.ts';
import { Heartbeat } from './heartbeat.ts';
import { checkReadiness, type ReadinessChecks, type Metrics } from './metrics.ts';
import { KioskWatch } from './kiosk-watch.ts';
import { TunnelWatch } from './tunnel-watch.ts';
import { ListFollower } from '../watchlist/follow/follower.ts';
import { listStatuses } from '../watchlist/follow/list-status.ts';
import { ListWatch } from './list-watch.ts';
import { watchCalls } from './call-watch.ts';

interface Watched {
  config: Pick<Config, 'publicUrl'>;
  secrets: Pick<Secrets, 'heartbeatUrl'>;
  db: Db;
  kioskRegistry: KioskRegistry;
  signIns: { readonly held: number };
  notifications: Notifications;
  policy: { readonly isFollowed: boolean };
  checks: ReadinessChecks;
  ownCalls: OwnCalls;
  calls: EnvoyCalls;
  metrics: Metrics;
  /** Numbers of given answers that wait for the store and that were given up. */
  decisionOutbox: { readonly waiting: number; readonly lost: number };
  log: Logger;
  clock?: Clock;
  /** Whether this instance is the one that watches the tunnel and sends the heartbeat; default: yes. */
  isLeader?: () => Promise<boolean>;
  /** Whether it reports lobby screens; default: yes. */
  isKioskLeader?: () => Promise<boolean>;
  /** How long a lobby screen is gone before a message. Default: five minutes. */
  kioskGoneMs?: number;
  /** Whether it fetches lists and reports overdue ones; default: yes. */
  isListLeader?: () => Promise<boolean>;
}

/** Starts metrics, heartbeat and the watches over tunnel, screens and lists. Returns a function that stops them. */
export function startWatching(watched: Watched): () => Promise<void> {
  const { secrets, db, metrics, log, clock = systemClock } = watched;
  const tunnel = watchTunnel(watched);
  const { alerts } = watched.notifications;
  const stopCalls = watchCalls({ calls: watched.calls, alerts, clock, log });
  const warned = warnOfSeveralScreens(watched);
  const kiosks = () => watched.kioskRegistry.status();
  watchMetrics(watched, tunnel, clock);
  const { isKioskLeader: isLeader, kioskGoneMs: goneAfterMs } = watched;
  const kioskWatch = new KioskWatch({
    kiosks,
    alerts,
    db,
    clock,
    log,
    ...(isLeader && { isLeader }),
    ...(goneAfterMs !== undefined && { goneAfterMs }),
  });
  kioskWatch.start();
  const stopLists = keepLists(watched, clock);
  const stopWatches = async () => {
    await warned;
    await stopCalls();
    await tunnel?.stop();
    await stopLists();
    await kioskWatch.stop();
  };
  const url = secrets.heartbeatUrl;
  if (url === null) return stopWatches;
  const heartbeat = new Heartbeat({
    url,
    obstacle: () => findObstacle(watched.checks, tunnel),
    kiosks,
    clock,
    log,
    ...(watched.isLeader && { isLeader: watched.isLeader }),
    onBeat: (outcome) => metrics.countHeartbeat(outcome),
  });
  heartbeat.start();
  return async () => {
    await heartbeat.stop();
    await stopWatches();
  };
}

/** Connects the metrics with their sources. */
function watchMetrics(watched: Watched, tunnel: TunnelWatch | null, clock: Clock): void {
  const { db, policy, notifications } = watched;
  watched.metrics.watch({
    kiosks: () => watched.kioskRegistry.status(),
    held: () => watched.signIns.held,
    decisionOutbox: () => watched.decisionOutbox,
    outbox: () => countMessages(db),
    readiness: () => checkReadiness(watched.checks),
    tunnel: tunnel && (() => !tunnel.isDead),
    watchlists: () => listStatuses(db, clock.now()),
    files: () => ({ policy: policy.isFollowed, notify: notifications.file.isFollowed }),
  });
}

/** Fetches followed lists and reports overdue ones. Returns a function that stops both. */
function keepLists({ db, log, ...watched }: Watched, clock: Clock): () => Promise<void> {
  const { isListLeader: isLeader, notifications } = watched;
  const ours = { db, clock, log, ...(isLeader && { isLeader }) };
  const { alerts } = notifications;
  const parts = [new ListFollower(ours), new ListWatch({ ...ours, alerts })];
  for (const part of parts) part.start();
  return async () => {
    for (const part of parts) await part.stop();
  };
}

/** Null where the external address of the tunnel is unknown. */
function watchTunnel(watched: Watched): TunnelWatch | null {
  const { config, ownCalls, log, clock = systemClock, isLeader } = watched;
  const { publicUrl } = config;
  if (publicUrl === null) return null;
  const url = publicUrl + hookRoutes.signIn;
  const watch = new TunnelWatch({ url, ownCalls, clock, log, ...(isLeader && { isLeader }) });
  watch.start();
  return watch;
}

/** Pairing says which screen checks which visitors. If several screens are ambiguous, somebody has to know. */
async function warnOfSeveralScreens({ db, log }: Watched): Promise<void> {
  try {
    for (const { locationId, screens } of await placesWithSeveralKiosks(db)) {
      log.warn(
        { fault: 'screens_unbound', locationId, screens: screens.length },
        `several lobby screens may serve one iPad, so the one that looks need not be beside it; see: ${vestibule} doctor`,
      );
    }
  } catch (error) {
    log.error({ err: error }, 'kiosk pairing cannot be read');
  }
}

/** A code for why a visitor who signs in now could not be checked, except for lobby screens; otherwise null. */
export async function findObstacle(
  { store, models }: ReadinessChecks,
  tunnel: TunnelWatch | null,
): Promise<string | null> {
  const works = Object.values(await checkReadiness({ store, models })).every(Boolean);
  if (!works) return 'not_ready';
  await tunnel?.settle();
  return tunnel?.isDead ? 'tunnel_dead' : null;
}
