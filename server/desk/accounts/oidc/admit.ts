import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../../audit/record.ts';
import { mightier, type DeskRole } from '../../../protocol/desk-account-messages.ts';
import { isAddress, oneLine } from '#base/text';
import type { Db } from '../../../store/schema.ts';
import {
  deskAccountsOfLogin,
  findDeskAccount,
  findDeskAccountByLogin,
  findDeskAccountBySubject,
  insertDeskAccount,
  linkDeskSubject,
  setDeskRole,
  type DeskAccountRow,
  deleteDeskLink,
  deleteDeskSessionsOf,
} from '../account-rows.ts';
import { foldLogin } from '../accounts.ts';
import type { Claims } from './openid-login.ts';
import type { Config } from '../../../config/config.ts';

type OidcConfig = NonNullable<Config['desk']['oidc']>;

/**
 * Returns the account of the provider's user. The transaction that begins the session adds or changes this account as
 * the settings say. Null when the user has no role, no account, or a revoked one.
 */
export async function admit(
  transaction: Db,
  claims: Claims,
  config: OidcConfig,
  now: Date,
): Promise<DeskAccountRow | null> {
  const role = config.roles === null ? undefined : roleOf(claims, config, config.roles);
  const known = await findDeskAccountBySubject(transaction, claims.iss, claims.sub);
  if (role === null) {
    // The provider no longer grants a role, so the open sessions end.
    if (known) await deleteDeskSessionsOf(transaction, known.id);
    return null;
  }
  const account =
    known ??
    (await takeUp(transaction, claims)) ??
    (config.addsAccounts && role ? await add(transaction, claims, role, now) : null);
  if (!account || account.revokedAt) return null;
  if (role === undefined || role === account.role) return account;
  const { id } = account;
  await setDeskRole(transaction, id, role);
  // No open page keeps the former role.
  await deleteDeskSessionsOf(transaction, id);
  const details = { from: account.role, to: role, way: 'oidc' };
  await recordEvent(transaction, {
    action: 'desk_role_changed',
    actor: `desk:${id}`,
    subject: id,
    details,
  });
  return { ...account, role };
}

/** Null: the claim contains no known role. */
function roleOf(
  claims: Claims,
  { roleClaim }: OidcConfig,
  roles: ReadonlyMap<string, DeskRole>,
): DeskRole | null {
  const values = [claimAt(claims, roleClaim)].flat();
  const found = values.flatMap((value) => {
    const role = typeof value === 'string' ? roles.get(value) : undefined;
    return role === undefined ? [] : [role];
  });
  return found.length === 0 ? null : mightier(found);
}

/** Returns the claim with this exact name, which may be an address with dots, or the value at the path. */
function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      claims,
    );
}

/** Takes over an account of `vestibule desk add` whose login is an e-mail address that the provider has verified. */
async function takeUp(transaction: Db, claims: Claims): Promise<DeskAccountRow | null> {
  const email = verifiedEmail(claims);
  const account = email === null ? undefined : await findDeskAccountByLogin(transaction, email);
  if (!account || account.oidcSubject !== null) return null;
  const { id } = account;
  await linkDeskSubject(transaction, id, claims.iss, claims.sub);
  // From now on, only the provider identifies this account's user.
  await deleteDeskLink(transaction, id);
  await deleteDeskSessionsOf(transaction, id);
  const event = { action: 'desk_account_linked', actor: `desk:${id}`, subject: id } as const;
  await recordEvent(transaction, event);
  return account;
}

async function add(
  transaction: Db,
  claims: Claims,
  role: DeskRole,
  now: Date,
): Promise<DeskAccountRow | null> {
  const email = verifiedEmail(claims);
  const accounts = email === null ? [] : await deskAccountsOfLogin(transaction, email);
  const isTaken = accounts.some(({ revokedAt }) => revokedAt === null);
  // A revoked account must not return as a new one.
  if (accounts.length > 0 && !isTaken) return null;
  const id = randomUUID();
  const names = [claims['name'], claims['preferred_username'], claims['email']];
  const name = names.flatMap((text) => textOrNull(text) ?? [])[0] ?? 'Somebody without a name';
  const account = {
    id,
    name,
    // Commands name the account by this login.
    login: email !== null && !isTaken ? email : `oidc-${id}`,
    role,
    oidcIssuer: claims.iss,
    oidcSubject: claims.sub,
    createdAt: now,
  };
  if (!(await insertDeskAccount(transaction, account))) return null;
  await recordEvent(transaction, {
    action: 'desk_account_added',
    actor: `desk:${id}`,
    subject: id,
    details: { role, way: 'oidc' },
  });
  return (await findDeskAccount(transaction, id)) ?? null;
}

/** Returns an e-mail address that is a login unchanged. Cut or trimmed, it could become another person's. */
function verifiedEmail(claims: Claims): string | null {
  const email = claims['email'];
  if (typeof email !== 'string' || claims['email_verified'] !== true) return null;
  const isLogin = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/.test(email);
  return isLogin && isAddress(email) ? foldLogin(email) : null;
}

function textOrNull(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  return oneLine(text.slice(0, 500), 79).trim() || null;
}
