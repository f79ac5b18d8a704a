import { randomBytes } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { deskPage, type DeskReturn } from '../../../protocol/desk-account-messages.ts';
import { systemClock, type Clock } from '../../../platform/clock.ts';
import { cookieAt } from '../../../kiosk/lobby-access.ts';
import { addressLimit } from '../../../platform/connection-limit.ts';
import { beginSession, type LogInDeps } from '../log-in.ts';
import { isSecure } from '../sessions.ts';
import { admit } from './admit.ts';
import { OidcProvider, type PendingLogIn } from './openid-login.ts';
import type { Config } from '../../../config/config.ts';

export interface OidcRoutesOptions extends Omit<LogInDeps, 'passwords'> {
  oidc: NonNullable<Config['desk']['oidc']>;
  /** The client's secret; null: a public client. */
  secret: string | null;
}

const triesPerMinute = 20;
const pendingForMs = 10 * 60_000;
/** Limit of log-ins that wait for the provider. Beyond it, the oldest have to begin again. */
const maxPending = 500;

const callbackPath = '/desk/api/oidc/callback';

/**
 * `GET /desk/api/oidc/start` sends the browser to the OpenID provider. `GET /desk/api/oidc/callback` receives the
 * browser again, signed in or with the reason in the page's address.
 *
 * The session's cookie is `SameSite=Strict`, so the provider's redirect does not carry it. A second cookie, `Lax` and
 * valid for ten minutes, binds the redirect to its log-in. The page behind the redirect needs no cookie, and its own
 * requests carry the session.
 */
export const oidcRoutes: FastifyPluginAsync<OidcRoutesOptions> = async (
  app,
  { oidc, secret, db, sessions, clock = systemClock },
) => {
  // Providers that need a scope for the role claim call it like the claim: `groups`, `roles`.
  const [scopeIfKnown = ''] = oidc.roleClaim.split('.');
  const provider = new OidcProvider({ ...oidc, scopeIfKnown }, secret);
  const pendings = new PendingLogIns(clock);
  await app.register(rateLimit, { global: false });
  const config = addressLimit(triesPerMinute);

  app.get('/desk/api/oidc/start', { config }, async (request, reply) => {
    try {
      const { url, pending } = await provider.begin(callbackOf(request));
      const id = pendings.add(pending);
      const secure = isSecure(request);
      void reply.setCookie(cookieName(request), id, cookieOptions(secure));
      return await reply.redirect(url.href, 303);
    } catch (error) {
      request.log.warn({ fault: faultOf(error) }, 'request to the OpenID provider failed');
      return toPage(reply, 'provider_unreachable');
    }
  });

  app.get(callbackPath, { config }, async (request, reply) => {
    const secure = isSecure(request);
    const pending = pendings.take(request.cookies[cookieName(request)] ?? '');
    void reply.clearCookie(cookieName(request), cookieOptions(secure));
    if (!pending) return toPage(reply, 'begin_again');
    const query = request.url.slice(callbackPath.length);
    if (new URLSearchParams(query).has('error')) return toPage(reply, 'provider_refused');
    let claims;
    try {
      claims = await provider.complete(pending, query);
    } catch (error) {
      request.log.warn({ fault: faultOf(error) }, 'a log-in by the OpenID provider failed');
      return toPage(reply, 'provider_failed');
    }
    const begun = await db.transaction().execute(async (transaction) => {
      const account = await admit(transaction, claims, oidc, clock.now());
      if (!account) return null;
      const token = await beginSession(transaction, sessions, account.id, 'oidc');
      return { token, accountId: account.id };
    });
    await sessions.check();
    if (!begun) {
      request.log.info('log-in by the OpenID provider refused: no right to use the desk');
      return toPage(reply, 'not_admitted');
    }
    request.log.info({ accountId: begun.accountId }, 'somebody logged in at the desk');
    sessions.giveCookie(request, reply, begun.token);
    return toPage(reply, null);
  });
};

/** Log-ins whose browsers are at the provider. Each one counts once. */
class PendingLogIns {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #pendings = new Map<string, { pending: PendingLogIn; until: number }>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** @returns the id for `take` */
  add(pending: PendingLogIn): string {
    const id = randomBytes(32).toString('base64url');
    const now = this.#clock.now().getTime();
    for (const [old, { until }] of this.#pendings) {
      if (until > now && this.#pendings.size < maxPending) break;
      this.#pendings.delete(old);
    }
    this.#pendings.set(id, { pending, until: now + pendingForMs });
    return id;
  }

  take(id: string): PendingLogIn | null {
    const found = this.#pendings.get(id);
    this.#pendings.delete(id);
    return found && found.until > this.#clock.now().getTime() ? found.pending : null;
  }
}

/** Returns the callback address on the host that the browser uses, which `checkHost` has accepted. */
function callbackOf(request: FastifyRequest): string {
  const scheme = isSecure(request) ? 'https' : 'http';
  return `${scheme}://${request.headers.host ?? ''}${callbackPath}`;
}

/** Puts the refusal behind the `#`, which the browser sends to no server. */
function toPage(reply: FastifyReply, refused: DeskReturn | null): FastifyReply {
  return reply.redirect(refused === null ? deskPage : `${deskPage}#refused=${refused}`, 303);
}

/** Returns the library's error code, never the provider's text. */
function faultOf(error: unknown): string {
  const { code, name } = error as { code?: string; name?: string };
  const known = [code, name].find((text) => typeof text === 'string') ?? 'unknown';
  return known.slice(0, 100);
}

function cookieName(request: FastifyRequest): string {
  const name = isSecure(request) ? '__Host-vestibule_desk_oidc' : 'vestibule_desk_oidc';
  return cookieAt(name, request.headers.host);
}

function cookieOptions(secure: boolean): CookieSerializeOptions {
  return {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: secure ? '/' : '/desk/api/oidc',
    maxAge: pendingForMs / 1000,
  };
}
