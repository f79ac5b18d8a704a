import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import { systemClock, type Clock } from '../notify/clock.ts';
import type { Destination } from '../notify/destination.ts';
import { createLedger } from '../sign-in/ledger.ts';
import type { Db } from '../store/schema.ts';
import { Installs } from './installs.ts';
import { login } from './plugin-api/login.ts';
import { createPluginApi } from './plugin-api/plugin-api.ts';
import { TokenKeeper } from './plugin-api/token-keeper.ts';
import { PurposeRegistrar } from './setup/purpose-registrar.ts';
import { approvals } from './visitor-log/approvals.ts';

interface Parts {
  config: Pick<Config, 'envoy'>;
  secrets: Pick<Secrets, 'envoy'>;
  db: Db;
  log: Logger;
  clock?: Clock;
  /** 0 to 1, for the back-off. */
  random?: () => number;
}

/** What goes on with Envoy beside the held sign-ins. */
export interface Envoy {
  installs: Installs;
  /** What Envoy is told of decided sign-ins, for the outbox. */
  destinations: Destination[];
  stop(): Promise<void>;
}

/** Without a client id the plugin API is not used: purposes wait, and approvals are not told. */
export async function startEnvoy(parts: Parts): Promise<Envoy> {
  const { config, secrets, db, log, clock = systemClock, random = Math.random } = parts;
  const { baseUrl, clientId, visitorLog } = config.envoy;
  if (clientId === null) {
    const installs = new Installs({ db, clock, onSetUp: () => {} });
    await installs.start();
    return { installs, destinations: [], stop: async () => {} };
  }
  const credentials = { baseUrl, clientId, secrets: secrets.envoy };
  const retrying = { clock, log, random };
  const tokens = new TokenKeeper({ login: (signal) => login(credentials, signal), ...retrying });
  const api = createPluginApi({ baseUrl, tokens });
  const registrar = new PurposeRegistrar({ db, api, ...retrying });
  const installs = new Installs({ db, clock, onSetUp: () => registrar.wake() });
  await installs.start();
  tokens.start();
  await registrar.start();
  const approved = approvals({ api, ledger: createLedger(db), options: visitorLog });
  return {
    installs,
    destinations: visitorLog.approvals ? [approved] : [],
    async stop() {
      await registrar.stop();
      await tokens.stop();
    },
  };
}
