import closeWithGrace from 'close-with-grace';
import { loadConfig, type Config } from './config/config.ts';
import { readEnvironment } from './config/environment.ts';
import { loadSecrets } from './config/secrets.ts';
import { takeHandedSockets } from './platform/handed-sockets.ts';
import { sentenceForOperator } from './platform/operator-error.ts';
import { createLogger } from './ops/logging.ts';
import { createServiceManager } from './ops/service-manager.ts';
import { startUpText, type StartUpFacts } from './ops/start-up-text.ts';
import { startService, type Service } from './app/service.ts';
import { countPeople } from './store/tables/people.ts';
import { modelsDir } from './vision/pool/vision-pool.ts';
import { fetchModels, verifyModels } from './vision/models/fetch-models.ts';

/**
 * Signals of native code that cannot go on. With a handler in JavaScript the instruction at fault is
 * run again and again: the process would hang, hold the data folder and answer nobody, instead of
 * ending and being started anew.
 */
const crashes = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV'] as const;

try {
  await main();
} catch (error) {
  // What an operator can mend is a sentence; anything else is a fault of ours and shows where.
  const sentence = sentenceForOperator(error);
  if (sentence === null) throw error;
  process.stderr.write(`Vestibule did not start. ${sentence}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const env = readEnvironment();
  const sockets = takeHandedSockets(env);
  const config = loadConfig(env);
  const secrets = loadSecrets(env, config.dataDir);
  const log = createLogger(config.logLevel);
  await haveModels();
  const ending = new AbortController();
  let isWaiting = false;
  const starting = startService(config, secrets, log, {
    sockets,
    signal: ending.signal,
    onAway: async (sentence) => {
      isWaiting = true;
      process.stderr.write(`Visitors are held until the database answers. ${sentence}\n`);
      await manager.ready('waiting for the database; visitors are held');
    },
  });
  const manager = createServiceManager({
    env,
    // Another process would wait as well.
    isWell: async () => isWaiting || (await starting).isWell(),
    log,
  });
  // The default delay of 10 s would cut off sign-ins that are still being stored.
  const delay = config.deadlineMs + 5000;
  // From now on, and not from when it is ready: it holds sign-ins before it has said so.
  closeWithGrace({ delay, logger: false, skip: [...crashes] }, async ({ signal, err }) => {
    if (err) log.fatal({ err }, 'stopping after a fault');
    else log.info({ signal }, 'stopping');
    await manager.stopping();
    ending.abort();
    const started = await starting.catch(() => null);
    await started?.stop();
  });
  const service = await starting;
  isWaiting = false;
  process.stdout.write(startUpText(await factsOf(service, config), secrets));
  await manager.ready('ready for sign-ins');
}

async function haveModels(): Promise<void> {
  const states = await verifyModels(modelsDir);
  if (states.every(({ state }) => state === 'intact')) return;
  process.stdout.write('Fetching the face models, once ...\n');
  await fetchModels(modelsDir);
}

async function factsOf(service: Service, { engine, liveness }: Config): Promise<StartUpFacts> {
  const { hookUrl, lobbyUrl, db, hub, pairing, policy } = service;
  const taken = new Set(hub.status().map(({ name }) => name.toLowerCase()));
  let name = 'Lobby';
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `Lobby ${number}`;
  // Whoever has a code gets a camera of the lobby: none is made but for a person who looks and needs it.
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
