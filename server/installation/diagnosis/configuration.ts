import { existsSync } from 'node:fs';
import { loadConfig, type Config } from '../../config/config.ts';
import { loadSecrets, readSecret, tryoutSecretFile, type Secrets } from '../../config/secrets.ts';
import { ConfigError, vestibule } from '../../platform/operator-error.ts';
import { asOwner, otherOwner } from '../folder-owner.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

interface Configured {
  findings: Finding[];
  /** Null when the configuration has a mistake, so that nothing further can be examined. */
  config: Config | null;
  secrets: Secrets | null;
}

const holdsForIt =
  'The service holds every visitor until you fix this; docs/reference.md describes every setting.';

/** Reads the settings and the secrets and reports each mistake separately. */
export function checkConfiguration(env: NodeJS.ProcessEnv): Configured {
  const { value: config, mistakes } = attempt(() => loadConfig(env));
  if (!config) {
    const findings = mistakes.map((mistake) =>
      failing('settings', 'Settings', mistake, holdsForIt),
    );
    return { findings, config: null, secrets: null };
  }
  const settings = remarksOn(config);
  const owner = otherOwner(config.dataDir);
  if (owner !== null) {
    const found = `${config.dataDir} belongs to ${owner}.`;
    const foreign = failing('data_dir', 'Data folder', found, asOwner(owner));
    return { findings: [...settings, foreign], config: null, secrets: null };
  }
  return { config, ...withSecrets(env, config, settings) };
}

/** A mistake in a harmless setting only gives a warning. */
function remarksOn({ remarks }: Config): Finding[] {
  if (remarks.length === 0) return [ok('settings', 'Settings', 'They are complete and in bounds.')];
  return remarks.map((remark) =>
    warning('settings', 'Settings', remark, 'Correct it, and restart.'),
  );
}

/** Examines the valid settings and secrets of a running service. */
export function checkSettingsInUse(config: Config, secrets: Secrets): Finding[] {
  return [...remarksOn(config), clientSecret(secrets), ...walletAccess(secrets)];
}

function withSecrets(env: NodeJS.ProcessEnv, config: Config, settings: readonly Finding[]) {
  // Reading the secrets would create one where none is set, but an examination must change nothing.
  const isNew = !existsSync(tryoutSecretFile(config.dataDir));
  const { value: secrets, mistakes } = attempt(() =>
    isNew && readSecret(env, 'ENVOY_CLIENT_SECRET') === null
      ? null
      : loadSecrets(env, config.dataDir),
  );
  const findings = mistakes.map((mistake) =>
    failing('secrets', 'Secrets', mistake, 'docs/reference.md says which secrets there are.'),
  );
  if (mistakes.length === 0) findings.push(clientSecret(secrets), ...walletAccess(secrets));
  return { findings: [...settings, ...findings], secrets };
}

function clientSecret(secrets: Secrets | null): Finding {
  if (!secrets || secrets.forTryingOut) {
    return failing(
      'client_secret',
      'Envoy secret',
      'None is set yet, so every visitor is held.',
      `Run ${vestibule} setup, or put the app's client secret into ENVOY_CLIENT_SECRET and restart.`,
    );
  }
  const both = secrets.envoy.length > 1;
  const found = both ? 'It is set, and so is the previous one.' : 'It is set.';
  return ok('client_secret', 'Envoy secret', found);
}

/** Wallets refuse what an expired certificate signed, and a new one takes weeks. */
const accessEndsDays = 30;

function walletAccess(secrets: Secrets | null, now = new Date()): Finding[] {
  const { until } = secrets?.walletAccess ?? {};
  if (!until) return [];
  const about = 'Phones';
  const day = until.toISOString().slice(0, 10);
  const left = until.getTime() - now.getTime();
  if (left > accessEndsDays * 86_400_000) {
    return [ok('wallet_access', about, `Requests are signed; the certificate ends on ${day}.`)];
  }
  const todo = 'Get a new one from your registrar, put it into WALLET_ACCESS_CERTIFICATE, restart.';
  return left > 0
    ? [warning('wallet_access', about, `The certificate for requests ends on ${day}.`, todo)]
    : [failing('wallet_access', about, `The certificate for requests ended on ${day}.`, todo)];
}

function attempt<T>(work: () => T): { value: T | null; mistakes: readonly string[] } {
  try {
    return { value: work(), mistakes: [] };
  } catch (error) {
    if (error instanceof ConfigError) return { value: null, mistakes: error.mistakes };
    throw error;
  }
}
