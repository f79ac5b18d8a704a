import type { TrustFileKind } from '#passport';
import type { Generated } from 'kysely';

/** The tables of lists that sign-ins are checked against. */
export interface ListSchema {
  csca_lists: CscaListsTable;
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

/** Whom documents are believed from: each file as its publisher made it. */
export interface CscaListsTable {
  /**
   * For `list`, the country of the signer's authority; one list per country. For `wallet`: `wallet:` and its name. For
   * `wallet_status`: `status:` and its address. For others: country, kind and hash.
   */
  publisher: string;
  /** `wallet`: issuers of documents in phones; `wallet_status`: what they withdrew. The others are about passports. */
  kind: TrustFileKind | 'wallet' | 'wallet_status';
  /** Hash of `content`, in hex. */
  sha256: string;
  /** SHA-256 in hex: of the authority's certificate, which the operator compared; for `revocations`, of its name. */
  authority: string;
  /** For `revocations`: the number of withdrawn signers; for `wallet_status`: of documents that the list can have. */
  authorities: number;
  /** For `revocations`: when the authority plans its next list; for `wallet_status`: when it stops counting. */
  signerUntil: Date;
  importedAt: Date;
  content: Buffer;
  /** `sha256` and `authority`, sealed under the template key; see keys/sealed-secret.ts. */
  seal: Buffer;
}

export interface WatchlistEntriesTable {
  id: string;
  name: string | null;
  /** Other names of the person. */
  aliases: Generated<string[]>;
  /** `1990-12-31` */
  birthDate: string | null;
  country: string | null;
  email: string | null;
  /** Matches everybody whose e-mail address is at this domain or a subdomain. */
  domain: string | null;
  /** Phone number in E.164 form. */
  phone: string | null;
  company: string | null;
  /** The reason, in the words of the person who added the entry. */
  note: string;
  /** The legal basis for keeping the face. Required with photos; otherwise null. */
  legalBasis: string | null;
  addedBy: string;
  addedAt: Date;
  expiresAt: Date | null;
}

export interface WatchlistFacesTable {
  id: Generated<number>;
  entryId: string;
  model: string;
  /** See templates/cipher.ts; the entry is the owner. */
  ciphertext: Buffer;
  createdAt: Date;
}

export interface WatchlistsTable {
  id: Generated<number>;
  /** Who publishes it, for example `ofac`. */
  source: string;
  /** Which of the publisher's lists; empty for the one list without a name of its own. */
  name: Generated<string>;
  /** The list's own date; null when there is none. */
  listDate: string | null;
  importedAt: Date;
  entries: number;
  isComplete: boolean;
  /** JSON array of sentences about what the list lacks; null when it lacks nothing. */
  warnings: string | null;
}

export interface WatchlistListedTable {
  id: Generated<number>;
  listId: number;
  /** The number of the entry in the list. */
  reference: string;
  kind: 'person' | 'company';
  /** JSON: the name and all aliases that are not weak. */
  names: string;
  /** JSON: aliases that the publisher calls weak. */
  weakNames: Generated<string>;
  /** JSON array of EDTF dates, such as `1960`, `1960~` and `1960/1963`; see packages/sanctions-lists/birth-date.ts. */
  birthDates: string;
  /** JSON array of countries as the list writes them. */
  countries: string;
}

/**
 * The parsed names of an official list, stored at import. A start reads these rows, because parsing the names
 * takes several times as long.
 */
export interface WatchlistReadingsTable {
  listId: number;
  /** Number of the part, from 0. */
  part: number;
  /** Version of the parsing rules; see packages/name-matching/stored-names.ts. */
  madeBy: string;
  /** JSON: see packages/name-matching/stored-names.ts. */
  content: string;
}

/** A publisher's list that the service keeps current; see `followable` of packages/sanctions-lists. */
export interface FollowedListsTable {
  /** Name of the list in followable.ts: `ofac-sdn`. */
  name: string;
  /** Source and name of the list in `watchlists` that it keeps current. */
  source: string;
  list: string;
  /** Address of a mirror; null: the publisher's own address. */
  address: string | null;
  followedAt: Date;
  /** The list is not fetched before this time. */
  dueAt: Date;
  lookedAt: Date | null;
  /** Failed tries in a row. */
  failures: number;
  /** A code for why the last try failed, never the server's words. */
  fault: string | null;
  /** ETag of the last file that was read completely, whatever its outcome. */
  etag: string | null;
  lastModified: string | null;
  sha256: string | null;
  /** Outcome of that file; null: no file was read yet. */
  standing: FileStanding | null;
  /** When the list in force was last known to equal the publisher's. */
  currentAt: Date | null;
}

/** `proposed`: waits for somebody's approval. */
export type FileStanding = 'in_force' | 'proposed' | 'rejected';

/** A list that was read completely and waits beside the one in force until somebody approves or rejects it. */
export interface ProposedListsTable {
  listId: number;
  doubt:
    | 'list_shrunk'
    | 'list_is_another'
    | 'list_older'
    | 'list_says_less'
    | 'list_moved'
    | 'list_undated';
  entriesBefore: number;
  /** How many entries of the list in force are in the proposed list. */
  entriesKept: number;
  proposedAt: Date;
  /** JSON: what the question names beside the numbers; see watchlist/update-plausibility.ts. */
  details: string | null;
}

/** A decision of the desk: this entry of an official list does not mean this person. */
export interface ListDismissalsTable {
  personId: string;
  /** `ofac`, or `ofac/consolidated` */
  list: string;
  /** The number of the entry in the list. */
  entry: string;
  /** Hash of the entry and of the person's name as they were; see watchlist/dismissals.ts. */
  digest: string;
  accountId: string;
  dismissedAt: Date;
}
