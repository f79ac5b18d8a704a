import { writingProbe } from '#database';
import { startDeskPage } from '../../desk/start-desk.ts';
import { examineService } from '../../installation/diagnosis/examine-service.ts';
import { RecordCipher } from '../../keys/record-cipher.ts';
import { KioskRegistry } from '../../kiosk/kiosk-registry.ts';
import { buildLobbyListener } from '../../kiosk/lobby-listener.ts';
import { OfficeLogo } from '../../kiosk/office-logo.ts';
import { OperatorAccess, operatorRoutes } from '../../kiosk/operator-access.ts';
import { createPairing } from '../../kiosk/pairing.ts';
import { notifyOfRestart } from '../../notify/enrolled-people.ts';
import { checkReadiness, health, metricsRoute } from '../../ops/metrics.ts';
import { listenOn } from '../../platform/handed-sockets.ts';
import type { Needs } from '../app-context.ts';
import type { OnClose } from '../growing-context.ts';
import { listenerOrigin } from '../listener-origin.ts';

/** The lobby screens. */
export async function kiosks(
  { config, db, instances, policy, log }: Needs<'config' | 'db' | 'instances' | 'policy' | 'log'>,
  onClose: OnClose,
) {
  const kioskRegistry = new KioskRegistry({
    ...{ db, config, logger: log },
    instanceId: instances.id,
    remoteKiosks: instances.remoteKiosks,
    wantsDocuments: () => policy.asksFor('identity_document'),
    needsTwoCameras: () =>
      policy.livenessInUse(config.liveness).some(({ mode }) => mode === 'two_cameras'),
  });
  onClose(() => kioskRegistry.stop());
  await kioskRegistry.start();
  instances.follow(kioskRegistry);
  return { kioskRegistry };
}

/** What load balancers, monitoring and the heartbeat ask. */
export function readiness({
  store,
  vision,
  instances,
  kioskRegistry,
}: Needs<'store' | 'vision' | 'instances' | 'kioskRegistry'>) {
  const checks = { store: writingProbe(store.db), models: async () => vision.ready };
  const { isShared } = store.sessions;
  const needed = { ...checks, ...(isShared && { store: async () => instances.isInTouch() }) };
  const kiosk = async () =>
    kioskRegistry.status().some(({ connected, camera }) => connected && camera === 'ready');
  return {
    readiness: { ...checks, kiosk },
    decides: async () => Object.values(await checkReadiness(needed)).every(Boolean),
  };
}

/** The lobby listener, with everything that answers there. */
export async function lobbyListener(
  {
    config,
    secrets,
    log,
    sockets,
    store,
    desk,
    instances,
    metrics,
    kioskRegistry,
    ...needs
  }: Needs<
    | ('config' | 'secrets' | 'log' | 'sockets' | 'store' | 'desk' | 'instances' | 'metrics')
    | ('kioskRegistry' | 'readiness' | 'decides' | 'cipher' | 'vision' | 'people' | 'optOuts')
  >,
  onClose: OnClose,
) {
  const { db } = store;
  const { decides, cipher, vision, people, optOuts } = needs;
  const onRestarted = notifyOfRestart(new RecordCipher(config.templateKeyFile));
  const enrolment = { db, cipher, vision, people, optOuts, onRestarted };
  const pairing = createPairing({ db });
  const operator = new OperatorAccess(config.dataDir);
  const logoFile = config.kiosk.office?.logoFile;
  const logo = logoFile ? new OfficeLogo(logoFile, log) : null;
  const listener = await buildLobbyListener({
    ...{ config, pairing, kioskRegistry, logo, logger: log },
  });
  await listener.register(health, { checks: needs.readiness, decides });
  await listener.register(metricsRoute, { metrics, token: secrets.metricsToken });
  await listener.register(operatorRoutes, { kioskRegistry, operator });
  await startDeskPage(
    {
      ...{ listener, config, desk, kioskRegistry, store, enrolment, log },
      others: instances.others,
      oidcSecret: secrets.deskOidc,
      examine: () => examineService({ config, secrets }),
    },
    onClose,
  );
  onClose(() => listener.close());
  onClose(() => operator.close());
  await listenOn(listener, 'lobby', config.lobby, sockets);
  const url = listenerOrigin(listener.server.address(), config.lobby.tls ? 'https' : 'http');
  await operator.open(url);
  return { lobbyUrl: `${url}/`, pairing, logo };
}
