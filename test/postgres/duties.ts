import type { Logger } from 'pino';
import { startSealing } from '#server/audit/sealing.ts';
import { EnvoyCalls } from '#server/envoy/envoy-calls.ts';
import { OwnCalls } from '#server/envoy/call-guards.ts';
import type { KioskRegistry } from '#server/kiosk/kiosk-registry.ts';
import type { Notifications } from '#server/notify/start-notify.ts';
import { Metrics } from '#server/ops/metrics.ts';
import { startWatching } from '#server/ops/start-watching.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { Store } from '#server/store/store.ts';

/** Factor by which this clock runs faster. All instances on a machine agree on its time. */
const faster = 60;
const from = Date.UTC(2026, 0, 1);

const fastClock: Clock = {
  now: () => new Date(from + (performance.timeOrigin + performance.now() - from) * faster),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds / faster);
    return () => clearTimeout(timer);
  },
};

interface Deps {
  store: Store;
  config: { templateKeyFile: string; auditSealFile: string };
  kioskRegistry: KioskRegistry;
  signIns: { readonly held: number };
  notifications: Notifications;
  heartbeatUrl: string;
  log: Logger;
}

/** Starts the duties that one instance has for all, with a minute in each second. Returns how to stop them. */
export async function startDuties({
  store,
  config,
  heartbeatUrl,
  ...watched
}: Deps): Promise<(() => Promise<void>)[]> {
  const { db, sessions } = store;
  const isLeader = () => sessions.isLeaderFor('sealing');
  const stopWatching = startWatching({
    kioskGoneMs: 60_000,
    ...watched,
    db,
    config: { publicUrl: null },
    secrets: { heartbeatUrl },
    policy: { isFollowed: true },
    checks: {
      store: async () => (await db.selectFrom('kiosks').select('id').execute()).length > 0,
      models: async () => true,
      kiosk: async () => true,
    },
    ownCalls: new OwnCalls(),
    calls: new EnvoyCalls(),
    metrics: new Metrics(),
    decisionOutbox: { waiting: 0, lost: 0 },
    clock: fastClock,
    isLeader: () => sessions.isLeaderFor('watching'),
    isKioskLeader: () => sessions.isLeaderFor('screens'),
  });
  return [await startSealing({ ...config, db, isLeader }, watched.log), stopWatching];
}
