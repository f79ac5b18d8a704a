import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { recordEvent } from '../../../audit/record.ts';
import {
  AddPasskeyRequest,
  DeskPasskeys,
  DeskRefusal,
  DeskSession,
  PasskeyLoginRequest,
  RemovePasskeyRequest,
} from '../../../protocol/desk-account-messages.ts';
import type { Db } from '../../../store/schema.ts';
import {
  findDeskAccount,
  deleteDeskPasskey,
  listDeskPasskeys,
} from '../../../store/tables/desk-accounts.ts';
import { addressLimit } from '../../../platform/connection-limit.ts';
import { guardLogIns, refusals as logInRefusals, signedIn } from '../account-routes.ts';
import { isOfProvider } from '../accounts.ts';
import { deskGuard } from '../desk-guard.ts';
import { maxPasskeys, Passkeys, relyingPartyOf, type PasskeysDeps } from './passkeys.ts';

const triesPerMinute = 20;
/** A post-quantum key and its proof; elsewhere less is taken. */
const bodyLimit = 32 * 1024;

const refusals = {
  provider_only: logInRefusals.provider_only,
  not_signed_in: { error: 'not_signed_in', message: 'Please log in.' },
  wrong_passkey: {
    error: 'wrong_passkey',
    message: 'This passkey belongs to no account here. Log in another way, then add it.',
  },
  not_added: {
    error: 'wrong_passkey',
    message: `The passkey was not added: it must be a new one that asks for a PIN, a fingerprint or a face, and an account has at most ${maxPasskeys}.`,
  },
} as const satisfies Record<string, DeskRefusal>;

/** `/desk/api/passkeys/…`: adding them when signed in, and logging in with one. */
export const passkeyRoutes: FastifyPluginAsync<PasskeysDeps> = async (app, deps) => {
  await guardLogIns(app);
  const passkeys = new Passkeys(deps);
  await app.register(ownPasskeys, { ...deps, passkeys });
  await app.register(logInByPasskey, { ...deps, passkeys });
};

interface Options extends PasskeysDeps {
  passkeys: Passkeys;
}

const config = addressLimit(triesPerMinute);
const refused = { '4xx': DeskRefusal };

/** What someone who is signed in sees of their passkeys, adds and removes. */
const ownPasskeys: FastifyPluginAsyncTypebox<Options> = async (app, { db, sessions, passkeys }) => {
  const signedInOnly = deskGuard(sessions, null);
  const ofUser = [app.lobbyAccess.callers.checkOrigin, signedInOnly];

  app.get(
    '/desk/api/passkeys',
    {
      schema: { response: { 200: DeskPasskeys, ...refused } },
      onRequest: signedInOnly,
    },
    async (request) => listOf(db, request.deskUser?.accountId ?? ''),
  );

  app.post(
    '/desk/api/passkeys/add-options',
    { config, onRequest: ofUser },
    async (request, reply) => {
      const party = relyingPartyOf(request);
      if (!party) return notHere(request, reply);
      const user = request.deskUser;
      const account = user && (await findDeskAccount(db, user.accountId));
      if (!account) return reply.code(401).send(refusals.not_signed_in);
      if (isOfProvider(account)) return reply.code(409).send(refusals.provider_only);
      return passkeys.addOptions(party, account, user.sessionId);
    },
  );

  app.post(
    '/desk/api/passkeys/add',
    {
      bodyLimit,
      config,
      schema: { body: AddPasskeyRequest, response: { 200: DeskPasskeys, ...refused } },
      onRequest: ofUser,
    },
    async (request, reply) => {
      const party = relyingPartyOf(request);
      if (!party) return notHere(request, reply);
      const user = request.deskUser;
      if (!user) return reply.code(401).send(refusals.not_signed_in);
      if (await passkeys.add(party, user, request.body)) return listOf(db, user.accountId);
      return reply.code(403).send(refusals.not_added);
    },
  );

  app.post(
    '/desk/api/passkeys/remove',
    {
      schema: { body: RemovePasskeyRequest, response: { 200: DeskPasskeys, ...refused } },
      onRequest: ofUser,
    },
    async (request) => {
      const accountId = request.deskUser?.accountId ?? '';
      await removePasskey(db, accountId, request.body.id);
      return listOf(db, accountId);
    },
  );
};

/** Logging in with one. */
const logInByPasskey: FastifyPluginAsyncTypebox<Options> = async (app, { sessions, passkeys }) => {
  const { checkOrigin } = app.lobbyAccess.callers;

  app.post(
    '/desk/api/passkeys/login-options',
    { config, onRequest: checkOrigin },
    async (request, reply) => {
      const party = relyingPartyOf(request);
      return party ? passkeys.logInOptions(party) : notHere(request, reply);
    },
  );

  app.post(
    '/desk/api/passkeys/login',
    {
      bodyLimit,
      config,
      schema: { body: PasskeyLoginRequest, response: { 200: DeskSession, ...refused } },
      onRequest: checkOrigin,
    },
    async (request, reply) => {
      const party = relyingPartyOf(request);
      if (!party) return notHere(request, reply);
      const begun = await passkeys.logIn(party, request.body);
      const session = begun && (await sessions.byToken(begun.token));
      if (!session) {
        request.log.info('a log-in at the desk by a passkey was refused');
        return reply.code(403).send(refusals.wrong_passkey);
      }
      request.log.info({ accountId: session.accountId }, 'somebody logged in at the desk');
      sessions.giveCookie(request, reply, begun.token);
      return signedIn(session, sessions.rules);
    },
  );
};

async function removePasskey(db: Db, accountId: string, id: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if (!(await deleteDeskPasskey(transaction, accountId, id))) return;
    const event = { action: 'desk_passkey_removed', actor: `desk:${accountId}` } as const;
    await recordEvent(transaction, { ...event, subject: accountId });
  });
}

async function listOf(db: Db, accountId: string): Promise<DeskPasskeys> {
  const rows = await listDeskPasskeys(db, accountId);
  return {
    passkeys: rows.map(({ credentialId, createdAt, lastUsedAt }) => ({
      id: credentialId,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
  };
}

function notHere(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message =
    `Passkeys need a page with a DNS name and TLS, like https://lobby.example, but this one is at ${request.headers.host ?? ''}. ` +
    'Passkeys need an address with a name, and this one is an IP address. Give the lobby listener a name and a certificate: vestibule kiosk certificate';
  return reply.code(409).send({ error: 'no_passkeys_here', message } satisfies DeskRefusal);
}
