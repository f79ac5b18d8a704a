import { createHash, randomBytes, randomUUID } from 'node:crypto';
import anyAscii from 'any-ascii';
import { recordEvent } from '../../audit/record.ts';
import { oneLine, printable, foldName } from '#base/text';
import { CodedError } from '../../platform/operator-error.ts';
import type { DeskRole } from '../../protocol/desk-account-messages.ts';
import type { Db } from '../../store/schema.ts';
import {
  deleteDeskLink,
  findDeskAccountByLogin,
  insertDeskAccount,
  listDeskAccounts,
  markDeskAccountRevoked,
  replaceDeskLink,
  setDeskRole,
  unmarkDeskAccountRevoked,
  type DeskAccountRow,
  deleteDeskSessionsOf,
} from './account-rows.ts';

const maxNameLength = 80;
const maxLoginLength = 64;
const linkLifetimeMs = 24 * 60 * 60_000;

/** Says why an account was not added or changed, and what to do. Nothing was stored. */
class DeskAccountError extends CodedError<
  | 'bad_name'
  | 'bad_login'
  | 'login_taken'
  | 'no_such_account'
  | 'ambiguous_account'
  | 'not_revoked'
  | 'same_role'
  | 'last_manager'
  | 'provider_only'
> {}

/** A one-time link. It is shown once, and only its hash is stored. */
export interface DeskLink {
  token: string;
  expiresAt: Date;
}

/** The actor for the audit record, and the time. */
interface Act {
  actor: string;
  now?: Date;
  /** True at the desk, where one manager must remain. The command can add a new one. */
  keepsManager?: boolean;
}

/** @param login default: derived from the name. @throws {DeskAccountError} */
export async function addDeskAccount(
  db: Db,
  { name, role, login }: { name: string; role: DeskRole; login?: string | undefined },
  { actor, now = new Date() }: Act,
): Promise<{ account: DeskAccountRow; link: DeskLink }> {
  const account = {
    id: randomUUID(),
    name: usableName(name),
    login: login === undefined ? loginOf(name) : usableLogin(login),
    role,
    oidcIssuer: null,
    oidcSubject: null,
    createdAt: now,
  };
  const link = newLink(now);
  await db.transaction().execute(async (transaction) => {
    if (!(await insertDeskAccount(transaction, account))) {
      throw new DeskAccountError(
        'login_taken',
        `Somebody at the desk has the login "${account.login}" already. Choose another login (--login).`,
      );
    }
    const { id } = account;
    await replaceDeskLink(transaction, storedLink(id, link));
    await recordEvent(transaction, {
      action: 'desk_account_added',
      actor,
      subject: id,
      details: { role, way: 'link' },
    });
  });
  return {
    account: {
      ...account,
      ...{ passwordHash: null, lastLoginAt: null, revokedAt: null, language: null, place: null },
    },
    link,
  };
}

/** Whether the account logs in only through the OpenID provider, so that a revocation there counts here, too. */
export function isOfProvider({ oidcSubject }: Pick<DeskAccountRow, 'oidcSubject'>): boolean {
  return oidcSubject !== null;
}

/**
 * Makes a new link, which replaces an earlier one. The password stays valid until a new one is set.
 * @throws {DeskAccountError} for an account of the OpenID provider
 */
export async function makeDeskLink(
  db: Db,
  account: DeskAccountRow,
  { actor, now = new Date() }: Act,
): Promise<DeskLink> {
  if (isOfProvider(account)) {
    throw new DeskAccountError(
      'provider_only',
      printable`"${account.name}" logs in through the OpenID provider only. A link would set a password, which does not count.`,
    );
  }
  const link = newLink(now);
  await db.transaction().execute(async (transaction) => {
    await replaceDeskLink(transaction, storedLink(account.id, link));
    await recordEvent(transaction, { action: 'desk_link_made', actor, subject: account.id });
  });
  return link;
}

/** Ends the account's sessions, link and password. Returns false when the account was revoked already. */
export async function revokeDeskAccount(
  db: Db,
  { id }: DeskAccountRow,
  { actor, now = new Date(), keepsManager = false }: Act,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (keepsManager) await expectManagerBeside(transaction, id);
    if (!(await markDeskAccountRevoked(transaction, id, now))) return false;
    await deleteDeskLink(transaction, id);
    await deleteDeskSessionsOf(transaction, id);
    await recordEvent(transaction, { action: 'desk_account_revoked', actor, subject: id });
    return true;
  });
}

/** Undoes a revocation. Returns a link for a new password; null for a provider's account. @throws {DeskAccountError} */
export async function restoreDeskAccount(
  db: Db,
  account: DeskAccountRow,
  { actor, now = new Date() }: Act,
): Promise<DeskLink | null> {
  if (!account.revokedAt) {
    throw new DeskAccountError('not_revoked', printable`"${account.name}" is not revoked.`);
  }
  const link = isOfProvider(account) ? null : newLink(now);
  await db.transaction().execute(async (transaction) => {
    if (await findDeskAccountByLogin(transaction, account.login)) {
      throw new DeskAccountError(
        'login_taken',
        `Somebody else has the login "${account.login}" by now. Add a new account with another login (--login).`,
      );
    }
    await unmarkDeskAccountRevoked(transaction, account.id);
    if (link) await replaceDeskLink(transaction, storedLink(account.id, link));
    const subject = account.id;
    await recordEvent(transaction, { action: 'desk_account_restored', actor, subject });
  });
  return link;
}

/** Also ends the account's sessions, so that no open page keeps the former role. @throws {DeskAccountError} */
export async function changeDeskRole(
  db: Db,
  { id, name, role: former }: DeskAccountRow,
  role: DeskRole,
  { actor, keepsManager = false }: Act,
): Promise<void> {
  if (role === former) {
    throw new DeskAccountError('same_role', printable`"${name}" has the role ${role} already.`);
  }
  await db.transaction().execute(async (transaction) => {
    if (keepsManager) await expectManagerBeside(transaction, id);
    await setDeskRole(transaction, id, role);
    await deleteDeskSessionsOf(transaction, id);
    const details = { from: former, to: role };
    await recordEvent(transaction, { action: 'desk_role_changed', actor, subject: id, details });
  });
}

/** @throws {DeskAccountError} `last_manager` when no other manager's account is in use */
async function expectManagerBeside(transaction: Db, accountId: string): Promise<void> {
  const accounts = await listDeskAccounts(transaction);
  const isThere = accounts.some(
    ({ id, role, revokedAt }) => id !== accountId && role === 'manager' && revokedAt === null,
  );
  if (isThere) return;
  throw new DeskAccountError(
    'last_manager',
    'This is the last manager. Add another one first; nothing was changed.',
  );
}

/**
 * Returns the one account with this login, id or exact name.
 * @param among accounts in use, or revoked accounts
 * @throws {DeskAccountError} for no account, or several
 */
export async function resolveDeskAccount(
  db: Db,
  wanted: string,
  among: 'in_use' | 'revoked' = 'in_use',
): Promise<DeskAccountRow> {
  const all = await listDeskAccounts(db);
  const accounts = all.filter(({ revokedAt }) => (revokedAt === null) === (among === 'in_use'));
  const folded = foldName(wanted);
  const exact = accounts.filter(({ id, login }) => id === wanted || login === folded);
  const found = exact.length > 0 ? exact : accounts.filter((one) => foldName(one.name) === folded);
  const [account, ...others] = found;
  if (account && others.length === 0) return account;
  const what = among === 'in_use' ? 'account' : 'revoked account';
  if (!account) {
    const known = accounts.map(({ login }) => login).join(', ');
    throw new DeskAccountError(
      'no_such_account',
      printable`No ${what} of the desk is "${wanted}". ${known ? `There are: ${known}.` : 'There is none.'}`,
    );
  }
  const which = found.map((one) => (among === 'in_use' ? one.login : one.id)).join(', ');
  throw new DeskAccountError(
    'ambiguous_account',
    printable`"${wanted}" can mean ${found.length} accounts. Say which one: ${which}.`,
  );
}

/** Returns whether an account can be used. @param links expiry of the open links, by account */
export function deskAccountState(
  account: DeskAccountRow,
  links: ReadonlyMap<string, Date>,
): 'revoked' | 'active' | 'link_open' | 'link_expired' {
  if (account.revokedAt) return 'revoked';
  if (account.passwordHash !== null || account.oidcSubject !== null) return 'active';
  const expiresAt = links.get(account.id);
  return expiresAt && expiresAt > new Date() ? 'link_open' : 'link_expired';
}

/** Returns a name that the desk may store. @throws {DeskAccountError} */
function usableName(name: string): string {
  const trimmed = name.trim();
  const isShown = trimmed === oneLine(trimmed) && foldName(trimmed) !== '';
  if (isShown && [...trimmed].length <= maxNameLength) return trimmed;
  throw new DeskAccountError(
    'bad_name',
    `The name of an account has 1 to ${maxNameLength} printable characters, for example "Ada Example".`,
  );
}

/** Folds a login for storage and comparison. */
export function foldLogin(login: string): string {
  return foldName(login);
}

function usableLogin(login: string): string {
  const folded = foldLogin(login);
  const isUsable = /^[a-z0-9][a-z0-9._@+-]*$/.test(folded) && folded.length <= maxLoginLength;
  if (isUsable) return folded;
  throw new DeskAccountError(
    'bad_login',
    `A login has 1 to ${maxLoginLength} of the letters a to z, digits and . _ @ + -, for example ada.example or an e-mail address.`,
  );
}

/** `Ada Example` → `ada.example`. @throws {DeskAccountError} */
function loginOf(name: string): string {
  const parts = anyAscii(name)
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '');
  const login = parts.join('.').slice(0, maxLoginLength).replace(/\.$/, '');
  if (login !== '') return login;
  throw new DeskAccountError(
    'bad_login',
    'No login can be made of this name. Give one (--login), for example front.desk.',
  );
}

function newLink(now: Date): DeskLink {
  const token = randomBytes(32).toString('base64url');
  return { token, expiresAt: new Date(now.getTime() + linkLifetimeMs) };
}

function storedLink(accountId: string, { token, expiresAt }: DeskLink) {
  return { accountId, tokenHash: hashOfToken(token), expiresAt };
}

/** The token has 32 random bytes, so a plain hash protects it. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
