import type { Generated } from 'kysely';

/** `shc`: SMART Health Cards. `dcc`: EU Digital COVID Certificates. */
export type CredentialKind = 'shc' | 'dcc';

export interface CredentialIssuersTable {
  id: string;
  kind: CredentialKind;
  /** The address that its cards name, or the country that signs. */
  issuer: string;
  name: string | null;
  added_at: string;
  changed_at: string;
}

export interface CredentialKeysTable {
  issuer_id: string;
  /** As the credentials have it: base64url for `shc`, base64 for `dcc`. */
  kid: string;
  algorithm: 'ES256' | 'PS256';
  /** A JWK. */
  public_key: string;
  not_before: string | null;
  not_after: string | null;
}

export interface WatchlistEntriesTable {
  id: string;
  name: string | null;
  /** JSON: other names. */
  aliases: Generated<string>;
  /** `1990-12-31` */
  birth_date: string | null;
  country: string | null;
  email: string | null;
  domain: string | null;
  /** E.164 */
  phone: string | null;
  company: string | null;
  /** Why, in the words of who added it. */
  note: string;
  /** What allows to keep the face; null when there is none. */
  legal_basis: string | null;
  added_by: string;
  added_at: string;
  expires_at: string | null;
}

export interface WatchlistFacesTable {
  id: Generated<number>;
  entry_id: string;
  model: string;
  /** See templates/cipher.ts; the owner is the entry. */
  ciphertext: Buffer;
  created_at: string;
}

export interface WatchlistsTable {
  id: Generated<number>;
  /** Who publishes it, for example `ofac`. */
  source: string;
  /** Which of the publisher's lists; empty for the one that has no name of its own here. */
  name: Generated<string>;
  /** The list's own date; null when it has none. */
  list_date: string | null;
  imported_at: string;
  entries: number;
  is_complete: number;
}

export interface WatchlistListedTable {
  id: Generated<number>;
  list_id: number;
  /** The list's own number of the entry. */
  reference: string;
  kind: 'person' | 'company';
  /** JSON: the name and all others that are not weak. */
  names: string;
  /** JSON: names that the publisher calls weak. */
  weak_names: Generated<string>;
  /** JSON: EDTF, such as `1960`, `1960-01-12`, `1960~` and `1960/1963`; see watchlist/birth-date.ts. */
  birth_dates: string;
  /** JSON: as the list writes them. */
  countries: string;
}
