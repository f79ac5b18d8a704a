import '#server/platform/survive-hangup.ts';
import path from 'node:path';
import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import { startWithRetry } from '#server/app/start-with-retry.ts';
import { assertFilesAnswer } from '#server/config/answering-files.ts';
import { environmentBeforeOpening, secretsBeforeOpening } from '#server/config/before-opening.ts';
import { certificatesIn } from '#server/config/database-server.ts';
import { readEnvironment } from '#server/config/environment.ts';
import { envoySecretFiles, readSecret, shortSecretMistake } from '#server/config/secrets.ts';
import type { CurrentTarget } from '#server/envoy/standby/late-calls.ts';
import { buildStandby } from '#server/envoy/standby/standby-listener.ts';
import { standbyUrl, type ForwardTarget } from '#server/envoy/standby/forward.ts';
import { createLogger } from '#server/ops/logging.ts';
import { LoopWatch } from '#server/platform/loop-watch.ts';
import { stopOnce } from '#server/platform/stop-once.ts';
import { createServiceManager } from '#server/ops/service-manager.ts';
import {
  HostError,
  listenAlsoOn,
  listenOn,
  takeHandedSockets,
  type HandedSockets,
} from '#server/platform/handed-sockets.ts';
import { RefusalError } from '../terminal/answer.ts';
import { createProgram, type Command } from '../terminal/program.ts';

interface Options {
  for: string;
  host: string;
  port: number;
  ca?: string;
  withoutTls?: boolean;
}

const help = `
Run it on a second machine, and let the tunnel lead to it. It checks Envoy's
signature, forwards each call to the service, and passes the answer on. When no
valid answer comes within 23 s, it answers itself, and the visitor waits at the
front desk. It never lets anybody in by itself. A mistake in what it is given
holds everybody, and it goes on when you fix that.

It needs the service's client secret: in ENVOY_CLIENT_SECRET, or as a file of
that name in systemd's credentials folder.

Examples:
  vestibule standby --for https://lobby.example:8443
  vestibule standby --for https://192.0.2.10:8443 --ca lobby-ca.pem
  vestibule standby --for http://127.0.0.1:8789

docs/standby.md shows the tunnels that lead to it.`;

export function command(): Command {
  return createProgram('standby')
    .description('Hold visitors on a second machine while the service is away.')
    .requiredOption('--for <address>', 'the service: where its hook listener is reached')
    .option('--host <address>', 'listen at this address', '127.0.0.1')
    .option('--port <number>', 'listen at this port', portNumber, 8787)
    .option('--ca <file>', "authority of the service's certificate, as PEM")
    .option('--without-tls', 'the way to the service is encrypted by something else')
    .addHelpText('after', help)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const env = await environmentBeforeOpening();
  const sockets = takeHandedSockets(env);
  const log = createLogger('info');
  const secrets = await secretsBeforeOpening(env);
  const target: CurrentTarget = { current: null };
  const loop = new LoopWatch(sockets.hook !== undefined, log);
  const standby = await buildStandby({ target, secrets, loop, log });
  const manager = createServiceManager({ env, isWell: async () => true, log });
  const ending = new AbortController();
  closeWithGrace({ delay: 30_000, logger: false, skip: ['SIGHUP'] }, async () => {
    stopOnce(log);
    ending.abort();
    await manager.stopping();
    await standby.close();
  });
  const { host, port } = options;
  const openAtHost = await openPort(standby, { host, port }, sockets);
  await manager.ready('visitors are held until its settings are read');
  const read = await startWithRetry({
    start: async (onStep) => {
      onStep('its settings');
      await openAtHost();
      return readTarget(options, readEnvironment());
    },
    onTrouble: (sentence) => {
      process.stderr.write(`Visitors are held until you fix this. ${sentence}\n`);
      void manager.ready(`visitors are held: ${sentence}`);
    },
    signal: ending.signal,
    log,
  }).catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });
  if (!read) return;
  secrets.splice(0, secrets.length, ...read.secrets);
  target.current = read;
  process.stdout.write(`The stand-by listens at ${host}:${port}.\n`);
  await manager.ready(`forwards to ${options.for}`);
}

/**
 * Opens the port, at the loopback address while this machine does not have the host.
 * @returns a function that listens at the host, too. It throws while that is missing
 */
async function openPort(
  standby: FastifyInstance,
  wanted: { host: string; port: number },
  sockets: HandedSockets,
): Promise<() => Promise<void>> {
  try {
    await listenOn(standby, 'hook', wanted, sockets);
    return async () => {};
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    await listenOn(standby, 'hook', { ...wanted, host: '127.0.0.1' }, {});
    let isOpen = false;
    return async () => {
      if (!isOpen) await listenAlsoOn(standby, wanted);
      isOpen = true;
    };
  }
}

/** @throws {OperatorError} */
async function readTarget(options: Options, env: NodeJS.ProcessEnv): Promise<ForwardTarget> {
  const ca = options.ca === undefined ? undefined : path.resolve(options.ca);
  await assertFilesAnswer([...envoySecretFiles(env), ...(ca === undefined ? [] : [ca])]);
  const url = standbyUrl(options.for, options.withoutTls ?? false);
  const target = { url, secrets: secretsIn(env) };
  return ca === undefined ? target : { ...target, ca: certificatesIn(ca, '--ca') };
}

/** @throws {RefusalError} */
function secretsIn(env: NodeJS.ProcessEnv): readonly string[] {
  const names = ['ENVOY_CLIENT_SECRET', 'ENVOY_CLIENT_SECRET_PREVIOUS'];
  const secrets = names.flatMap((name) => {
    const secret = readSecret(env, name);
    const mistake = secret && shortSecretMistake(name, secret);
    if (mistake) throw new RefusalError('bad_secret', mistake);
    return secret ? [secret] : [];
  });
  if (secrets.length > 0) return secrets;
  throw new RefusalError(
    'no_secret',
    'The stand-by needs the client secret that the service has: set ENVOY_CLIENT_SECRET, or put a ' +
      "file of that name into systemd's credentials folder.",
  );
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new RefusalError('usage', `--port is "${text}", but must be a number from 0 to 65535.`);
}
