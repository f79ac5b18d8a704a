import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  ChangePasswordRequest,
  DeskRefusal,
  DeskSession,
  LinkRequest,
  PreferencesRequest,
  LoginRequest,
  SetPasswordRequest,
  type DeskSignedIn,
} from '../../protocol/desk-account-messages.ts';
import { setDeskPreferences, type DeskSessionRow } from './account-rows.ts';
import { addressLimit } from '../../platform/connection-limit.ts';
import { isOfProvider } from './accounts.ts';
import { deskGuard, actsOf } from './desk-guard.ts';
import type { KnownBrowsers } from './known-browsers.ts';
import type { DeskRules } from './sessions.ts';
import {
  changePassword,
  logInWithPassword,
  endOwnSession,
  findByLink,
  setPasswordByLink,
  type LogIn,
  type LogInDeps,
} from './log-in.ts';
import { QueueFullError } from '../../platform/work-queue.ts';

export interface AccountRoutesOptions extends LogInDeps {
  /** Whether an OpenID provider is available beside the password. */
  hasProvider: boolean;
  browsers: KnownBrowsers;
  /** The name of the office; null where none is set. */
  office: string | null;
}

type Offer = Pick<AccountRoutesOptions, 'hasProvider' | 'office'>;

const triesPerMinute = 10;
const answers = { 200: DeskSession, '4xx': DeskRefusal, 503: DeskRefusal };

/**
 * `POST /desk/api/login`, `POST /desk/api/logout`, `GET /desk/api/me`, `POST /desk/api/password`, `POST /desk/api/link`
 * and `POST /desk/api/set-password`: log-in and log-out. The session's token travels only in a cookie.
 */
export const accountRoutes: FastifyPluginAsyncTypebox<AccountRoutesOptions> = async (
  app,
  { hasProvider, office, ...deps },
) => {
  const { sessions } = deps;
  await guardLogIns(app);
  const { checkOrigin } = app.lobbyAccess.callers;
  const limited = { config: addressLimit(triesPerMinute), onRequest: checkOrigin };

  app.get('/desk/api/me', { schema: { response: answers } }, async (request) => {
    const session = await sessions.sessionOf(request);
    return session
      ? describeSignedIn(session, sessions.rules, office)
      : describeSignedOut({ hasProvider, office });
  });

  app.post(
    '/desk/api/login',
    { schema: { body: LoginRequest, response: answers }, ...limited },
    async (request, reply) =>
      answer(
        request,
        reply,
        { ...deps, office },
        await logInWithPassword(deps, loginIn(request, deps)),
      ),
  );

  app.post(
    '/desk/api/link',
    { schema: { body: LinkRequest, response: answers }, ...limited },
    async (request, reply) => {
      const account = await findByLink(deps, request.body.link);
      return account
        ? describeSignedOut({ hasProvider, office })
        : reply.code(statuses.bad_link).send(refusals.bad_link);
    },
  );

  app.post(
    '/desk/api/set-password',
    { schema: { body: SetPasswordRequest, response: answers }, ...limited },
    async (request, reply) =>
      answer(request, reply, { ...deps, office }, await setPasswordByLink(deps, request.body)),
  );

  app.post(
    '/desk/api/logout',
    { schema: { response: answers }, onRequest: [checkOrigin, deskGuard(sessions, null)] },
    async (request, reply) => {
      if (request.deskUser) await endOwnSession(deps, request.deskUser);
      sessions.takeCookie(request, reply);
      return describeSignedOut({ hasProvider, office });
    },
  );

  await app.register(ownAccountRoutes, { hasProvider, office, ...deps });
};

/** Changes that every account may make to itself. */
const ownAccountRoutes: FastifyPluginAsyncTypebox<AccountRoutesOptions> = async (
  app,
  { hasProvider, office, ...deps },
) => {
  const { sessions } = deps;
  const onRequest = [app.lobbyAccess.callers.checkOrigin, deskGuard(sessions, null)];

  app.post(
    '/desk/api/password',
    {
      schema: { body: ChangePasswordRequest, response: answers },
      config: addressLimit(triesPerMinute),
      onRequest,
    },
    async (request, reply) => {
      const { accountId } = request.deskUser!;
      return answer(
        request,
        reply,
        { ...deps, office },
        await changePassword(deps, accountId, loginIn(request, deps)),
      );
    },
  );

  app.put(
    '/desk/api/preferences',
    { schema: { body: PreferencesRequest, response: answers }, onRequest },
    async (request) => {
      await setDeskPreferences(deps.db, request.deskUser!.accountId, request.body);
      const session = await sessions.sessionOf(request);
      return session
        ? describeSignedIn(session, sessions.rules, office)
        : describeSignedOut({ hasProvider, office });
    },
  );
};

/** What somebody typed, and where. */
function loginIn<Body extends object>(
  request: FastifyRequest & { body: Body },
  { browsers }: Pick<AccountRoutesOptions, 'browsers'>,
) {
  return { ...request.body, browserOf: (login: string) => browsers.idOf(request, login) };
}

function describeSignedOut({ hasProvider, office }: Offer) {
  return { signedIn: false as const, ways: { password: true, oidc: hasProvider }, office };
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { sessions, browsers, office }: Pick<AccountRoutesOptions, 'sessions' | 'browsers' | 'office'>,
  result: LogIn,
) {
  if (!result.done) {
    request.log.info({ refusal: result.refusal }, 'a log-in at the desk was refused');
    if (result.refusal === 'paused') retryAfter(reply, result.pausedMs);
    if (result.refusal === 'busy') retryAfter(reply, 1000);
    return reply.code(statuses[result.refusal]).send(refusalOf(result));
  }
  sessions.giveCookie(request, reply, result.token);
  browsers.remember(request, reply, result.account.login);
  const session = await sessions.byToken(result.token);
  // The session was revoked at this moment.
  if (!session) return reply.code(403).send(refusals.wrong_login);
  request.log.info({ accountId: session.accountId }, 'somebody logged in at the desk');
  return describeSignedIn(session, sessions.rules, office);
}

function describeSignedIn(
  { expiresAt, ...session }: DeskSessionRow,
  rules: DeskRules,
  office: string | null,
): DeskSignedIn {
  const { name, login, role, language, place } = session;
  return {
    signedIn: true,
    user: { name, login, role, language, place, byProvider: isOfProvider(session) },
    may: actsOf(role, rules),
    expiresAt: expiresAt.toISOString(),
    office,
  };
}

const statuses = {
  wrong_login: 403,
  bad_link: 403,
  provider_only: 409,
  bad_password: 422,
  paused: 429,
  busy: 503,
} as const;

const refusals = {
  malformed: { error: 'malformed', message: 'Please fill in all fields.' },
  wrong_login: {
    error: 'wrong_login',
    message:
      'Login and password do not fit. If you have forgotten yours, ask a manager for a new link.',
  },
  bad_link: {
    error: 'bad_link',
    message:
      'This link is not valid: used already, older than 24 hours, or replaced by a newer one. Ask a manager for a new one.',
  },
  provider_only: {
    error: 'provider_only',
    message: 'This account logs in through the OpenID provider only. Nothing was changed.',
  },
  too_many_tries: {
    error: 'too_many_tries',
    message: 'Too many tries from this computer. Please wait a minute.',
  },
  busy: { error: 'busy', message: 'Many people are logging in right now. Please try again.' },
} as const satisfies Record<string, DeskRefusal>;

function refusalOf(result: Extract<LogIn, { done: false }>): DeskRefusal {
  switch (result.refusal) {
    case 'bad_password':
      return { error: 'bad_password', message: result.message };
    case 'paused': {
      const minutes = Math.ceil(result.pausedMs / 60_000);
      const time = minutes === 1 ? 'a minute' : `${minutes} minutes`;
      const message = `Too many wrong passwords. Please wait ${time}, or ask a manager for a new link.`;
      return { error: 'paused', message, values: { minutes } };
    }
    default:
      return refusals[result.refusal];
  }
}

function retryAfter(reply: FastifyReply, milliseconds: number): void {
  void reply.header('retry-after', Math.ceil(milliseconds / 1000));
}

/** Answers errors of the log-in routes with refusals that the page can show. */
async function guardLogIns(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, { global: false });
  app.setErrorHandler<FastifyError>((error, request, reply) => refuseFault(error, request, reply));
}

/** Answers a request that failed before its route ran. */
function refuseFault(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  if (error instanceof QueueFullError) {
    retryAfter(reply, 1000);
    void reply.code(503).send(refusals.busy);
  } else if (error.statusCode === 429) void reply.code(429).send(refusals.too_many_tries);
  else if (error.validation || (error.statusCode ?? 500) < 500) {
    void reply.code(400).send(refusals.malformed);
  } else throw error;
}
