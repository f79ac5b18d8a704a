import { writingProbe } from '#database';
import { searchesOf } from '../checks/watchlist.ts';
import { RecordCipher } from '../keys/record-cipher.ts';
import { notifyOfRestart } from '../notify/enrolled-people.ts';
import { startNotify, type Notifications } from '../notify/start-notify.ts';
import { Metrics, checkReadiness } from '../ops/metrics.ts';
import { Watchlist } from '../watchlist/watchlist.ts';
import { mayBeInvited } from '../desk/arrivals/enrolment-invitations.ts';
import { createDesk, type Desk } from '../desk/start-desk.ts';
import type { Biometrics } from './biometrics.ts';
import type { CoreServices, StartContext } from './core-services.ts';
import type { CallTroubleShown } from '../protocol/desk-messages.ts';
import type { EarlyHookListener } from './early-hook-listener.ts';
import { startInstances, type Instances } from './instances.ts';
import { startLobbyServer, type LobbyServer } from './lobby-server.ts';

/** The desk, the lobby screens, and their link to other instances. */
export interface WebInterfaces {
  desk: Desk;
  instances: Instances;
  lobby: LobbyServer;
  metrics: Metrics;
  notifications: Notifications;
  /** The watchlist that the checks have loaded. */
  watchlist: Watchlist;
  /** Whether this instance could let in a visitor who signs in now. */
  decides: () => Promise<boolean>;
}

export async function startWebInterfaces(
  { config, secrets, log, sockets, onStep, stops }: StartContext,
  {
    store,
    cipher,
    policy,
    optOuts,
    vision,
    people,
    envoy,
    earlyHook,
  }: CoreServices & Biometrics & { earlyHook: Pick<EarlyHookListener, 'calls'> },
): Promise<WebInterfaces> {
  const { db } = store;
  const trouble = () => shownTrouble(earlyHook.calls);
  onStep('the notification file');
  const metrics = new Metrics();
  const notifications = await startNotify({
    ...{ config, secrets, db, log },
    contacts: envoy.contacts,
    mayInvite: (claim) => mayBeInvited({ people, optOuts }, claim, new Date()),
    destinations: envoy.destinations,
    onEnd: (channel, outcome) => metrics.countMessage(channel, outcome),
    showsNumber: () => store.sessions.isLeaderFor('watching'),
  });
  stops.parts.push(() => notifications.stop());
  const watchlist = new Watchlist(db);
  const lists = { watchlist, searches: () => searchesOf(policy.settingsOf('watchlist')) };
  const desk = await createDesk({
    ...{ config, store, people, optOuts, notifications, trouble, lists, log },
  });
  const fingerprint = () => policy.fingerprint;
  const instances = await startInstances(
    { store, config, cipher: desk.cipher, policy: fingerprint, log },
    stops.parts,
  );
  instances.refreshOn('people_revision', () => people.refresh());
  onStep('the lobby listener');
  const onRestarted = notifyOfRestart(new RecordCipher(config.templateKeyFile));
  const readiness = { store: writingProbe(db), models: async () => vision.ready };
  const { isShared } = store.sessions;
  const needed = { ...readiness, ...(isShared && { store: async () => instances.isInTouch() }) };
  const decides = async () => Object.values(await checkReadiness(needed)).every(Boolean);
  const lobby = await startLobbyServer(
    {
      ...{ config, secrets, store, desk, instances, metrics, sockets, log },
      enrolment: { db, cipher, vision, people, optOuts, onRestarted },
      ...{ readiness, decides },
      wantsDocuments: () => policy.asksFor('identity_document'),
      needsTwoCameras: () =>
        policy.livenessInUse(config.liveness).some(({ mode }) => mode === 'two_cameras'),
    },
    stops.parts,
  );
  return { desk, instances, lobby, metrics, notifications, watchlist, decides };
}

/** Converts the trouble with Envoy's calls to the form that the desk shows. */
function shownTrouble({ trouble }: EarlyHookListener['calls']): CallTroubleShown | null {
  if (!trouble) return null;
  return { kind: trouble.kind, lastAt: 'lastAt' in trouble ? trouble.lastAt : null };
}
