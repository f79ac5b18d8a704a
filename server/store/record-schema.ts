import type { Generated } from 'kysely';

/** The tables of the audit record, of consents and of opt-outs. */
export interface RecordSchema {
  audit_events: AuditEventsTable;
  audit_pending_seal: AuditPendingSealTable;
  consent_texts: ConsentTextsTable;
  consent_translations: ConsentTranslationsTable;
  consents: ConsentsTable;
  opt_outs: OptOutsTable;
  /** Erased people by random ids, which identify nobody any more. Keeps a backup from bringing them back. */
  erasures: { personId: string; erasedAt: Date };
}

/** How a consent was given; `unspecified` where that was not recorded. */
export const waysOfConsent = ['desk', 'paper', 'screen', 'unspecified'] as const;

export type WayOfConsent = (typeof waysOfConsent)[number];

/** The identifiers by which a person opted out of capture. */
export type OptOutKind = 'name' | 'email' | 'employee_id';

export interface AuditEventsTable {
  /** Number of the event, from 1, without gaps. */
  seq: number;
  at: string;
  action: string;
  actor: string;
  /** A random id of this service or an id of Envoy, never a name. */
  subject: string | null;
  /** A JSON object. */
  details: string;
  previousHash: string;
  hash: string;
}

export interface AuditPendingSealTable {
  /** Always 1, so that the table has at most one row. */
  id: number;
  /** The seal that this one replaces: none, or a seal made with the former key. */
  replaces: 'nothing' | 'former_key';
  seq: number;
  hash: string;
  at: string;
  mac: string;
}

export interface ConsentTextsTable {
  /** The row with the highest id is in force. */
  id: Generated<number>;
  version: string;
  /** Hash of the text in UTF-8, in hex. */
  sha256: string;
  text: string;
  /** A language tag; null where none was given. */
  language: string | null;
  publishedAt: Date;
}

/** A consent text in another language, never changed once stored. */
interface ConsentTranslationsTable {
  id: Generated<number>;
  /** Hash of the original text, whatever the name of its version. */
  ofSha256: string;
  language: string;
  sha256: string;
  text: string;
  publishedAt: Date;
}

export interface ConsentsTable {
  /** A person's consent with the highest id is the current one. */
  id: Generated<number>;
  personId: string;
  /** Version of the text that the person agreed to; null when no text was published then. */
  textVersion: string | null;
  textSha256: string | null;
  /** Language in which the person read the text; null where none was given. */
  language: string | null;
  /** What was agreed to and how, in the words of the person who recorded it. */
  statement: string;
  given: WayOfConsent;
  purpose: string;
  givenAt: Date;
  recordedBy: string;
  expiresAt: Date | null;
  withdrawnAt: Date | null;
}

export interface OptOutsTable {
  id: string;
  kind: OptOutKind;
  /** Identifies the key that the hash was made with. */
  keyCheck: string;
  /** A keyed hash of the identifier, which itself is not stored. */
  hash: string;
  addedAt: Date;
  addedBy: string;
}
