import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { accountRoutes } from '../desk/accounts/account-routes.ts';
import { Passwords } from '../desk/accounts/passwords.ts';
import { DeskSessions } from '../desk/accounts/sessions.ts';
import { systemClock, type Clock } from '../platform/clock.ts';
import type { Db } from '../store/schema.ts';

interface Deps {
  /** Not listening yet. */
  listener: FastifyInstance;
  db: Db;
  log: Logger;
  clock?: Clock;
}

/** The front desk's page and what it asks for, on the lobby listener. */
export async function startDesk(
  { listener, db, log, clock = systemClock }: Deps,
  stops: (() => Promise<void>)[],
): Promise<{ sessions: DeskSessions }> {
  const sessions = new DeskSessions({ db, logger: log, clock });
  stops.push(() => sessions.stop());
  listener.decorateRequest('deskUser', null);
  const deps = { db, sessions, passwords: new Passwords(), clock };
  const ways = () => ({ oidc: false, passkey: false });
  await listener.register(accountRoutes, { ...deps, ways });
  sessions.start();
  return { sessions };
}
