import type { DeskRole } from '../protocol/desk-account-messages.ts';

/** The tables of who may use the desk, as first-schema/desk-account-tables.ts makes them. */
export interface DeskAccountSchema {
  desk_accounts: DeskAccountsTable;
  desk_links: DeskLinksTable;
  desk_login_tries: DeskLoginTriesTable;
  desk_passkeys: DeskPasskeysTable;
  desk_sessions: DeskSessionsTable;
}

export interface DeskAccountsTable {
  id: string;
  name: string;
  /** What is typed to log in, in lower case. Unique among the accounts that are not revoked. */
  login: string;
  role: DeskRole;
  /** Argon2id in PHC form; null until a password was set. */
  passwordHash: string | null;
  /** Who it is at the OpenID provider; both or neither. No two accounts share one, revoked or not. */
  oidcIssuer: string | null;
  oidcSubject: string | null;
  createdAt: Date;
  lastLoginAt: Date | null;
  revokedAt: Date | null;
}

/** One at most for each account. */
interface DeskLinksTable {
  accountId: string;
  tokenHash: string;
  expiresAt: Date;
}

/** Of logins that no one has, too: else a pause would tell which there are. */
interface DeskLoginTriesTable {
  loginHash: string;
  failures: number;
  lastAt: Date;
  pausedUntil: Date | null;
}

export interface DeskPasskeysTable {
  /** Base64url, as the browser gives it. */
  credentialId: string;
  accountId: string;
  /** COSE. */
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
  transports: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
}

export interface DeskSessionsTable {
  /** Not the token: for logs, sockets and revocation. */
  id: string;
  /** The token itself is nowhere but in the browser. */
  tokenHash: string;
  accountId: string;
  createdAt: Date;
  expiresAt: Date;
}
