import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import { startService, type Service } from '../../server/app/service.ts';
import { loadConfig, type Config } from '../../server/config/config.ts';
import { projectRoot } from '../../server/config/environment.ts';
import { loadSecrets, type Secrets } from '../../server/config/secrets.ts';
import { enrol } from '../../server/people/enrol.ts';
import { Gallery } from '../../server/people/gallery.ts';
import { OptOuts } from '../../server/people/opt-outs.ts';
import { noDetails, type PersonDetails } from '../../server/people/person-details.ts';
import { openTemplateCipher } from '../../server/templates/open-cipher.ts';
import { heldSignIn, type Visitor, sendSigned, type Answer } from '../simulate/held-sign-in.ts';
import { KioskClient, type KioskClientOptions } from '../simulate/kiosk-client.ts';

export type NewPerson = Pick<PersonDetails, 'name'> & Partial<PersonDetails>;

/** Photos follow no question: where one is to be put, a caller says so. */
const withoutQuestions = { VESTIBULE_LIVENESS: 'passive' };

/**
 * To be called before a start there, where the same person signs in again and again: by default they may do
 * so once in ten minutes.
 */
export async function allowAgain(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const policy = 'default:\n  checks:\n    face: { againWithinMinutes: 0 }\n';
  await writeFile(path.join(dataDir, 'policy.yaml'), policy);
}

/**
 * A whole installation in a folder of its own, on ports that were free: the real service, with
 * someone who plays Envoy and someone who plays the lobby. For the demo, the benchmark and tests.
 */
export class Trial {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly service: Service;
  readonly #kiosks: KioskClient[] = [];
  #kioskCount = 0;

  private constructor(config: Config, secrets: Secrets, service: Service) {
    this.config = config;
    this.secrets = secrets;
    this.service = service;
  }

  /** @param settings environment variables, as an operator would set them, secrets too */
  static async start(
    dataDir: string,
    log: Logger,
    settings: Record<string, string> = {},
  ): Promise<Trial> {
    const config = loadConfig({
      VESTIBULE_DATA_DIR: dataDir,
      VESTIBULE_HOOK_PORT: '0',
      VESTIBULE_LOBBY_PORT: '0',
      ...withoutQuestions,
      ...settings,
    });
    const secrets = loadSecrets(settings, config.dataDir);
    return new Trial(config, secrets, await startService(config, secrets, log));
  }

  /** Enrols a person from encoded photos, and throws when the gate refuses one. */
  async enrol(person: NewPerson, photos: readonly Buffer[]): Promise<string> {
    const { db, vision } = this.service;
    const cipher = await openTemplateCipher(db, this.config.templateKeyFile);
    const people = new Gallery({ db, cipher, model: vision.model });
    const optOuts = new OptOuts(db, this.config);
    const details = { ...noDetails, consent: 'given for this trial', ...person };
    const named = photos.map((image, i) => ({ label: `photo ${i + 1}`, read: async () => image }));
    const result = await enrol({ db, cipher, vision, people, optOuts }, details, named);
    if (result.state === 'refused') throw new Error(JSON.stringify(result));
    return result.personId;
  }

  /** Pairs and connects a kiosk that shows these frames. */
  async openKiosk(
    options: Omit<KioskClientOptions, 'url'>,
    serves: { deviceId?: string; locationId?: string } = {},
  ): Promise<KioskClient> {
    const name = `Kiosk ${++this.#kioskCount}`;
    const { code } = await this.service.pairing.newCode({ name, ...serves });
    const kiosk = new KioskClient({ url: this.service.lobbyUrl, code, ...options });
    this.#kiosks.push(kiosk);
    await kiosk.start();
    return kiosk;
  }

  /** Holds a sign-in as Envoy does. */
  signIn(visitor: Visitor): Promise<Answer> {
    const body = JSON.stringify(heldSignIn(visitor));
    return sendSigned(this.service.hookUrl, this.secrets.envoy[0], body);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#kiosks.map((kiosk) => kiosk.stop()));
    await this.service.stop();
  }
}

export interface Running {
  process: ChildProcess;
  hookUrl: string;
  lobbyUrl: string;
  dataDir: string;
  output: string[];
}

export const secret = 'a-secret-of-this-test';

/**
 * `npm start`'s own process, on the data of an installation. Resolves when it says that it is ready.
 * @param env in addition
 * @param before a command that becomes the service, with its arguments, like `prlimit`
 * @param root where the program lies
 */
export async function start(
  dataDir: string,
  env: NodeJS.ProcessEnv = {},
  before: readonly string[] = [],
  root = projectRoot,
): Promise<Running> {
  const service = [process.execPath, path.join(root, 'dist/server/main.js')];
  const [command = '', ...args] = [...before, ...service];
  const child = spawn(command, args, {
    env: {
      PATH: process.env['PATH'],
      VESTIBULE_DATA_DIR: dataDir,
      VESTIBULE_HOOK_PORT: '0',
      VESTIBULE_LOBBY_PORT: '0',
      VESTIBULE_LOG_LEVEL: 'silent',
      ENVOY_CLIENT_SECRET: secret,
      ...withoutQuestions,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    output.push(line);
    if (line.includes('Engine')) break;
  }
  const find = (pattern: RegExp) => pattern.exec(output.join('\n'))?.[1] ?? '';
  return {
    process: child,
    hookUrl: find(/(http:\S+\/envoy\/sign-in)/),
    lobbyUrl: find(/Lobby screen\s+(\S+)/),
    dataDir,
    output,
  };
}

/** A code for a lobby screen, made as an operator makes one. */
export async function pairingCode({ dataDir }: Running, name = 'Lobby'): Promise<string> {
  const command = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [command, 'kiosk', 'pair', '--name', name, '--json'],
    { env: { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: dataDir } },
  );
  return (JSON.parse(stdout) as { code: string }).code;
}

/** Resolves with its exit code; null when the signal ended it. */
export async function end(running: Running, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(running.process, 'exit');
  running.process.kill(signal);
  const [code] = (await exited) as [number | null];
  return code;
}
