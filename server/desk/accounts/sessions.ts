import { randomBytes, randomUUID } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { PeriodicTask, systemClock, type Clock } from '../../platform/clock.ts';
import type { DeskRole } from '../../protocol/desk-account-messages.ts';
import type { Language } from '../../protocol/languages.ts';
import type { Db } from '../../store/schema.ts';
import {
  touchDeskAccount,
  deleteDeskSession,
  findDeskSession,
  insertDeskSession,
  listDeskSessionIds,
  type DeskSessionRow,
} from './account-rows.ts';
import { cookieAt } from '../../kiosk/lobby-access.ts';
import { hashOfToken } from './accounts.ts';

const lifetimeSeconds = 12 * 60 * 60;
/** An account is used at a few places at once. With more sessions, the oldest ends. */
const maxPerAccount = 10;
/** How soon a socket notices what a command did in another process. */
const checkEveryMs = 1000;

/** The signed-in user. */
export interface DeskUser {
  accountId: string;
  name: string;
  role: DeskRole;
  /** Null: the browser's language. */
  language: Language | null;
  /** Logs and sockets may contain this id, but never the token. */
  sessionId: string;
}

/** The account that acts at the desk. */
export type DeskActor = Pick<DeskUser, 'accountId'>;

/** Permissions that an installation sets. */
export interface DeskRules {
  /** Whether reception may offer a held visitor to enrol, as managers do. */
  receptionOffers: boolean;
}

interface DeskSessionsDeps {
  db: Db;
  logger: FastifyBaseLogger;
  rules: DeskRules;
  clock?: Clock;
}

/**
 * Sessions of the desk. Each request reads the database, so a session that any process has revoked no longer counts.
 * Open sockets are checked once a second.
 */
export class DeskSessions extends PeriodicTask {
  readonly rules: DeskRules;
  readonly #db: Db;
  readonly #logger: FastifyBaseLogger;
  readonly #clock: Clock;
  /** Ids of the sessions that were valid when last seen. */
  #known = new Set<string>();
  readonly #listeners = new Set<(sessionId: string) => void>();
  #readable = true;

  constructor({ db, logger, rules, clock = systemClock }: DeskSessionsDeps) {
    super({ clock, everyMs: checkEveryMs });
    this.rules = rules;
    this.#db = db;
    this.#logger = logger;
    this.#clock = clock;
  }

  /** Returns the signed-in user by the request's cookie; null without a session. */
  async userOf(request: FastifyRequest): Promise<DeskUser | null> {
    const session = await this.sessionOf(request);
    if (!session) return null;
    const { id: sessionId, accountId, name, role, language } = session;
    return { accountId, name, role, language, sessionId };
  }

  async sessionOf(request: FastifyRequest): Promise<DeskSessionRow | null> {
    const token = request.cookies[cookieName(request)];
    return token ? this.byToken(token) : null;
  }

  async byToken(token: string): Promise<DeskSessionRow | null> {
    const session = await findDeskSession(
      this.#db,
      { tokenHash: hashOfToken(token) },
      this.#clock.now(),
    );
    if (!session) return null;
    this.#known.add(session.id);
    return session;
  }

  /** Calls the listener once for each session that has ended: logged out, revoked, replaced or expired. */
  onRevoked(listener: (sessionId: string) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Watches the session of an open socket. Also calls `ended` when the session ended while the socket opened.
   * @returns a function that ends the watch
   */
  watch(sessionId: string, ended: () => void): () => void {
    const listener = (id: string) => {
      if (id === sessionId) ended();
    };
    this.#known.add(sessionId);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Begins a session, in the transaction that records the log-in.
   * @returns the token, which only the browser keeps
   */
  async begin(transaction: Db, accountId: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const createdAt = this.#clock.now();
    const expiresAt = new Date(createdAt.getTime() + lifetimeSeconds * 1000);
    const session = { id: randomUUID(), tokenHash: hashOfToken(token), accountId };
    await insertDeskSession(transaction, { ...session, createdAt, expiresAt }, maxPerAccount);
    await touchDeskAccount(transaction, accountId, createdAt);
    return token;
  }

  async end(transaction: Db, sessionId: string): Promise<boolean> {
    return deleteDeskSession(transaction, sessionId);
  }

  /** Sets the session's cookie. */
  giveCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
    const secure = isSecure(request);
    void reply.setCookie(cookieName(request), token, cookieOptions(secure));
  }

  takeCookie(request: FastifyRequest, reply: FastifyReply): void {
    const secure = isSecure(request);
    void reply.clearCookie(cookieName(request), cookieOptions(secure));
  }

  /** Finds the sessions that have ended, and calls the listeners. */
  async check(): Promise<void> {
    // A session that begins during the query is missing in its result.
    const before = [...this.#known];
    if (before.length === 0) return;
    const counting = await listDeskSessionIds(this.#db, this.#clock.now());
    for (const id of before) {
      if (!counting.has(id) && this.#known.delete(id)) this.#tell(id);
    }
  }

  protected async once(): Promise<void> {
    try {
      await this.check();
      this.#readable = true;
    } catch (err) {
      // Logs once, not every second. Meanwhile each request asks the store itself, and is refused.
      if (this.#readable) this.#logger.error({ err }, 'cannot read which desk sessions count');
      this.#readable = false;
    }
  }

  #tell(sessionId: string): void {
    this.#logger.info({ sessionId }, 'a desk session has ended');
    for (const listener of this.#listeners) {
      try {
        listener(sessionId);
      } catch (err) {
        this.#logger.error({ err }, 'open page not notified that its session has ended');
      }
    }
  }
}

export function isSecure(request: FastifyRequest): boolean {
  return request.server.lobbyAccess.allowed.isSecure(request.headers.host);
}

/** The prefix keeps other hosts of the domain, and pages without TLS, from setting this cookie. */
function cookieName(request: FastifyRequest): string {
  const name = isSecure(request) ? '__Host-vestibule_desk' : 'vestibule_desk';
  return cookieAt(name, request.headers.host);
}

function cookieOptions(secure: boolean): CookieSerializeOptions {
  return {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    // The prefix requires `/`.
    path: secure ? '/' : '/desk',
    maxAge: lifetimeSeconds,
  };
}
