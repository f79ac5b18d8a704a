import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { accountRoutes } from '../desk/accounts/account-routes.ts';
import { oidcRoutes } from '../desk/accounts/oidc/oidc-routes.ts';
import { passkeyRoutes } from '../desk/accounts/passkeys/passkey-routes.ts';
import { relyingPartyOf } from '../desk/accounts/passkeys/passkeys.ts';
import { Passwords } from '../desk/accounts/passwords.ts';
import { DeskSessions } from '../desk/accounts/sessions.ts';
import { systemClock, type Clock } from '../platform/clock.ts';
import type { Db } from '../store/schema.ts';

interface Deps {
  /** Not listening yet. */
  listener: FastifyInstance;
  config: Pick<Config, 'desk'>;
  /** Of the desk at the OpenID provider. */
  oidcSecret: string | null;
  db: Db;
  log: Logger;
  clock?: Clock;
}

/** The front desk's page and what it asks for, on the lobby listener. */
export async function startDesk(
  { listener, config, oidcSecret, db, log, clock = systemClock }: Deps,
  stops: (() => Promise<void>)[],
): Promise<{ sessions: DeskSessions }> {
  const sessions = new DeskSessions({ db, logger: log, clock });
  stops.push(() => sessions.stop());
  listener.decorateRequest('deskUser', null);
  const deps = { db, sessions, passwords: new Passwords(), clock };
  const { oidc } = config.desk;
  const ways = (request: FastifyRequest) => ({
    oidc: oidc !== null,
    passkey: relyingPartyOf(request) !== null,
  });
  await listener.register(accountRoutes, { ...deps, ways });
  await listener.register(passkeyRoutes, deps);
  if (oidc) await listener.register(oidcRoutes, { ...deps, oidc, secret: oidcSecret });
  sessions.start();
  return { sessions };
}
