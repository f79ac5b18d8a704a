import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { IssuersKeeper } from '../credentials/issuers-keeper.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import type { KioskPairing } from '../kiosk/pairing.ts';
import type { Notifications } from '../notify/start-notify.ts';
import type { HandedSockets } from '../platform/handed-sockets.ts';
import type { PolicyKeeper } from '../policy/policy-keeper.ts';
import { startDailyCheck } from '../store/daily-check.ts';
import type { Db } from '../store/schema.ts';
import { fetchMissingModels } from '../vision/installed-models.ts';
import type { VisionPool } from '#face';
import { startSignIns } from './start-sign-ins.ts';
import { startBiometrics } from './biometrics.ts';
import { FileReload } from '../platform/file-reload.ts';
import { SignsOfLife } from '../sign-in/signs-of-life.ts';
import { startCoreServices, type StartContext } from './core-services.ts';
import { startWebInterfaces } from './start-web-interfaces.ts';
import { EarlyHookListener } from './early-hook-listener.ts';
import { StopSequence } from './stop-sequence.ts';
import { startUpText, type StartUpFacts } from '../ops/start-up-text.ts';
import { countPeople } from '../store/tables/people.ts';

/** The running service with the facts that its operator sees. */
export interface Service {
  hookUrl: string;
  lobbyUrl: string;
  db: Db;
  kioskRegistry: KioskRegistry;
  pairing: KioskPairing;
  policy: PolicyKeeper;
  /** The issuers of health passes. */
  issuers: IssuersKeeper;
  notifications: Notifications;
  vision: VisionPool;
  /** Rejects or resolves to false when only another process can repair the store. */
  isWell(): Promise<boolean>;
  /** Resolves when another program has replaced the database, or damage was found: everything must be read again. */
  storeLost: Promise<Error>;
  /** Reads the files of the operator's again. Resolves when that is done; never rejects. */
  reload(): Promise<void>;
  /** Ends the service with its process. */
  stop(): Promise<void>;
  /** Ends a service that another one in this process follows. */
  makeWay(): Promise<void>;
}

export interface StartOptions {
  /** Opened sockets to listen on. Default: the service opens its own. */
  sockets?: HandedSockets;
  /** A listener that already answers Envoy and outlives a failed start. Default: the service makes one. */
  earlyHook?: EarlyHookListener;
  /** Called with the name of each start step, because a step may take long. */
  onStep?: (step: string) => void;
}

/** Builds every part explicitly, in the order of their dependencies, and starts them. */
export async function startService(
  config: Config,
  secrets: Secrets,
  log: Logger,
  options: StartOptions = {},
): Promise<Service> {
  const { sockets = {}, onStep = () => {} } = options;
  const earlyHook =
    options.earlyHook ?? new EarlyHookListener({ config, secrets: secrets.envoy, sockets, log });
  const stops = new StopSequence(earlyHook);
  let onStoreLost: StartContext['onStoreLost'] = () => {};
  const storeLost = new Promise<Error>((resolve) => (onStoreLost = resolve));
  const context: StartContext = { config, secrets, log, sockets, onStep, onStoreLost, stops };
  try {
    await earlyHook.applySettings(config, secrets);
    const coreServices = await startCoreServices(context);
    const { store: opened } = coreServices;
    const signsOfLife = new SignsOfLife({ store: opened, config, mark: earlyHook.waitingMark });
    await signsOfLife.start();
    stops.store.push(() => signsOfLife.stop());
    const biometrics = await startBiometrics(context, coreServices);
    const behind = { ...coreServices, ...biometrics, earlyHook, signsOfLife };
    const webInterfaces = await startWebInterfaces(context, behind);
    const parts = { ...behind, ...webInterfaces };
    const hookUrl = await startSignIns(context, parts);
    const { databaseFile } = config;
    if (!config.databaseServer)
      stops.parts.push(
        startDailyCheck({ store: opened, databaseFile, onDamaged: onStoreLost, log }),
      );
    const { store, policy, issuers, vision, lobby, notifications } = parts;
    const { url: lobbyUrl, kioskRegistry, pairing, logo } = lobby;
    const reloaded = [policy, issuers, notifications.file, ...(logo ? [logo] : [])];
    const files = new FileReload(reloaded, log);
    stops.parts.push(() => files.stop());
    const isWell = () => store.isWell();
    const { db } = store;
    const running = {
      hookUrl,
      lobbyUrl,
      db,
      kioskRegistry,
      pairing,
      policy,
      issuers,
      notifications,
      vision,
    };
    const ends = { stop: () => stops.end(), makeWay: () => stops.makeWay() };
    return { ...running, isWell, storeLost, reload: () => files.run(), ...ends };
  } catch (error) {
    await (options.earlyHook ? stops.makeWay() : stops.end());
    throw error;
  }
}

/** Fetches missing models, then tries once to start the service. */
export async function startWithModels(...parts: Parameters<typeof startService>): Promise<Service> {
  parts[3]?.onStep?.('the face models');
  await fetchMissingModels();
  return startService(...parts);
}

/** The text that the service prints when it is ready. */
export async function readyText(
  service: Service,
  config: Config,
  secrets: Secrets,
): Promise<string> {
  return startUpText(await factsOf(service, config), secrets);
}

async function factsOf(service: Service, { engine, liveness }: Config): Promise<StartUpFacts> {
  const { hookUrl, lobbyUrl, db, kioskRegistry, pairing, policy } = service;
  const taken = new Set(kioskRegistry.status().map(({ name }) => name.toLowerCase()));
  let name = 'Lobby';
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `Lobby ${number}`;
  // A code controls a lobby camera. So only people at a terminal who need a code get one.
  const isWanted = taken.size === 0 && process.stdout.isTTY;
  return {
    hookUrl,
    lobbyUrl,
    engine,
    liveness: policy.livenessInUse(liveness),
    rules: policy.rules,
    pairedKiosks: taken.size,
    pairing: isWanted ? await pairing.newCode({ name }) : { nextName: name },
    people: await countPeople(db),
  };
}
