import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../platform/operator-error.ts';
import { deskOidcSecretName } from './settings.ts';

/** What systemd puts before the names of credentials that it loads from a folder, with a `_`. */
export const credentialPrefix = 'vestibule';

/**
 * One secret: from the environment, else from a file of its name in systemd's credentials folder,
 * where no other process sees it. Null when neither is there. @throws {ConfigError}
 */
export function readSecret(env: NodeJS.ProcessEnv, name: string): string | null {
  const given = env[name]?.trim();
  if (given) return given;
  const folder = env['CREDENTIALS_DIRECTORY'];
  if (!folder) return null;
  for (const file of [name, `${credentialPrefix}_${name}`]) {
    try {
      return readFileSync(path.join(folder, file), 'utf8').trim() || null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw new ConfigError([`The credential ${name} cannot be read: look at its permissions.`]);
    }
  }
  return null;
}

/**
 * With one signed body, an attacker can try short secrets offline. Envoy makes
 * longer ones, so a shorter one was cut off on its way, or made up.
 */
const leastSecretCharacters = 16;

/** What is wrong with a secret that signs: a sentence, or null. It does not hold the secret. */
export function shortSecretMistake(name: string, secret: string): string | null {
  const { length } = secret;
  if (length >= leastSecretCharacters) return null;
  return `${name} has ${length} ${length === 1 ? 'character' : 'characters'}, but must have at least ${leastSecretCharacters}: copy the whole client secret of the app from Envoy.`;
}

const currentName = 'ENVOY_CLIENT_SECRET';
const previousName = 'ENVOY_CLIENT_SECRET_PREVIOUS';

/** Kept apart from the settings so that nothing that prints settings can print a secret. */
export interface Secrets {
  /** The client secrets whose signatures are accepted: the current one, then the previous one during a rotation. */
  envoy: readonly [string, ...string[]];
  /** True when no secret was configured and a random one is used, which Envoy does not know. */
  forTryingOut: boolean;
  /** Signs what a remote watchlist is asked; null when none is configured. */
  remoteList: string | null;
  /** What channels of notifications need, by name; all of these begin with `NOTIFY_`. */
  notify: Readonly<Record<string, string>>;
  /** Of the desk at the OpenID provider; null: it is a public client, or there is no provider. */
  deskOidc: string | null;
  /** Who notices when this service is silent; null when no one does. */
  heartbeatUrl: string | null;
  /** With which the metrics are read from another machine; null: they are not. */
  metricsToken: string | null;
}

/** The secrets as far as they can be read. */
export type ReadableSecrets = Omit<Secrets, 'envoy'> & { envoy: readonly string[] };

/**
 * Reads `ENVOY_CLIENT_SECRET` and `ENVOY_CLIENT_SECRET_PREVIOUS`. Without the first, a random secret
 * is made once and kept in the data folder (mode 0600), so that the simulator on this machine can
 * sign, and every other call is held.
 * `REMOTE_LIST_SECRET` is for the check of that name.
 *
 * @throws {ConfigError}
 */
export function loadSecrets(env: NodeJS.ProcessEnv, dataDir: string): Secrets {
  const { secrets, mistakes } = readSecrets(env, dataDir);
  const [current, ...previous] = secrets.envoy;
  if (mistakes.length > 0 || current === undefined) throw new ConfigError(mistakes);
  return { ...secrets, envoy: [current, ...previous] };
}

/**
 * Reads what can be read, and says what is wrong with the rest. Where something is wrong, the service holds
 * every visitor, so a secret counts here that is too short to let anybody in by.
 */
export function readSecrets(
  env: NodeJS.ProcessEnv,
  dataDir: string,
): { secrets: ReadableSecrets; mistakes: string[] } {
  const mistakes: string[] = [];
  const tried = <T, U>(read: () => T, otherwise: U): T | U => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      mistakes.push(...error.mistakes);
      return otherwise;
    }
  };
  const current = tried(() => readSecret(env, currentName), null);
  const previous = tried(() => readSecret(env, previousName), null);
  const others = {
    notify: tried(() => notifySecrets(env), {}),
    remoteList: tried(() => readSigningSecret(env, 'REMOTE_LIST_SECRET'), null),
    deskOidc: tried(() => readSecret(env, deskOidcSecretName), null),
    heartbeatUrl: tried(() => heartbeatUrl(env), null),
    metricsToken: tried(() => metricsToken(env), null),
  };
  if (!current && !previous && mistakes.length === 0) {
    const random = tried(() => [keptRandomSecret(dataDir)], []);
    return { secrets: { envoy: random, forTryingOut: true, ...others }, mistakes };
  }
  if (!current && previous) {
    mistakes.push(`${previousName} is set but ${currentName} is not: set the new secret too.`);
  }
  const tooShort = [
    current && shortSecretMistake(currentName, current),
    previous && shortSecretMistake(previousName, previous),
  ];
  mistakes.push(...tooShort.filter((mistake) => typeof mistake === 'string'));
  const envoy = [current, previous].filter((secret) => secret !== null);
  return { secrets: { envoy, forTryingOut: false, ...others }, mistakes };
}

/** Which there are is up to the channels' names. */
function notifySecrets(env: NodeJS.ProcessEnv): Record<string, string> {
  const folder = env['CREDENTIALS_DIRECTORY'];
  const files = folder ? filesIn(folder) : [];
  const names = [
    ...Object.keys(env),
    ...files.map((name) => name.replace(new RegExp(`^${credentialPrefix}_`), '')),
  ].filter((name) => name.startsWith('NOTIFY_'));
  const found = names.map((name) => [name, readSecret(env, name)] as const);
  return Object.fromEntries(found.filter((each): each is [string, string] => each[1] !== null));
}

/** @throws {ConfigError} */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError([`CREDENTIALS_DIRECTORY is ${folder}, which cannot be read (${code}).`]);
  }
}

/** @throws {ConfigError} */
function metricsToken(env: NodeJS.ProcessEnv): string | null {
  const token = readSecret(env, 'METRICS_TOKEN');
  if (token === null || /^\S{16,}$/.test(token)) return token;
  throw new ConfigError([
    `METRICS_TOKEN must have at least ${leastSecretCharacters} characters and no space; this makes one: openssl rand -hex 32`,
  ]);
}

function heartbeatUrl(env: NodeJS.ProcessEnv): string | null {
  const url = readSecret(env, 'HEARTBEAT_URL');
  if (url === null || (URL.canParse(url) && /^https?:/.test(url))) return url;
  throw new ConfigError(['HEARTBEAT_URL is no http or https address.']);
}

/** A secret as Standard Webhooks writes it: `whsec_` and base64 of 24 to 64 bytes. @throws {ConfigError} */
function readSigningSecret(env: NodeJS.ProcessEnv, name: string): string | null {
  const secret = readSecret(env, name);
  if (secret === null) return null;
  const base64 = secret.replace(/^whsec_/, '');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') === base64 && bytes.length >= 24 && bytes.length <= 64) {
    return secret;
  }
  throw new ConfigError([
    `${name} must be "whsec_" and 24 to 64 random bytes in base64; this makes one: echo "whsec_$(head -c 32 /dev/urandom | base64)"`,
  ]);
}

/** Where the random secret is kept that is used when none was configured. */
export function tryoutSecretFile(dataDir: string): string {
  return path.join(dataDir, 'tryout-envoy-secret');
}

function keptRandomSecret(dataDir: string): string {
  const file = tryoutSecretFile(dataDir);
  const secret = madeOnce(file);
  if (secret.length < 32) {
    throw new ConfigError([
      `${file} holds no usable secret: delete it and start again, or set ENVOY_CLIENT_SECRET.`,
    ]);
  }
  return secret;
}

function madeOnce(file: string): string {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    if (!existsSync(file)) {
      writeFileSync(file, randomBytes(32).toString('hex') + '\n', { mode: 0o600, flag: 'wx' });
    }
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError([
      `ENVOY_CLIENT_SECRET is not set, and ${file} cannot be read or made (${code}).`,
    ]);
  }
}
