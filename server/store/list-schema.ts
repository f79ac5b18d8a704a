import type { Generated } from 'kysely';

/** The tables of lists that sign-ins are checked against. */
export interface ListSchema {
  credential_issuers: CredentialIssuersTable;
  credential_keys: CredentialKeysTable;
  credential_directories: CredentialDirectoriesTable;
  revocation_lists: RevocationListsTable;
  csca_lists: CscaListsTable;
  revoked_credentials: RevokedCredentialsTable;
  watchlist_entries: WatchlistEntriesTable;
  watchlist_faces: WatchlistFacesTable;
  watchlists: WatchlistsTable;
  watchlist_listed: WatchlistListedTable;
  watchlist_readings: WatchlistReadingsTable;
  followed_lists: FollowedListsTable;
  proposed_lists: ProposedListsTable;
  list_dismissals: ListDismissalsTable;
  watchlist_revisions: { own: number; official: number };
}

/** `shc`: SMART Health Cards. `dcc`: EU Digital COVID Certificates. */
export type CredentialKind = 'shc' | 'dcc';

export interface CredentialIssuersTable {
  id: string;
  kind: CredentialKind;
  /** The address that its cards name, or the country that signs. */
  issuer: string;
  name: string | null;
  addedAt: Date;
  changedAt: Date;
}

export interface CredentialKeysTable {
  issuerId: string;
  /** As the credentials have it: base64url for `shc`, base64 for `dcc`. */
  kid: string;
  /** A JWK. */
  publicKey: string;
  notBefore: Date | null;
  notAfter: Date | null;
  /** What it may sign, of `test`, `vaccination` and `recovery`, with spaces between; null: anything. */
  purposes: string | null;
  /** How often its issuer says that its list of revoked cards changed; null where it keeps none. */
  crlVersion: number | null;
}

export interface CredentialDirectoriesTable {
  /** Where it was collected, or the name of its file. */
  source: string;
  /** The directory's own time; null when it has none. */
  listedAt: string | null;
  importedAt: Date;
  issuers: number;
  /** SHA-256 of the key that its signature was checked with, in hex; null when it was not. */
  signedBy: string | null;
}

export interface RevocationListsTable {
  id: Generated<number>;
  kind: CredentialKind;
  /** The issuer of the cards, or what the operator calls a list of certificates. */
  source: string;
  /** The key whose cards it is about; empty for certificates. */
  kid: string;
  /** How often its publisher has changed it; null when it does not say. */
  counter: number | null;
  importedAt: Date;
  entries: number;
  isComplete: boolean;
  /** JSON: what is missing in it, in a sentence each; null when nothing is. */
  warnings: string | null;
}

interface RevokedCredentialsTable {
  id: Generated<number>;
  listId: number;
  /** A card's `rid`, or what `certificateMarks` makes of a certificate. */
  identifier: string;
  /** Only those issued before, in seconds since 1970; null: all. */
  issuedBefore: number | null;
}

/**
 * `list`: a master list of authorities that sign passports. `link`: a certificate by which an authority names its next
 * key. `revocations`: the signers that an authority withdrew.
 */
export type CscaListKind = 'list' | 'link' | 'revocations';

/** Whose passports are believed, each file as its publisher signed it. */
export interface CscaListsTable {
  /** Of a list: the country of the authority behind its signer; one list for each. Of others, with their kind. */
  publisher: string;
  kind: CscaListKind;
  /** Of `content`, in hex. */
  sha256: string;
  /** SHA-256 of the authority's certificate, in hex: what the operator compared. Of revocations: of its name. */
  authority: string;
  /** Of revocations: the signers withdrawn. */
  authorities: number;
  /** Of revocations: when the authority meant to publish the next ones. */
  signerUntil: Date;
  importedAt: Date;
  content: Buffer;
  /** `sha256` and `authority`, sealed under the template key; see keys/sealed-secret.ts. */
  seal: Buffer;
}

export interface WatchlistEntriesTable {
  id: string;
  name: string | null;
  /** Other names. */
  aliases: Generated<string[]>;
  /** `1990-12-31` */
  birthDate: string | null;
  country: string | null;
  email: string | null;
  /** Everyone whose e-mail address is at it, or below it. */
  domain: string | null;
  /** E.164 */
  phone: string | null;
  company: string | null;
  /** Why, in the words of who added it. */
  note: string;
  /** What allows to keep the face; null when there is none, needed with photos. */
  legalBasis: string | null;
  addedBy: string;
  addedAt: Date;
  expiresAt: Date | null;
}

export interface WatchlistFacesTable {
  id: Generated<number>;
  entryId: string;
  model: string;
  /** See templates/cipher.ts; the owner is the entry. */
  ciphertext: Buffer;
  createdAt: Date;
}

export interface WatchlistsTable {
  id: Generated<number>;
  /** Who publishes it, for example `ofac`. */
  source: string;
  /** Which of the publisher's lists; empty for the one that has no name of its own here. */
  name: Generated<string>;
  /** The list's own date; null when it has none. */
  listDate: string | null;
  importedAt: Date;
  entries: number;
  isComplete: boolean;
  /** JSON: what is missing in it, in a sentence each; null when nothing is. */
  warnings: string | null;
}

export interface WatchlistListedTable {
  id: Generated<number>;
  listId: number;
  /** The list's own number of the entry. */
  reference: string;
  kind: 'person' | 'company';
  /** JSON: the name and all others that are not weak. */
  names: string;
  /** JSON: names that the publisher calls weak. */
  weakNames: Generated<string>;
  /** JSON: EDTF, such as `1960`, `1960-01-12`, `1960~` and `1960/1963`; see packages/sanctions-lists/birth-date.ts. */
  birthDates: string;
  /** JSON: as the list writes them. */
  countries: string;
}

/**
 * How the names of an official list are read, worked out when it was imported. A start reads this
 * instead of the names, which takes several times as long.
 */
export interface WatchlistReadingsTable {
  listId: number;
  /** From 0. */
  part: number;
  /** By which rules; see packages/name-matching/stored-names.ts. */
  madeBy: string;
  /** JSON: see packages/name-matching/stored-names.ts. */
  content: string;
}

/** A list of a publisher's that is kept current; see watchlist/follow/followable.ts. */
export interface FollowedListsTable {
  /** What its publisher's list is called there: `ofac-sdn`. */
  name: string;
  /** The list that it keeps current, as `watchlists` has it. */
  source: string;
  list: string;
  /** Where it is fetched instead of at its publisher's; null: there. */
  address: string | null;
  followedAt: Date;
  /** Not fetched before. */
  dueAt: Date;
  lookedAt: Date | null;
  /** Tries in a row that failed. */
  failures: number;
  /** Why the last one failed: a code, never what a server said. */
  fault: string | null;
  /** Of the file that was read whole last, whatever became of it. */
  etag: string | null;
  lastModified: string | null;
  sha256: string | null;
  /** What became of it; null: none was read yet. */
  standing: FileStanding | null;
  /** When the list in force was known to be the publisher's for the last time. */
  currentAt: Date | null;
}

/** `proposed`: someone is asked about it. */
export type FileStanding = 'in_force' | 'proposed' | 'rejected';

/** A list that was read whole and is kept beside the one in force until someone has looked at it. */
export interface ProposedListsTable {
  listId: number;
  doubt: 'list_shrunk' | 'list_is_another' | 'list_older' | 'list_says_less';
  entriesBefore: number;
  /** How many of those are in it. */
  entriesKept: number;
  proposedAt: Date;
  /** JSON: what the question names beside the numbers, see watchlist/update-plausibility.ts. */
  details: string | null;
}

/** The desk said that an entry of an official list does not mean this person. */
export interface ListDismissalsTable {
  personId: string;
  /** `ofac`, or `ofac/consolidated` */
  list: string;
  /** The list's own number. */
  entry: string;
  /** Of the entry and the person's name as they were: see watchlist/dismissals.ts. */
  digest: string;
  accountId: string;
  dismissedAt: Date;
}
