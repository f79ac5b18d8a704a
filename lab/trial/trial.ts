import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { startService, type Service } from '#server/app/service.ts';
import { loadConfig, type Config } from '#server/config/config.ts';
import { loadSecrets, type Secrets } from '#server/config/secrets.ts';
import { enrol } from '#server/people/enrol.ts';
import { Gallery } from '#server/people/gallery.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { noDetails, type PersonDetails } from '#server/people/person-details.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { heldSignIn, type Visitor, sendSigned, type HookAnswer } from '../simulate/held-sign-in.ts';
import { KioskClient, type KioskClientOptions } from '../simulate/kiosk-client.ts';

export type NewPerson = Pick<PersonDetails, 'name'> & Partial<PersonDetails>;

/** Photos cannot follow a challenge; callers that test one set another mode. */
export const withoutQuestions = { VESTIBULE_LIVENESS: 'passive' };

/**
 * Call this before a start in which the same person signs in repeatedly: by default they may do so once in ten
 * minutes.
 */
export async function allowRepeatSignIns(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const policy = 'default:\n  checks:\n    face: { againWithinMinutes: 0 }\n';
  await writeFile(path.join(dataDir, 'policy.yaml'), policy);
}

/**
 * A whole installation in its own folder on free ports: the real service, a simulated Envoy and simulated lobby
 * screens. For the demo, the benchmark and tests.
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

  /** @param settings environment variables as an operator would set them, including secrets */
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

  /** Enrols a person from encoded photos. Throws when a photo is refused. */
  async enrol(person: NewPerson, photos: readonly Buffer[]): Promise<string> {
    const { db, vision } = this.service;
    const cipher = await openTemplateCipher(db, this.config.templateKeyFile);
    const people = new Gallery({ db, cipher, model: vision.model });
    const optOuts = new OptOuts(db, this.config);
    const details = { ...noDetails, consent: 'given for this trial', ...person };
    const named = photos.map((image, i) => ({ label: `photo ${i + 1}`, read: async () => image }));
    const result = await enrol({ db, cipher, vision, people, optOuts }, { details }, named);
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
  signIn(visitor: Visitor): Promise<HookAnswer> {
    const body = JSON.stringify(heldSignIn(visitor));
    return sendSigned(this.service.hookUrl, this.secrets.envoy[0], body);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#kiosks.map((kiosk) => kiosk.stop()));
    await this.service.stop();
  }
}
