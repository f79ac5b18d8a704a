import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import { buildLobbyListener } from '../kiosk/lobby-listener.ts';
import type { Secrets } from '../config/secrets.ts';
import { examineService } from '../installation/diagnosis/examine-service.ts';
import { OfficeLogo } from '../kiosk/office-logo.ts';
import { OperatorAccess, operatorRoutes } from '../kiosk/operator-access.ts';
import { createPairing, type KioskPairing } from '../kiosk/pairing.ts';
import { health, type ReadinessChecks, metricsRoute, type Metrics } from '../ops/metrics.ts';
import type { Enrolment } from '../people/photos.ts';
import { listenOn, type HandedSockets } from '../platform/handed-sockets.ts';
import type { Store } from '../store/store.ts';
import { startDeskPage, type Desk } from '../desk/start-desk.ts';
import type { Instances } from './instances.ts';

interface Deps {
  config: Config;
  secrets: Secrets;
  store: Store;
  enrolment: Enrolment;
  desk: Desk;
  metrics: Metrics;
  /** Readiness checks of the parts outside the lobby. */
  readiness: Omit<ReadinessChecks, 'kiosk'>;
  decides: () => Promise<boolean>;
  /** Whether any rule in force requires identity documents. */
  wantsDocuments: () => boolean;
  needsTwoCameras: () => boolean;
  sockets: HandedSockets;
  instances: Pick<Instances, 'id' | 'remoteKiosks' | 'follow' | 'others'>;
  log: Logger;
}

/** The started lobby listener, with everything that answers there. */
export interface LobbyServer {
  url: string;
  kioskRegistry: KioskRegistry;
  pairing: KioskPairing;
  readiness: ReadinessChecks;
  /** Null where no setting names one. */
  logo: OfficeLogo | null;
}

/** @param stops collects the functions that stop each part, in the order of their start */
export async function startLobbyServer(
  { config, secrets, store, enrolment, desk, instances, metrics, sockets, log, ...parts }: Deps,
  stops: (() => Promise<void>)[],
): Promise<LobbyServer> {
  const { db } = enrolment;
  const { id: instanceId, remoteKiosks } = instances;
  const { wantsDocuments, needsTwoCameras } = parts;
  const wishes = { wantsDocuments, needsTwoCameras };
  const deps = { db, config, instanceId, remoteKiosks, ...wishes, logger: log };
  const kioskRegistry = new KioskRegistry(deps);
  stops.push(() => kioskRegistry.stop());
  await kioskRegistry.start();
  instances.follow(kioskRegistry);
  const readiness = {
    ...parts.readiness,
    kiosk: async () =>
      kioskRegistry.status().some((kiosk) => kiosk.connected && kiosk.camera === 'ready'),
  };
  const pairing = createPairing({ db });
  const operator = new OperatorAccess(config.dataDir);
  const logoFile = config.kiosk.office?.logoFile;
  const logo = logoFile ? new OfficeLogo(logoFile, log) : null;
  const listener = await buildLobbyListener({
    ...{ config, pairing, kioskRegistry, logo },
    logger: log,
  });
  await listener.register(health, { checks: readiness, decides: parts.decides });
  await listener.register(metricsRoute, { metrics, token: secrets.metricsToken });
  await listener.register(operatorRoutes, { kioskRegistry, operator });
  await startDeskPage(
    {
      ...{ listener, config, desk, kioskRegistry, store, enrolment, log },
      others: instances.others,
      oidcSecret: secrets.deskOidc,
      examine: () => examineService({ config, secrets }),
    },
    stops,
  );
  stops.push(
    () => listener.close(),
    () => operator.close(),
  );
  await listenOn(listener, 'lobby', config.lobby, sockets);
  const url = listenerOrigin(listener.server.address(), config.lobby.tls ? 'https' : 'http');
  await operator.open(url);
  return { url: `${url}/`, kioskRegistry, pairing, readiness, logo };
}

/** The origin under which this machine reaches a listener; loopback if the listener is bound to every address. */
export function listenerOrigin(bound: AddressInfo | string | null, scheme = 'http'): string {
  if (bound === null || typeof bound === 'string') throw new Error('not listening on a port');
  const { family, address, port } = bound;
  const isEvery = address === '0.0.0.0' || address === '::';
  const host = isEvery ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `${scheme}://${host}:${port}`;
}
