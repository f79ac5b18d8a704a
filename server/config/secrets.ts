import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AccessCertificate } from '#mobile-document/access';
import { ConfigError } from '../platform/operator-error.ts';
import { readSmallFile } from '../platform/small-file.ts';
import { deskOidcSecretName } from './settings.ts';
import { parseWalletAccess } from './wallet-access.ts';

/** systemd's prefix for credentials that it loads from a folder, followed by `_`. */
export const credentialPrefix = 'vestibule';

/**
 * Reads a secret from the environment, otherwise from systemd's credentials folder, which no other process can read.
 * Null when neither has it. @throws {ConfigError}
 */
export function readSecret(env: NodeJS.ProcessEnv, name: string): string | null {
  const given = env[name]?.trim();
  if (given) return given;
  for (const file of credentialFiles(env, name)) {
    try {
      return readSmallFile(file).trim() || null;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') continue;
      throw new ConfigError([
        `The credential ${name} cannot be read (${code}): look at its permissions.`,
      ]);
    }
  }
  return null;
}

function credentialFiles(env: NodeJS.ProcessEnv, name: string): string[] {
  const folder = env['CREDENTIALS_DIRECTORY'];
  if (!folder) return [];
  return [name, `${credentialPrefix}_${name}`].map((file) => path.join(folder, file));
}

/**
 * An attacker with one signed body can try short secrets offline. Envoy's secrets are longer, so a shorter one was
 * truncated or invented.
 */
const leastSecretCharacters = 16;

/** A sentence about an unusable signing secret, or null. Does not contain the secret. */
export function shortSecretMistake(name: string, secret: string): string | null {
  const { length } = secret;
  if (length >= leastSecretCharacters) return null;
  return `${name} has ${length} ${length === 1 ? 'character' : 'characters'}, but must have at least ${leastSecretCharacters}: copy the whole client secret of the app from Envoy.`;
}

const currentName = 'ENVOY_CLIENT_SECRET';
const previousName = 'ENVOY_CLIENT_SECRET_PREVIOUS';

/** Separate from the settings, so that printing settings can never print a secret. */
export interface Secrets {
  /** Accepted client secrets of Envoy: the current one, then the previous one during a rotation. */
  envoy: readonly [string, ...string[]];
  /** True when no secret was configured. The service then uses a random one, which Envoy does not know. */
  forTryingOut: boolean;
  /** Signs queries to a remote watchlist; null when none is configured. */
  remoteList: string | null;
  /** Secrets of notification channels by name; every name begins with `NOTIFY_`. */
  notify: Readonly<Record<string, string>>;
  /** The desk's secret at the OpenID provider; null: a public client, or no provider. */
  deskOidc: string | null;
  /** The address that notices when this service is silent; null: none. */
  heartbeatUrl: string | null;
  /** Token for reading the metrics from another machine; null: other machines cannot. */
  metricsToken: string | null;
  /** Signs requests to phones; null: they are not signed. */
  walletAccess: AccessCertificate | null;
}

/** The secrets as far as they can be read. */
type ReadableSecrets = Omit<Secrets, 'envoy'> & { envoy: readonly string[] };

/** The files of Envoy's client secrets. */
export function envoySecretFiles(env: NodeJS.ProcessEnv): string[] {
  return [currentName, previousName].flatMap((name) => credentialFiles(env, name));
}

/** Envoy's client secrets that can be read and used, the current one first. */
export function usableEnvoySecrets(env: NodeJS.ProcessEnv): string[] {
  return [currentName, previousName].flatMap((name) => {
    try {
      const secret = readSecret(env, name);
      return secret && shortSecretMistake(name, secret) === null ? [secret] : [];
    } catch {
      return [];
    }
  });
}

/**
 * Reads `ENVOY_CLIENT_SECRET` and `ENVOY_CLIENT_SECRET_PREVIOUS`. Without the first, makes a random secret once and
 * keeps it in the data folder (mode 0600). Then the simulator on this machine can sign, and every other call is
 * held.
 * Also reads the secrets of parts that are used only with one.
 *
 * @throws {ConfigError}
 */
export function loadSecrets(env: NodeJS.ProcessEnv, dataDir: string): Secrets {
  const { secrets, mistakes } = readSecrets(env, dataDir);
  const [current, ...previous] = secrets.envoy;
  if (mistakes.length > 0 || current === undefined) throw new ConfigError(mistakes);
  return { ...secrets, envoy: [current, ...previous] };
}

/** Reads the valid secrets and returns sentences about the others. */
export function readSecrets(
  env: NodeJS.ProcessEnv,
  dataDir: string,
): { secrets: ReadableSecrets; mistakes: string[] } {
  const mistakes: string[] = [];
  const attempt = <T, U>(read: () => T, otherwise: U): T | U => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      mistakes.push(...error.mistakes);
      return otherwise;
    }
  };
  const current = attempt(() => readSecret(env, currentName), null);
  const previous = attempt(() => readSecret(env, previousName), null);
  const others = {
    notify: attempt(() => notifySecrets(env), {}),
    remoteList: attempt(() => readSigningSecret(env, 'REMOTE_LIST_SECRET'), null),
    deskOidc: attempt(() => readSecret(env, deskOidcSecretName), null),
    heartbeatUrl: attempt(() => heartbeatUrl(env), null),
    metricsToken: attempt(() => metricsToken(env), null),
    walletAccess: attempt(() => walletAccess(env), null),
  };
  if (!current && !previous && mistakes.length === 0) {
    const random = attempt(() => [keptRandomSecret(dataDir)], []);
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

/** The channels' names decide which variables there are. */
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

/** @throws {ConfigError} */
function walletAccess(env: NodeJS.ProcessEnv): AccessCertificate | null {
  const name = 'WALLET_ACCESS_CERTIFICATE';
  const pem = readSecret(env, name);
  return pem === null ? null : parseWalletAccess(name, pem);
}

function heartbeatUrl(env: NodeJS.ProcessEnv): string | null {
  const url = readSecret(env, 'HEARTBEAT_URL');
  if (url === null || (URL.canParse(url) && /^https?:/.test(url))) return url;
  throw new ConfigError(['HEARTBEAT_URL is no http or https address.']);
}

/** A secret in the form of Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes. @throws {ConfigError} */
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

/** Path of the random secret for an installation without a configured one. */
export function tryoutSecretFile(dataDir: string): string {
  return path.join(dataDir, 'tryout-envoy-secret');
}

function keptRandomSecret(dataDir: string): string {
  const file = tryoutSecretFile(dataDir);
  const secret = makeOnce(file);
  if (secret.length < 32) {
    throw new ConfigError([
      `${file} holds no usable secret: delete it and start again, or set ENVOY_CLIENT_SECRET.`,
    ]);
  }
  return secret;
}

function makeOnce(file: string): string {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    if (!existsSync(file)) {
      writeFileSync(file, randomBytes(32).toString('hex') + '\n', { mode: 0o600, flag: 'wx' });
    }
    return readSmallFile(file).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError([
      `ENVOY_CLIENT_SECRET is not set, and ${file} cannot be read or made (${code}).`,
    ]);
  }
}
