import './platform/survive-hangup.ts';
import closeWithGrace from 'close-with-grace';
import { EarlyHookListener } from './app/early-hook-listener.ts';
import { ServiceProcess } from './app/service-process.ts';
import { environmentBeforeOpening, secretsBeforeOpening } from './config/before-opening.ts';
import { readHookSettings } from './config/config.ts';
import { takeHandedSockets } from './platform/handed-sockets.ts';
import { sentenceForOperator } from './platform/operator-error.ts';
import { stopOnce } from './platform/stop-once.ts';
import { createLogger } from './ops/logging.ts';

/**
 * Signals of native code that cannot go on. With a handler in JavaScript the instruction at fault is
 * run again and again: the process would hang, hold the data folder and answer no one, instead of
 * ending and being started again.
 */
const crashes = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV'] as const;

/** The service manager waits a little longer. A stop that is cut off loses answers. */
const longestStopMs = 80_000;

try {
  await main();
} catch (error) {
  // A fault that an operator can fix is a sentence; any other is our own and its stack shows where.
  const sentence = sentenceForOperator(error);
  if (sentence === null) throw error;
  process.stderr.write(
    `Vestibule did not start. ${sentence}\nUntil it does, nobody answers Envoy, which then lets every visitor in.\n`,
  );
  process.exit(1);
}

async function main(): Promise<void> {
  const env = await environmentBeforeOpening();
  const sockets = takeHandedSockets(env);
  // What else is set may be wrong, or may not come: each try to start reads everything again, and reports it.
  const config = readHookSettings(env);
  const log = createLogger();
  const earlyHook = new EarlyHookListener({
    ...{ config, sockets, log },
    secrets: await secretsBeforeOpening(env),
  });
  await earlyHook.listenHolding();
  const life = new ServiceProcess({ earlyHook, sockets, env, log });
  // Until here, no file was read that a reload could change.
  process.on('SIGHUP', () => life.reload());
  const ending = new AbortController();
  const ended = life.run(ending.signal);
  // From now on, and not from when it is ready: it holds sign-ins before it has said so.
  closeWithGrace(
    { delay: longestStopMs, logger: false, skip: [...crashes, 'SIGHUP'] },
    async ({ signal, err }) => {
      stopOnce(log);
      if (err) log.fatal({ err }, 'stopping after a fault');
      else log.info({ signal }, 'stopping');
      await life.stopping();
      ending.abort();
      await ended.catch((error: unknown) => log.error({ err: error }, 'shutdown incomplete'));
      await earlyHook.close();
    },
  );
  await ended.catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });
}
