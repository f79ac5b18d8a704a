import type { Logger } from 'pino';
import {
  assertFilesAnswer,
  assertNamedFilesAnswer,
  assertSecretsAnswer,
} from '../config/answering-files.ts';
import { loadConfig, type Config } from '../config/config.ts';
import { dotEnvFile, readEnvironment } from '../config/environment.ts';
import { loadSecrets, type Secrets } from '../config/secrets.ts';
import { createServiceManager, type ServiceManager } from '../ops/service-manager.ts';
import type { HandedSockets } from '../platform/handed-sockets.ts';
import type { EarlyHookListener } from './early-hook-listener.ts';
import { keepRunning } from './keep-running.ts';
import { startWithRetry } from './start-with-retry.ts';
import type { Service } from './service.ts';

interface Deps {
  earlyHook: EarlyHookListener;
  sockets: HandedSockets;
  /** The environment, with systemd's variables. */
  env: NodeJS.ProcessEnv;
  log: Logger;
}

/** Runs the service from the start of the process to its end, and prints all messages to the operator. */
export class ServiceProcess {
  readonly #deps: Deps;
  readonly #manager: ServiceManager;
  #service: Service | null = null;
  #settled: { config: Config; secrets: Secrets } | undefined;
  #isReloadWanted = false;
  #isStopping = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { env, log } = deps;
    // A starting process counts as well: a new process would wait for the same thing.
    const isWell = async () => this.#service?.isWell() ?? true;
    this.#manager = createServiceManager({ env, isWell, log });
  }

  /** Starts the service, and starts it again after each replaced database, until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const { earlyHook, log } = this.#deps;
    const announced = this.#manager.ready('starting; visitors are held');
    await keepRunning({
      start: () => this.#start(signal),
      earlyHook,
      onReady: async (service) => {
        this.#service = service;
        if (this.#isReloadWanted) this.reload();
        await announced;
        await this.#tellReady(service);
      },
      onRestart: (sentence) => this.#tellStartingAgain(sentence),
      signal,
      log,
    });
  }

  /** Reads the files of the operator's again; while the service starts, once it is ready. Ignored during the stop. */
  reload(): void {
    const { log } = this.#deps;
    if (this.#isStopping) return log.warn('reload ignored: the service stops');
    this.#isReloadWanted = this.#service === null;
    if (this.#service) void this.#service.reload();
    else log.info('the files are reloaded once the service has started');
  }

  /** Tells the service manager that the process is about to end. */
  async stopping(): Promise<void> {
    this.#isStopping = true;
    await this.#manager.stopping();
  }

  #start(signal: AbortSignal): Promise<Service> {
    const { earlyHook, sockets, log } = this.#deps;
    return startWithRetry({
      log,
      signal,
      start: async (onStep) => {
        onStep('the settings and the secrets');
        const settled = await loadSettled();
        this.#settled = settled;
        for (const remark of settled.config.remarks) log.warn({ fault: 'setting' }, remark);
        // Imported only now: the import takes several times as long as the early hook listener's.
        const { startWithModels: startWhole } = await import('./service.ts');
        return startWhole(settled.config, settled.secrets, log, { earlyHook, sockets, onStep });
      },
      onTrouble: (sentence) => {
        process.stderr.write(`Visitors are held until you fix this. ${sentence}\n`);
        void this.#manager.ready(`visitors are held, it cannot start: ${sentence}`);
      },
    });
  }

  async #tellReady(service: Service): Promise<void> {
    await this.#manager.ready('ready for sign-ins');
    const { readyText } = await import('./service.ts');
    if (!this.#settled) return;
    const { config, secrets } = this.#settled;
    process.stdout.write(
      // An error in this text must not end the service.
      await readyText(service, config, secrets).catch(() => 'Vestibule is ready.\n'),
    );
  }

  #tellStartingAgain(sentence: string): void {
    this.#service = null;
    void this.#manager.ready(`visitors are held, starting again: ${sentence}`);
    // Closing the listener closes a handed-over socket, so only a new process can get it again.
    if (this.#deps.sockets.lobby !== undefined) process.kill(process.pid, 'SIGTERM');
  }
}

/** Reads settings and secrets, including files mounted late. @throws {ConfigError} when there is a mistake */
async function loadSettled(): Promise<{ config: Config; secrets: Secrets }> {
  await assertFilesAnswer([dotEnvFile]);
  const env = readEnvironment();
  await assertSecretsAnswer(env);
  const config = loadConfig(env);
  await assertNamedFilesAnswer(config);
  return { config, secrets: loadSecrets(env, config.dataDir) };
}
