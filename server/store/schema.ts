import type { Kysely, Generated } from 'kysely';
import type { CorrectionSaid } from '../protocol/desk-messages.ts';
import type { ArrivalSchema } from './arrival-schema.ts';
import type { DeskAccountSchema } from './desk-account-schema.ts';
import type { InstanceSchema } from './instance-schema.ts';
import type { PeopleChangesSchema } from './people-changes/schema.ts';
import type {
  CredentialDirectoriesTable,
  CredentialIssuersTable,
  CredentialKeysTable,
  RevocationListsTable,
  RevokedCredentialsTable,
  WatchlistEntriesTable,
  WatchlistFacesTable,
  WatchlistsTable,
  WatchlistListedTable,
  WatchlistReadingsTable,
} from './list-schema.ts';

/** The tables, as the migrations make them. Times are ISO 8601 texts in UTC, which sort as they should. */
export interface Schema
  extends ArrivalSchema, DeskAccountSchema, InstanceSchema, PeopleChangesSchema {
  people: PeopleTable;
  templates: TemplatesTable;
  people_revision: { revision: number };
  template_keys: TemplateKeysTable;
  sign_ins: SignInsTable;
  sign_in_checks: SignInChecksTable;
  kiosks: KiosksTable;
  envoy_installs: EnvoyInstallsTable;
  pairing_codes: PairingCodesTable;
  lookalikes: LookalikesTable;
  same_people: SamePeopleTable;
  audit_events: AuditEventsTable;
  audit_pending_seal: AuditPendingSealTable;
  credential_issuers: CredentialIssuersTable;
  credential_keys: CredentialKeysTable;
  credential_directories: CredentialDirectoriesTable;
  revocation_lists: RevocationListsTable;
  revoked_credentials: RevokedCredentialsTable;
  consent_texts: ConsentTextsTable;
  consents: ConsentsTable;
  opt_outs: OptOutsTable;
  /** Who was erased, by random ids that mean nothing any more, so that a backup does not bring them back. */
  erasures: { person_id: string; erased_at: string };
  /** When somebody was last approved; a trigger keeps it. */
  person_uses: { person_id: string; approved_at: string };
  /** How many tries to be somebody have failed since the last match; a trigger counts. */
  person_tries: { person_id: string; failures: number; tried_at: string };
  outbox: OutboxTable;
  desk_cards: DeskCardsTable;
  corrections: CorrectionsTable;
  watchlist_entries: WatchlistEntriesTable;
  watchlist_faces: WatchlistFacesTable;
  watchlists: WatchlistsTable;
  watchlist_listed: WatchlistListedTable;
  watchlist_readings: WatchlistReadingsTable;
  watchlist_revisions: { own: number; official: number };
}

/** The database, or a transaction in it. */
export type Db = Kysely<Schema>;

/** How a consent was given; `unspecified` where nobody said. */
export const waysOfConsent = ['desk', 'paper', 'screen', 'unspecified'] as const;

export type WayOfConsent = (typeof waysOfConsent)[number];

/** `refused`: Envoy said no. Somebody has to look, but it is tried again all the same, hours later. */
export type PurposeState = 'pending' | 'registered' | 'refused';

/** What somebody is known by who is never to be captured. */
export type OptOutKind = 'name' | 'email' | 'employee_id';

/** `forgotten`: whom it was about was erased before it was sent. */
export type OutboxState = 'waiting' | 'sent' | 'given_up' | 'forgotten';

export interface AuditEventsTable {
  /** From 1, without a gap. */
  seq: number;
  at: string;
  action: string;
  actor: string;
  /** A random id of ours or an id of Envoy's, never a name. */
  subject: string | null;
  /** A JSON object. */
  details: string;
  previous_hash: string;
  hash: string;
}

export interface AuditPendingSealTable {
  /** 1: there is one at most. */
  id: number;
  /** What it stands in for: no seal at all, or the one that was made with the key before. */
  replaces: 'nothing' | 'former_key';
  seq: number;
  hash: string;
  at: string;
  mac: string;
}

export interface ConsentTextsTable {
  /** The highest is the one that counts. */
  id: Generated<number>;
  version: string;
  sha256: string;
  text: string;
  published_at: string;
}

export interface ConsentsTable {
  /** The highest of a person is the one that stands. */
  id: Generated<number>;
  person_id: string;
  text_version: string | null;
  text_sha256: string | null;
  statement: string;
  given: WayOfConsent;
  purpose: string;
  given_at: string;
  recorded_by: string;
  expires_at: string | null;
  withdrawn_at: string | null;
}

/** Where this app is installed in Envoy, and what was set there. */
export interface EnvoyInstallsTable {
  install_id: string;
  location_id: string | null;
  location_name: string | null;
  location_code: string | null;
  /** Name of the lobby screen that serves the location. */
  kiosk: string | null;
  /** E-mail addresses for alerts, separated by commas. */
  contact: string | null;
  /** Whether Envoy knows what the install is for. */
  purpose_state: PurposeState;
  purpose_attempts: number;
  /** A code, never what Envoy said. */
  purpose_fault: string | null;
  purpose_tried_at: string | null;
  /** Not tried before. */
  purpose_due_at: string;
  installed_at: string;
  updated_at: string;
}

export interface KiosksTable {
  id: string;
  name: string;
  token_hash: string;
  location_id: string | null;
  device_id: string | null;
  created_at: string;
  last_seen_at: string | null;
  revoked_at: string | null;
}

interface LookalikesTable extends SamePeopleTable {
  /** Whose scale the threshold is on. */
  model: string;
  threshold: number;
}

interface SamePeopleTable {
  /** The smaller of the two ids, so that a pair is there once. */
  person_a: string;
  person_b: string;
  created_at: string;
}

/** A trigger empties what names a person when they are deleted. */
export interface DeskCardsTable {
  job_id: string;
  /** The enrolled person whom the contents name. */
  person_id: string | null;
  /** Encrypted: who waits, for whom, and where. */
  contents: Buffer | null;
  /** Encrypted: what the desk wrote. */
  note: Buffer | null;
  held_at: string;
  seen_at: string | null;
  seen_by: string | null;
}

export interface OptOutsTable {
  id: string;
  kind: OptOutKind;
  /** Tells whether a key is the one that the hash was made with. */
  key_check: string;
  /** A keyed hash; what it was made of is nowhere. */
  hash: string;
  added_at: string;
  added_by: string;
}

/** A trigger empties what names a person when they are deleted. */
export interface OutboxTable {
  id: string;
  /** What it tells of. At most one message goes to a channel about the same. */
  about: string;
  channel: string;
  kind: string;
  /** The kiosk, or the channel, that it is about. */
  subject: string | null;
  /** The enrolled person whom the contents name. */
  person_id: string | null;
  /** Encrypted; null once it is sent or forgotten. */
  contents: Buffer | null;
  state: OutboxState;
  attempts: number;
  /** A code, never what a server said. */
  last_fault: string | null;
  /** The process that is sending it, and until when it has the right to. */
  sender: string | null;
  leased_until: string | null;
  /** Not sent before. */
  due_at: string;
  give_up_at: string;
  created_at: string;
  ended_at: string | null;
}

interface PairingCodesTable {
  code_hash: string;
  kiosk_name: string;
  location_id: string | null;
  device_id: string | null;
  expires_at: string;
  /** Not read any more: wrong codes void none. */
  failed_tries: Generated<number>;
}

/** Somebody enrolled. The folded forms are what names and e-mails are compared by. */
export interface PeopleTable {
  id: string;
  name: string;
  name_folded: string;
  email: string | null;
  /** No two people share one. */
  email_folded: string | null;
  /** No two people share one. */
  employee_id: string | null;
  /** Never blank. */
  consent: string;
  consent_at: string;
  created_at: string;
  expires_at: string | null;
}

/** What each check of a sign-in said, in the order in which they were required. */
export interface SignInChecksTable {
  job_id: string;
  position: number;
  check_name: string;
  /** 0 or 1. */
  passed: number;
  reason: string;
  note: string | null;
  milliseconds: number;
}

/** No name, no e-mail, no picture, no template: who was claimed is a reference that erasure empties. */
export interface SignInsTable {
  job_id: string;
  entry_id: string | null;
  kind: string;
  claimed_person_id: string | null;
  verdict: string;
  reason: string;
  check_name: string | null;
  note: string | null;
  engine: string | null;
  model: string | null;
  /** 0 or 1. */
  challenge_failed: number | null;
  /** `matched` or `failed`. */
  tried: string | null;
  frames: number | null;
  usable_frames: number | null;
  score: number | null;
  received_at: string;
  decided_at: string;
  location_id: string | null;
  device_id: string | null;
  flow: string | null;
  policy_rule: string | null;
  /** When Envoy told that whoever was let in by it has left. */
  signed_out_at: string | null;
  /** 1: they said that they cannot move while the first question was open. */
  challenge_excused: number | null;
}

/** One row, as soon as there is a key. */
interface TemplateKeysTable {
  version: number;
  /** Derived from the key one way: tells whether a key is the right one, and nothing else of it. */
  check_value: Buffer;
  /** The same of the transform. */
  transform_check: Buffer;
  /** Since when templates are under this key. */
  since: string;
}

interface TemplatesTable {
  /** Never given out twice. */
  id: Generated<number>;
  person_id: string;
  /** The id of the model that made it. */
  model: string;
  /** See templates/cipher.ts. */
  ciphertext: Buffer;
  /** How it came about, for example `photo`. Never a file's name. */
  source: string;
  created_at: string;
}

/** One at most for each sign-in. It goes with the sign-in, and with the person. */
export interface CorrectionsTable {
  job_id: string;
  /** Whom the face was compared with. */
  person_id: string;
  said: CorrectionSaid;
  /** Of the account at the desk. */
  account_id: string;
  said_at: string;
}
