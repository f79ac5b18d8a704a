import type { DeskRole } from '../protocol/desk-account-messages.ts';
import type { Outcome } from '../protocol/desk-messages.ts';
import type { Language } from '../protocol/languages.ts';

/** The tables of who may use the desk, as first-schema/sign-in-tables.ts makes them. */
export interface DeskAccountSchema {
  desk_accounts: DeskAccountsTable;
  desk_links: DeskLinksTable;
  desk_login_tries: DeskLoginTriesTable;
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
  /** Of the page; null: that of the browser. */
  language: Language | null;
  /** Whose visitors it is shown, by the name of the place; null: everybody. */
  place: string | null;
  revokedAt: Date | null;
}

/** One at most for each account. */
interface DeskLinksTable {
  accountId: string;
  tokenHash: string;
  expiresAt: Date;
}

/** Of logins that no one has, too: else a pause would tell which there are. */
export interface DeskLoginTriesTable {
  loginHash: string;
  /** In a row, since the last right password. */
  failures: number;
  triedAt: Date;
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
/** The tables of who is expected, as first-schema/people-tables.ts makes them. */
export interface ArrivalSchema {
  expected_visits: ExpectedVisitsTable;
}

/** A trigger empties what names a person when they are deleted. */
export interface ExpectedVisitsTable {
  /** Envoy's. */
  inviteId: string;
  /** The enrolled person whom the contents name. */
  personId: string | null;
  /** Encrypted: visitor, host, and place. */
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

/** The tables of what the desk sees and says. */
export interface BoardSchema {
  desk_cards: DeskCardsTable;
}

/** A trigger empties what names a person when they are deleted. */
export interface DeskCardsTable {
  jobId: string;
  /** The enrolled person whom the contents name. */
  personId: string | null;
  /** Encrypted: visitor, host, and place. */
  contents: Buffer | null;
  /** Encrypted: what the desk wrote. */
  note: Buffer | null;
  heldAt: Date;
  /** When someone at the desk had seen to it, and whose account that was. */
  seenAt: Date | null;
  /** Null with `seenAt`: it closed by itself. */
  seenBy: string | null;
  /** Null where it was closed before there were outcomes. */
  outcome: Outcome | null;
  /** The first sign-in of the visit, where this one goes on with it; null: it is the first, or the only one. */
  firstJobId: string | null;
  /** The account that is with the visitor, and since when. */
  withBy: string | null;
  withAt: Date | null;
}
