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
  password_hash: string | null;
  /** Who it is at the OpenID provider; both or neither. No two accounts share one, revoked or not. */
  oidc_issuer: string | null;
  oidc_subject: string | null;
  created_at: string;
  last_login_at: string | null;
  revoked_at: string | null;
}

/** One at most for each account. */
interface DeskLinksTable {
  account_id: string;
  token_hash: string;
  expires_at: string;
}

/** Of logins that nobody has, too: else a pause would tell which there are. */
interface DeskLoginTriesTable {
  login_hash: string;
  failures: number;
  last_at: string;
  paused_until: string | null;
}

export interface DeskPasskeysTable {
  /** Base64url, as the browser gives it. */
  credential_id: string;
  account_id: string;
  /** COSE. */
  public_key: Buffer;
  counter: number;
  /** A JSON list of texts. */
  transports: string;
  created_at: string;
  last_used_at: string | null;
}

interface DeskSessionsTable {
  /** Not the token: for logs, sockets and revocation. */
  id: string;
  token_hash: string;
  account_id: string;
  created_at: string;
  expires_at: string;
}
