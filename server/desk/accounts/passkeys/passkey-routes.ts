import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { recordEvent } from '../../../audit/record.ts';
import {
  AddPasskeyRequest,
  DeskPasskeys,
  DeskRefusal,
  DeskSession,
  PasskeyLoginRequest,
  RemovePasskeyRequest,
} from '../../../protocol/desk-account-messages.ts';
import { findDeskAccount } from '../../../store/tables/desk-accounts.ts';
import { deleteDeskPasskey, listDeskPasskeys } from '../../../store/tables/desk-log-in.ts';
import { addressLimit } from '../../../platform/address-limit.ts';
import { refuseFault, signedIn } from '../account-routes.ts';
import { deskGuard } from '../desk-guard.ts';
import { maxPasskeys, Passkeys, relyingPartyOf, type PasskeysDeps } from './passkeys.ts';

const triesPerMinute = 20;
/** A post-quantum key and its proof; elsewhere less is taken. */
const bodyLimit = 32 * 1024;

const refusals = {
  not_signed_in: { error: 'not_signed_in', message: 'Please log in.' },
  wrong_passkey: {
    error: 'wrong_passkey',
    message: 'This passkey is of no account here. Log in in another way, then add it.',
  },
  not_added: {
    error: 'wrong_passkey',
    message: `The passkey was not added: it must be new, and check its user by a PIN, a finger or a face; an account has ${maxPasskeys} at most.`,
  },
} as const satisfies Record<string, DeskRefusal>;

/** `/desk/api/passkeys/…`: adding them when signed in, and logging in with one. */
export const passkeyRoutes: FastifyPluginAsyncTypebox<PasskeysDeps> = async (app, deps) => {
  const { db, sessions } = deps;
  const passkeys = new Passkeys(deps);
  await app.register(rateLimit, { global: false });
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => refuseFault(error, request, reply));
  const { checkOrigin } = app.lobbyAccess.callers;
  const config = addressLimit(triesPerMinute);
  const ofUser = [checkOrigin, deskGuard(sessions, null)];
  const refused = { '4xx': DeskRefusal };

  app.get(
    '/desk/api/passkeys',
    {
      schema: { response: { 200: DeskPasskeys, ...refused } },
      onRequest: deskGuard(sessions, null),
    },
    async (request) => listOf(request.deskUser?.accountId ?? ''),
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
      if (await passkeys.add(party, user, request.body)) return listOf(user.accountId);
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
      await db.transaction().execute(async (transaction) => {
        if (!(await deleteDeskPasskey(transaction, accountId, request.body.id))) return;
        const event = { action: 'desk_passkey_removed', actor: `desk:${accountId}` } as const;
        await recordEvent(transaction, { ...event, subject: accountId });
      });
      return listOf(accountId);
    },
  );

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

  async function listOf(accountId: string): Promise<DeskPasskeys> {
    const rows = await listDeskPasskeys(db, accountId);
    return {
      passkeys: rows.map(({ credentialId, createdAt, lastUsedAt }) => ({
        id: credentialId,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      })),
    };
  }
};

function notHere(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message =
    `Passkeys need a page with a DNS name and TLS, like https://lobby.example, but this one is at ${request.headers.host ?? ''}. ` +
    'An IP address is no valid RP ID. Give the lobby listener a name and a certificate: vestibule kiosk certificate';
  return reply.code(409).send({ error: 'no_passkeys_here', message } satisfies DeskRefusal);
}
