import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { projectRoot } from '../config/environment.ts';
import { accountRoutes } from '../desk/accounts/account-routes.ts';
import { oidcRoutes } from '../desk/accounts/oidc/oidc-routes.ts';
import { Passwords } from '../desk/accounts/passwords.ts';
import { DeskSessions } from '../desk/accounts/sessions.ts';
import { boardRoutes } from '../desk/board/board-routes.ts';
import { DeskBoard } from '../desk/board/board.ts';
import { deskSocket } from '../desk/board/desk-socket.ts';
import { historyRoutes } from '../desk/board/history-routes.ts';
import { DeskHistory } from '../desk/board/history.ts';
import { lobbyHealth } from '../desk/lobby-health.ts';
import { enrolRoutes } from '../desk/people/enrol-routes.ts';
import { LobbyEnrolments } from '../desk/people/lobby-enrolments.ts';
import { lobbyRoutes } from '../desk/people/lobby-routes.ts';
import { PeopleActs } from '../desk/people/people-acts.ts';
import { peopleRoutes } from '../desk/people/people-routes.ts';
import { ContentsCipher } from '../keys/message-cipher.ts';
import type { Hub } from '../kiosk/hub.ts';
import type { Enrolment } from '../people/photos.ts';
import { systemClock, type Clock } from '../platform/clock.ts';
import type { Db } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { listDeskAccounts } from '../store/tables/desk-accounts.ts';

interface Deps {
  config: Pick<Config, 'templateKeyFile'> & { envoy: Pick<Config['envoy'], 'entriesUrl'> };
  db: Db;
  log: Logger;
}

/** What the front desk is shown. Sign-ins are told to the board before there is a page. */
export interface Desk {
  board: DeskBoard;
  history: DeskHistory;
}

/** Names of accounts are asked for with every card; they change rarely. */
const namesFreshForMs = 5000;

export async function createDesk({ config, db, log }: Deps): Promise<Desk> {
  const cipher = new ContentsCipher(config.templateKeyFile);
  await cipher.readKey();
  await cipher.renew(db);
  const nameOf = await accountNames(db, log);
  const board = new DeskBoard({ db, cipher, nameOf, entriesUrl: config.envoy.entriesUrl, log });
  const history = new DeskHistory({ db, cipher, nameOf });
  return { board, history };
}

interface PageDeps {
  /** Not listening yet. */
  listener: FastifyInstance;
  desk: Desk;
  hub: Hub;
  config: Pick<Config, 'desk' | 'liveness' | 'kiosk'> &
    ConstructorParameters<typeof PeopleActs>[0]['config'];
  /** Of the desk at the OpenID provider. */
  oidcSecret: string | null;
  store: Store;
  enrolment: Enrolment;
  log: Logger;
  clock?: Clock;
}

/** The front desk's page and what it asks for, on the lobby listener. */
export async function startDeskPage(
  { listener, config, oidcSecret, desk, hub, store, enrolment, log, clock = systemClock }: PageDeps,
  stops: (() => Promise<void>)[],
): Promise<{ sessions: DeskSessions }> {
  const { board, history } = desk;
  const { db } = store;
  const sessions = new DeskSessions({ db, logger: log, clock });
  stops.push(() => sessions.stop());
  listener.decorateRequest('deskUser', null);
  const deps = { db, sessions, passwords: new Passwords(), clock };
  const { oidc } = config.desk;
  const ways = () => ({ oidc: oidc !== null, passkey: false });
  await listener.register(accountRoutes, { ...deps, ways });
  if (oidc) await listener.register(oidcRoutes, { ...deps, oidc, secret: oidcSecret });
  await listener.register(boardRoutes, { board, sessions });
  await listener.register(historyRoutes, { db, history, board, sessions });
  await listener.register(lobbyHealth, { hub, sessions });
  const acts = new PeopleActs({ store, enrolment, config });
  const enrolments = new LobbyEnrolments({
    enrolment,
    hub,
    needsLiveness: config.liveness !== 'off',
    greeting: config.kiosk.greeting,
    log,
  });
  stops.push(async () => enrolments.close());
  await listener.register(peopleRoutes, { acts, sessions });
  await listener.register(enrolRoutes, { acts, sessions });
  await listener.register(lobbyRoutes, { acts, board, enrolments, hub, sessions });
  await listener.register(deskSocket, { board, hub, enrolments, sessions });
  await listener.register(deskPage);
  sessions.start();
  return { sessions };
}

/** The names of the desk's accounts by their ids, read anew in the background when they are old. */
async function accountNames(db: Db, log: Logger): Promise<(accountId: string) => string | null> {
  let names = new Map<string, string>();
  let readAt = 0;
  const read = async () => {
    readAt = performance.now();
    const accounts = await listDeskAccounts(db);
    names = new Map(accounts.map(({ id, name }) => [id, name]));
  };
  await read();
  return (accountId) => {
    if (!names.has(accountId) || performance.now() - readAt > namesFreshForMs) {
      read().catch((err: unknown) => log.error({ err }, 'the accounts of the desk cannot be read'));
    }
    return names.get(accountId) ?? null;
  };
}

const pageDir = path.join(projectRoot, 'desk-client', 'dist');
const notBuilt =
  'The page of the front desk has not been built. Run `npm run build`, then start again.';

/** The built page at `/desk/`. */
async function deskPage(app: FastifyInstance): Promise<void> {
  app.get('/desk', async (_request, reply) => reply.redirect('/desk/'));
  if (!existsSync(path.join(pageDir, 'index.html'))) {
    app.log.warn(notBuilt);
    app.get('/desk/', async (_request, reply) => reply.code(503).type('text/plain').send(notBuilt));
    return;
  }
  const hashed = path.join(pageDir, 'assets') + path.sep;
  await app.register(fastifyStatic, {
    root: pageDir,
    prefix: '/desk/',
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply, file) => {
      const caching = file.startsWith(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache';
      reply.setHeader('cache-control', caching);
    },
  });
}
