import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import { startUpText, type StartUpFacts } from '../ops/start-up-text.ts';
import type { HandedSockets } from '../platform/handed-sockets.ts';
import { countPeople } from '../store/tables/people.ts';
import { fetchMissingModels } from '../vision/installed-models.ts';
import type { AppContext, AppInput } from './app-context.ts';
import { buildAppContext } from './build-app-context.ts';
import { EarlyHookListener } from './early-hook-listener.ts';
import { StopSequence } from './stop-sequence.ts';

type Shown = 'hookUrl' | 'lobbyUrl' | 'db' | 'kioskRegistry' | 'pairing' | 'policy' | 'issuers';

/** The running service with the facts that its operator sees. */
export interface Service extends Pick<AppContext, Shown | 'notifications' | 'vision'> {
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

/** Starts every part in the order of their dependencies. Undoes a start that fails. */
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
  let onStoreLost: AppInput['onStoreLost'] = () => {};
  const storeLost = new Promise<Error>((resolve) => (onStoreLost = resolve));
  try {
    await earlyHook.applySettings(config, secrets);
    const input: AppInput = { config, secrets, log, sockets, earlyHook, onStoreLost };
    const app = await buildAppContext(input, stops, onStep);
    stops.serve(app);
    return {
      ...app,
      storeLost,
      isWell: () => app.store.isWell(),
      reload: () => app.files.run(),
      stop: () => stops.end(),
      makeWay: () => stops.makeWay(),
    };
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
