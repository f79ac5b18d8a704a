import type { DeskRole } from '../protocol/desk-account-messages.ts';
import type { Outcome } from '../protocol/desk-messages.ts';
import type { Language } from '../protocol/languages.ts';

/** The tables of desk accounts, as first-schema/desk-tables.ts makes them. */
export interface DeskAccountSchema {
  desk_accounts: DeskAccountsTable;
  desk_links: DeskLinksTable;
  desk_login_tries: DeskLoginTriesTable;
  desk_sessions: DeskSessionsTable;
}

export interface DeskAccountsTable {
  id: string;
  name: string;
  /** The login name in lower case. Unique among accounts that are not revoked. */
  login: string;
  role: DeskRole;
  /** Argon2id in PHC form; null until a password is set. */
  passwordHash: string | null;
  /** The account at the OpenID provider; both or neither. Two accounts never share one, revoked or not. */
  oidcIssuer: string | null;
  oidcSubject: string | null;
  createdAt: Date;
  lastLoginAt: Date | null;
  /** Language of the page; null: the browser's language. */
  language: Language | null;
  /** Name of the place whose visitors the account sees; null: every place. */
  place: string | null;
  revokedAt: Date | null;
}

/** One row at most per account. */
interface DeskLinksTable {
  accountId: string;
  tokenHash: string;
  expiresAt: Date;
}

/** Also has rows for logins without an account: otherwise a pause would show which logins exist. */
export interface DeskLoginTriesTable {
  loginHash: string;
  /** Wrong passwords in a row since the last right one. */
  failures: number;
  triedAt: Date;
}

export interface DeskSessionsTable {
  /** Identifies the session in logs, sockets and revocations. Not the token. */
  id: string;
  /** Hash of the token; only the browser has the token itself. */
  tokenHash: string;
  accountId: string;
  createdAt: Date;
  expiresAt: Date;
}
/** The tables of expected visitors. */
export interface ArrivalSchema {
  expected_visits: ExpectedVisitsTable;
}

/** Deleting a person empties the columns that name them, by a trigger. */
export interface ExpectedVisitsTable {
  /** Envoy's id of the invitation. */
  inviteId: string;
  /** The enrolled person that the contents name. */
  personId: string | null;
  /** Encrypted: visitor, host, and place. */
  contents: Buffer | null;
  expectedAt: Date;
  /** Local date of the visit, `2026-03-12`. */
  day: string;
  /** Whether Envoy reports that the visitor has signed in. */
  arrived: boolean;
  /** Whether Envoy reports that the invitation was withdrawn. A late event does not change that. */
  removed: boolean;
  /** Job id of the visitor's sign-in. */
  jobId: string | null;
  updatedAt: Date;
}

/** The tables of desk cards and notes. */
export interface BoardSchema {
  desk_cards: DeskCardsTable;
}

/** Deleting a person empties the columns that name them, by a trigger. */
export interface DeskCardsTable {
  jobId: string;
  /** The enrolled person that the contents name. */
  personId: string | null;
  /** Encrypted: visitor, host, and place. */
  contents: Buffer | null;
  /** Encrypted note of the desk. */
  note: Buffer | null;
  heldAt: Date;
  /** When somebody closed the card at the desk, and whose account that was. */
  seenAt: Date | null;
  /** Null although `seenAt` is set: the card closed by itself. */
  seenBy: string | null;
  /** Null for cards from before outcomes were stored. */
  outcome: Outcome | null;
  /** Job id of the visit's first sign-in if this card continues a visit; null: first or only sign-in. */
  firstJobId: string | null;
  /** The account that is with the visitor, and since when. */
  withBy: string | null;
  withAt: Date | null;
}
