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
/** The tables of first-schema/arrival-tables.ts. */
export interface ArrivalSchema {
  expected_visits: ExpectedVisitsTable;
  visitor_profiles: VisitorProfilesTable;
}

/** A trigger empties what names a person when they are deleted. */
export interface ExpectedVisitsTable {
  /** Envoy's. */
  inviteId: string;
  /** The enrolled person whom the contents name. */
  personId: string | null;
  /** Encrypted: who comes, to whom, and where. */
  contents: Buffer | null;
  expectedAt: Date;
  /** `2026-03-12`, where the visit is. */
  day: string;
  /** Envoy says that they have signed in. */
  arrived: boolean;
  /** Envoy says that the invitation was withdrawn, and an event that comes late changes nothing. */
  removed: boolean;
  /** Their sign-in. */
  jobId: string | null;
  updatedAt: Date;
}

/** Envoy's ids of visitors whom a face check has found to be an enrolled person. */
export interface VisitorProfilesTable {
  profileId: string;
  personId: string;
  /** The sign-in that it was learnt at. */
  jobId: string;
  learntAt: Date;
}
