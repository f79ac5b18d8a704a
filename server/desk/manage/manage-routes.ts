import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { createPairing, revokePairing } from '../../kiosk/pairing.ts';
import {
  AccountList,
  AccountInvitation,
  NewAccount,
  NewRole,
  NewScreen,
  PairingCodeShown,
  PlaceNamed,
  ScreenPlaces,
} from '../../protocol/desk-manage-messages.ts';
import { Done } from '../../protocol/desk-people-messages.ts';
import type { Db } from '../../store/schema.ts';
import { listDeskAccounts, listDeskLinks, type DeskAccountRow } from '../accounts/account-rows.ts';
import { consentTextRoutes } from './consent-text-routes.ts';
import { nameOfPlace, placesKnown } from './places.ts';
import {
  addDeskAccount,
  changeDeskRole,
  resolveDeskAccount,
  deskAccountState,
  makeDeskLink,
  revokeDeskAccount,
  type DeskLink,
} from '../accounts/accounts.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions, DeskUser } from '../accounts/sessions.ts';
import { ActRefusedError, actorOf, refuseOperatorError } from '../people/people-acts.ts';
import { PersonParams } from '../people/people-routes.ts';
import { watchlistManageRoutes, type WatchlistManageOptions } from './watchlist-routes.ts';

/** `/desk/api/manage`: the managers' acts on the page, by the functions of the command line. */
export const manageRoutes: FastifyPluginAsync<WatchlistManageOptions> = async (app, options) => {
  await app.register(rateLimit, { global: false });
  const { sessions } = options;
  const { checkOrigin } = app.lobbyAccess.callers;
  app.addHook('onRequest', async (request, reply) => {
    return request.method === 'GET' ? undefined : checkOrigin(request, reply);
  });
  app.addHook('onRequest', deskGuard(sessions, 'manage'));
  await app.register(accountManagement, options);
  await app.register(screenManagement, options);
  await app.register(watchlistManageRoutes, options);
  await app.register(consentTextRoutes, options);
};

const config = { rateLimit: { max: 60, timeWindow: '1 minute' } };
const one = { params: PersonParams };

async function accountsSeenBy(db: Db, accountId: string): Promise<AccountList> {
  const links = await listDeskLinks(db);
  const accounts = (await listDeskAccounts(db)).flatMap((account) => {
    const state = deskAccountState(account, links);
    if (state === 'revoked') return [];
    const { id, name, login, role, lastLoginAt } = account;
    return [
      { id, name, login, role, state, lastLoginAt: isoOf(lastLoginAt), isOwn: id === accountId },
    ];
  });
  return { accounts };
}

const accountManagement: FastifyPluginAsyncTypebox<{ db: Db; sessions: DeskSessions }> = async (
  app,
  { db, sessions },
) => {
  app.get(
    '/desk/api/manage/accounts',
    { schema: { response: { 200: AccountList } }, config },
    ({ deskUser }) => accountsSeenBy(db, deskUser!.accountId),
  );

  app.post(
    '/desk/api/manage/accounts',
    { schema: { body: NewAccount, response: { 200: AccountInvitation } }, config },
    async ({ body, deskUser }) => {
      const { name, role, login } = body;
      const given = { name, role, login: login.trim() || undefined };
      const act = { actor: actorOf(deskUser!) };
      const { account, link } = await refuseOperatorError(addDeskAccount(db, given, act));
      return invitation(account, link);
    },
  );

  app.post(
    '/desk/api/manage/accounts/:id/link',
    { schema: { ...one, response: { 200: AccountInvitation } }, config },
    async ({ params, deskUser }) => {
      const account = await refuseOperatorError(resolveDeskAccount(db, params.id));
      const made = makeDeskLink(db, account, { actor: actorOf(deskUser!) });
      return invitation(account, await refuseOperatorError(made));
    },
  );

  app.post(
    '/desk/api/manage/accounts/:id/role',
    { schema: { ...one, body: NewRole, response: { 200: Done } }, config },
    async ({ params, body: { role }, deskUser }) => {
      const account = await another(db, params.id, deskUser!);
      const act = { actor: actorOf(deskUser!), keepsManager: true };
      await refuseOperatorError(changeDeskRole(db, account, role, act));
      await sessions.check();
      const message = `${account.name} has the role ${role} now, and has to log in again.`;
      return { message, code: 'role_changed', values: { name: account.name } };
    },
  );

  app.post(
    '/desk/api/manage/accounts/:id/revoke',
    { schema: { ...one, response: { 200: Done } }, config },
    async ({ params, deskUser }) => {
      const account = await another(db, params.id, deskUser!);
      const act = { actor: actorOf(deskUser!), keepsManager: true };
      await refuseOperatorError(revokeDeskAccount(db, account, act));
      await sessions.check();
      const message = `${account.name} cannot log in any more.`;
      return { message, code: 'account_revoked', values: { name: account.name } };
    },
  );
};

/** Returns an account other than the user's own, so that nobody locks everyone out by a slip. */
async function another(db: Db, wanted: string, user: DeskUser): Promise<DeskAccountRow> {
  const account = await refuseOperatorError(resolveDeskAccount(db, wanted));
  // The user may have named the account by its login or name.
  if (account.id === user.accountId) {
    const message = 'This is your own account. Ask another manager to change it.';
    throw new ActRefusedError(409, 'own_account', message);
  }
  return account;
}

function invitation(
  { name, login }: DeskAccountRow,
  { token, expiresAt }: DeskLink,
): AccountInvitation {
  return { name, login, token, expiresAt: expiresAt.toISOString() };
}

function isoOf(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}

const screenManagement: FastifyPluginAsyncTypebox<
  Pick<WatchlistManageOptions, 'db' | 'places' | 'kioskRegistry'>
> = async (app, { db, places, kioskRegistry }) => {
  app.get(
    '/desk/api/manage/screens',
    { schema: { response: { 200: ScreenPlaces } }, config },
    async () => ({ places: await placesKnown(db) }),
  );

  app.post(
    '/desk/api/manage/screens/places',
    { schema: { body: PlaceNamed, response: { 200: Done } }, config },
    async ({ body, deskUser }) => {
      const done = await nameOfPlace(db, body, actorOf(deskUser!));
      await places.renew();
      return done;
    },
  );

  app.post(
    '/desk/api/manage/screens',
    { schema: { body: NewScreen, response: { 200: PairingCodeShown } }, config },
    async ({ body, deskUser }) => {
      const kiosk = { ...body, actor: actorOf(deskUser!) };
      const { code, expiresAt } = await refuseOperatorError(createPairing({ db }).newCode(kiosk));
      return { code, expiresAt: expiresAt.toISOString() };
    },
  );

  app.post(
    '/desk/api/manage/screens/:id/revoke',
    { schema: { ...one, response: { 200: Done } }, config },
    async ({ params, deskUser }) => {
      const isDone = await revokePairing(db, params.id, actorOf(deskUser!));
      await kioskRegistry.pairingChanged();
      if (!isDone)
        throw new ActRefusedError(404, 'not_paired', 'This screen is not paired any more.');
      const message = 'The screen was unpaired. It asks for a new code within seconds.';
      return { message, code: 'unpaired' };
    },
  );
};
