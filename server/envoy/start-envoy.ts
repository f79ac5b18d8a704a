import type { Logger } from 'pino';
import {
  createPluginApi,
  login,
  TokenKeeper,
  type LoginFault,
  type PluginApi,
  type Token,
} from '#envoy';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { Destination } from '../notify/destination.ts';
import { systemClock, type Clock } from '../platform/clock.ts';
import { createLedger, type Ledger } from '../sign-in/ledger.ts';
import { frontDeskText } from '../sign-in/reasons.ts';
import type { ApprovalMark } from '../keys/approval-mark.ts';
import type { Db } from '../store/schema.ts';
import { contactsFor, Installs } from './installs.ts';
import { PurposeRegistrar } from './purpose-registrar.ts';
import { attachmentsOf } from './replies.ts';
import { recordEvent } from '../audit/record.ts';
import { deriveKey, keyedHash } from '../keys/keyed-hash.ts';
import { keyInUse, type TemplateKey } from '../keys/keyring.ts';
import { latestAuditEvent } from '../store/tables/audit-events.ts';

interface Deps {
  config: Pick<Config, 'envoy'>;
  secrets: Pick<Secrets, 'envoy'>;
  db: Db;
  approvalMark: ApprovalMark;
  log: Logger;
  clock?: Clock;
  /** A random number from 0 to 1 for the back-off. */
  random?: () => number;
}

/** Everything about Envoy beside the held sign-ins. */
export interface Envoy {
  installs: Installs;
  /** Destinations for the outbox's messages to Envoy about decided sign-ins. */
  destinations: Destination[];
  /** Returns the contacts named at the set-up. */
  contacts: typeof contactsFor;
  stop(): Promise<void>;
}

/** Without a client id the plugin API is not used: purposes wait, and approvals are not reported. */
export async function startEnvoy(deps: Deps): Promise<Envoy> {
  const { config, secrets, db, log, clock = systemClock, random = Math.random } = deps;
  const { baseUrl, clientId, logsApprovals } = config.envoy;
  if (clientId === null) {
    const installs = new Installs({ db, clock, onSetUp: () => {} });
    return { installs, destinations: [], contacts: contactsFor, stop: async () => {} };
  }
  const credentials = { baseUrl, clientId, secrets: secrets.envoy };
  const retrying = { clock, log, random };
  const tokens = createTokenKeeper({ login: (signal) => login(credentials, signal), ...retrying });
  const api = createPluginApi({ baseUrl, tokens });
  const registrar = new PurposeRegistrar({ db, api, ...retrying });
  const installs = new Installs({ db, clock, onSetUp: () => registrar.wake() });
  tokens.start();
  await registrar.start();
  const approved = approvals({
    api,
    ledger: createLedger(db, deps.approvalMark),
  });
  return {
    installs,
    destinations: logsApprovals ? [approved] : [],
    contacts: contactsFor,
    async stop() {
      await registrar.stop();
      await tokens.stop();
    },
  };
}

interface TokenDeps {
  login: (signal: AbortSignal) => Promise<Token>;
  clock: Clock;
  log: Logger;
  random?: () => number;
}

/** Keeps a token, and logs when that fails. */
export function createTokenKeeper({ log, ...deps }: TokenDeps): TokenKeeper {
  return new TokenKeeper({
    ...deps,
    onRecovered: () => log.info('logged in at Envoy again'),
    onFault: (about: LoginFault) => {
      if (about.fault === 'login_refused' && about.attempts === 1) {
        log.error(about, 'Envoy refuses the login: look at ENVOY_CLIENT_ID and the client secret');
      } else log.warn(about, 'login at Envoy failed, retrying');
    },
  });
}

interface ApprovalDeps {
  api: Pick<PluginApi, 'updateJob'>;
  ledger: Pick<Ledger, 'find'>;
}

/**
 * Writes the checks' results of approved visitors into the visitor log; a review's answer has its results already. The
 * queue only has job ids. The content is read when it is sent, so that it equals the answer that Envoy got.
 */
function approvals({ api, ledger }: ApprovalDeps): Destination {
  return {
    name: 'envoy-visitor-log',
    place: 'envoy',
    async plan({ verdict, jobId }) {
      return verdict === 'approved' ? { kind: 'approval', contents: { jobId } } : null;
    },
    async send({ contents }, signal) {
      const { jobId } = (contents ?? {}) as { jobId?: string };
      const decision = jobId === undefined ? null : await ledger.find(jobId);
      if (decision?.verdict !== 'approved') return;
      const update = {
        status: 'done' as const,
        status_message: `Vestibule: ${frontDeskText(decision.reason)}`,
        attachments: attachmentsOf(decision),
      };
      await api.updateJob(decision.jobId, update, signal);
    },
  };
}

const action = 'hook_secret_changed';

/**
 * Records which client secret verifies Envoy's calls, as a hash under a key derived from the template key. The
 * database must not allow guessing the secret.
 * @param secrets the current one first
 */
export async function recordHookSecret(
  db: Db,
  templateKeyFile: string,
  [secret = '']: readonly string[],
): Promise<void> {
  const key = await keyInUse(db, templateKeyFile);
  if (!key) return;
  const details = checksOf(key, secret);
  await db.transaction().execute(async (transaction) => {
    const { check } = await latestOnRecord(transaction);
    if (check !== details.check) {
      await recordEvent(transaction, { action, actor: 'service', details });
    }
  });
}

/**
 * Whether the latest service started on this database, perhaps another instance, has one of these secrets. Null when
 * unknown: no service was started, or the template key has changed since.
 */
export async function isHookSecretOnRecord(
  db: Db,
  templateKeyFile: string,
  secrets: readonly string[],
): Promise<boolean | null> {
  const key = await keyInUse(db, templateKeyFile);
  const latest = await latestOnRecord(db);
  if (!key || latest.key !== checksOf(key, '').key) return null;
  return secrets.some((secret) => checksOf(key, secret).check === latest.check);
}

function checksOf(templateKey: TemplateKey, secret: string): { key: string; check: string } {
  const key = deriveKey(templateKey.encryption, 'secret check');
  const hash = (...parts: string[]) => keyedHash(key, ...parts).toString('hex');
  // A hash of the key itself identifies checks made under an earlier key.
  return { key: hash('key'), check: hash('secret', secret) };
}

async function latestOnRecord(db: Db): Promise<{ key?: unknown; check?: unknown }> {
  const event = await latestAuditEvent(db, action);
  return event ? (JSON.parse(event.details) as { key?: unknown; check?: unknown }) : {};
}
