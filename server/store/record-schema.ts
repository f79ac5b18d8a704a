import type { Generated } from 'kysely';

/** The tables of what was done, what people agreed to, and what they said no to. */
export interface RecordSchema {
  audit_events: AuditEventsTable;
  audit_pending_seal: AuditPendingSealTable;
  consent_texts: ConsentTextsTable;
  consent_translations: ConsentTranslationsTable;
  consents: ConsentsTable;
  opt_outs: OptOutsTable;
  /** Who was erased, by random ids that mean nothing any more, so that a backup does not bring them back. */
  erasures: { personId: string; erasedAt: Date };
}

/** How a consent was given; `unspecified` where no one said. */
export const waysOfConsent = ['desk', 'paper', 'screen', 'unspecified'] as const;

export type WayOfConsent = (typeof waysOfConsent)[number];

/** What someone is known by who is never to be captured. */
export type OptOutKind = 'name' | 'email' | 'employee_id';

export interface AuditEventsTable {
  /** From 1, without a gap. */
  seq: number;
  at: string;
  action: string;
  actor: string;
  /** A random id of this service or an id of Envoy's, never a name. */
  subject: string | null;
  /** A JSON object. */
  details: string;
  previousHash: string;
  hash: string;
}

export interface AuditPendingSealTable {
  /** 1: there is one at most. */
  id: number;
  /** What it replaces: no seal at all, or the one that was made with the key before. */
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
  /** Of the text in UTF-8, in hex. */
  sha256: string;
  text: string;
  /** A language tag; null where no one said. */
  language: string | null;
  publishedAt: Date;
}

/** The same in another language, never changed once it is there. */
interface ConsentTranslationsTable {
  id: Generated<number>;
  /** Of the text that it is a translation of, whatever its version is called. */
  ofSha256: string;
  language: string;
  sha256: string;
  text: string;
  publishedAt: Date;
}

export interface ConsentsTable {
  /** The highest of a person is the one that stands. */
  id: Generated<number>;
  personId: string;
  /** Of the text that they agreed to; null when none was published then. */
  textVersion: string | null;
  textSha256: string | null;
  /** In which they read it; null where no one said. */
  language: string | null;
  /** In the words of who recorded it: what was agreed to and how. */
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
  /** Tells whether a key is the one that the hash was made with. */
  keyCheck: string;
  /** A keyed hash; what it was made of is nowhere. */
  hash: string;
  addedAt: Date;
  addedBy: string;
}
