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
} from '../../store/tables/desk-accounts.ts';
import { cookieAt } from '../../kiosk/lobby-access.ts';
import { hashOfToken } from './accounts.ts';

const lifetimeSeconds = 12 * 60 * 60;
/** An account is used at a few places at once, and the oldest of more sessions ends. */
const maxPerAccount = 10;
/** How soon a socket learns of what a command did in another process. */
const checkEveryMs = 1000;

/** Who is signed in. */
export interface DeskUser {
  accountId: string;
  name: string;
  role: DeskRole;
  /** Null: that of the browser. */
  language: Language | null;
  /** Not the token: it may be logged, and told to sockets. */
  sessionId: string;
}

/** The account that does something at the desk. */
export type DeskActor = Pick<DeskUser, 'accountId'>;

/** What an installation sets of who may do what. */
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
 * Sessions of the desk. Each request looks into the database, so what was revoked, by whichever
 * process, counts no more; and once a second it is looked at for those who have a socket open.
 */
export class DeskSessions extends PeriodicTask {
  readonly rules: DeskRules;
  readonly #db: Db;
  readonly #logger: FastifyBaseLogger;
  readonly #clock: Clock;
  /** Ids that were seen and still counted then. */
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

  /** The account that sent this request, by its cookie; null without a session. */
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

  /** Told once of each session that has ended: logged out, revoked, replaced or run out. */
  onRevoked(listener: (sessionId: string) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * For a socket, once it is open: told also when the session ended while it was being opened.
   * @returns how to call it off
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
   * Begins a session, in the transaction that puts the log-in on record.
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

  /** Gives the browser its token. */
  giveCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
    const secure = isSecure(request);
    void reply.setCookie(cookieName(request), token, cookieOptions(secure));
  }

  takeCookie(request: FastifyRequest, reply: FastifyReply): void {
    const secure = isSecure(request);
    void reply.clearCookie(cookieName(request), cookieOptions(secure));
  }

  /** Looks now which sessions have ended, and tells of them. */
  async check(): Promise<void> {
    // A session that begins while the store answers is missing in the answer.
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
      // Once, not every second. Each request asks the store itself, and is refused meanwhile.
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

/** With the prefix, no other host of the domain, and no page without TLS, can set one of its own. */
function cookieName(request: FastifyRequest): string {
  const name = isSecure(request) ? '__Host-vestibule_desk' : 'vestibule_desk';
  return cookieAt(name, request.headers.host);
}

function cookieOptions(secure: boolean): CookieSerializeOptions {
  return {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    // Which the prefix asks for.
    path: secure ? '/' : '/desk',
    maxAge: lifetimeSeconds,
  };
}
