import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { Hub } from '../kiosk/hub.ts';
import { systemClock, type Clock } from '../notify/clock.ts';
import type { Notifications } from '../notify/start-notify.ts';
import type { Db } from '../store/schema.ts';
import { countMessages } from '../store/tables/outbox.ts';
import { Heartbeat } from './heartbeat.ts';
import { whatWorks, type ReadinessChecks } from './health.ts';
import { KioskWatch } from './kiosk-watch.ts';
import type { Metrics } from './metrics.ts';

interface Watched {
  config: Pick<Config, 'heartbeat'>;
  secrets: Pick<Secrets, 'heartbeatUrl'>;
  db: Db;
  hub: Hub;
  signIns: { readonly held: number };
  notifications: Notifications;
  policy: { readonly isFollowed: boolean };
  checks: ReadinessChecks;
  metrics: Metrics;
  log: Logger;
  clock?: Clock;
}

/** Starts what notices that something is not alive: metrics, heartbeat, lobby screens. Returns how to stop. */
export function startWatching(watched: Watched): () => Promise<void> {
  const { config, secrets, db, hub, signIns, metrics, log, clock = systemClock } = watched;
  const { store, models } = watched.checks;
  const { alerts, file } = watched.notifications;
  const kiosks = () => hub.status();
  metrics.watch({
    kiosks,
    held: () => signIns.held,
    outbox: () => countMessages(db),
    readiness: () => whatWorks(watched.checks),
    files: () => ({ policy: watched.policy.isFollowed, notify: file.isFollowed }),
  });
  const kioskWatch = new KioskWatch({ kiosks, alerts, db, clock, log });
  kioskWatch.start();
  const url = secrets.heartbeatUrl;
  if (url === null) return () => kioskWatch.stop();
  const heartbeat = new Heartbeat({
    ...config.heartbeat,
    url,
    isReady: async () => Object.values(await whatWorks({ store, models })).every(Boolean),
    kiosks,
    clock,
    log,
    onBeat: (outcome) => metrics.countHeartbeat(outcome),
  });
  heartbeat.start();
  return async () => {
    await heartbeat.stop();
    await kioskWatch.stop();
  };
}
