import closeWithGrace from 'close-with-grace';
import { HookGate } from './app/hook-gate.ts';
import { keepRunning } from './app/keep-running.ts';
import { keepStarting } from './app/keep-starting.ts';
import type { Service } from './app/service.ts';
import type { StartNotices } from './notify/start-notices.ts';
import { loadConfig, readConfig, type Config } from './config/config.ts';
import { readEnvironment } from './config/environment.ts';
import { loadSecrets, readSecrets, type Secrets } from './config/secrets.ts';
import { takeHandedSockets } from './platform/handed-sockets.ts';
import { sentenceForOperator } from './platform/operator-error.ts';
import { createLogger } from './ops/logging.ts';
import { createServiceManager } from './ops/service-manager.ts';

/**
 * Signals of native code that cannot go on. With a handler in JavaScript the instruction at fault is
 * run again and again: the process would hang, hold the data folder and answer no one, instead of
 * ending and being started again.
 */
const crashes = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV'] as const;

try {
  await main();
} catch (error) {
  // What an operator can mend is a sentence; anything else is a fault of ours and shows where.
  const sentence = sentenceForOperator(error);
  if (sentence === null) throw error;
  process.stderr.write(
    `Vestibule did not start. ${sentence}\nUntil it does, nobody answers Envoy, which then lets every visitor in.\n`,
  );
  process.exit(1);
}

async function main(): Promise<void> {
  const env = readableEnvironment();
  const sockets = takeHandedSockets(env);
  // As far as they can be read, for the gate; whatever is wrong with them is said by each try to start.
  const { config } = readConfig(env);
  const { secrets } = readSecrets(env, config.dataDir);
  const log = createLogger(config.logLevel);
  const gate = new HookGate({ config, secrets, sockets, log });
  await gate.holdEverybody();
  const ending = new AbortController();
  const { signal } = ending;
  const running: { service: Service | null; settled?: { config: Config; secrets: Secrets } } = {
    service: null,
  };
  // While it starts, another process would wait as well.
  const isWell = async () => running.service?.isWell() ?? true;
  const manager = createServiceManager({ env, isWell, log });
  let notices: Promise<StartNotices> | undefined;
  const startNotices = () => {
    // Read only now, too.
    const module = import('./notify/start-notices.ts');
    return (notices ??= module.then((loaded) => new loaded.StartNotices({ config, secrets, log })));
  };
  const start = () =>
    keepStarting({
      log,
      signal,
      onStuck: (step, since) => void startNotices().then((each) => each.stuck(step, since)),
      start: async (onStep) => {
        onStep('the settings and the secrets');
        const settled = loadSettled();
        running.settled = settled;
        // Read only now: it takes several times as long as what the gate needs.
        const { startWhole } = await import('./app/service.ts');
        return startWhole(settled.config, settled.secrets, log, { gate, sockets, onStep });
      },
      onTrouble: (sentence) => {
        process.stderr.write(`Visitors are held until this is mended. ${sentence}\n`);
        void manager.ready(`visitors are held, it cannot start: ${sentence}`);
      },
    });
  const announced = manager.ready('starting; visitors are held');
  const onReady = async (service: Service) => {
    running.service = service;
    const { settled } = running;
    await announced;
    await manager.ready('ready for sign-ins');
    await (await startNotices()).done(service.notifications.alerts);
    const { readyText } = await import('./app/service.ts');
    if (!settled) return;
    process.stdout.write(
      // Whatever goes wrong here ends nothing.
      await readyText(service, settled.config, settled.secrets).catch(
        () => 'Vestibule is ready.\n',
      ),
    );
  };
  const onStartingAgain = (sentence: string) => {
    running.service = null;
    void manager.ready(`visitors are held, starting again: ${sentence}`);
    // A socket that was handed over is closed with its listener, so another process has to take it.
    if (sockets.lobby !== undefined) process.kill(process.pid, 'SIGTERM');
  };
  const ended = keepRunning({ start, gate, onReady, onStartingAgain, signal, log });
  // The default delay of 10 s would cut off sign-ins that are still being stored.
  const delay = config.deadlineMs + 5000;
  // From now on, and not from when it is ready: it holds sign-ins before it has said so.
  closeWithGrace({ delay, logger: false, skip: [...crashes] }, async ({ signal, err }) => {
    if (err) log.fatal({ err }, 'stopping after a fault');
    else log.info({ signal }, 'stopping');
    await manager.stopping();
    ending.abort();
    await ended.catch((error: unknown) => log.error({ err: error }, 'not every part ended well'));
    await gate.close();
  });
  await ended.catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** The settings and secrets without a mistake, files that are mounted late included. @throws {ConfigError} */
function loadSettled(): { config: Config; secrets: Secrets } {
  const env = readEnvironment();
  const config = loadConfig(env);
  return { config, secrets: loadSecrets(env, config.dataDir) };
}

/** Without the `.env` file while that cannot be read, which each try to start says. */
function readableEnvironment(): NodeJS.ProcessEnv {
  try {
    return readEnvironment();
  } catch {
    return process.env;
  }
}
