import type { Kysely, Generated } from 'kysely';
import type { ArrivalSchema, BoardSchema, DeskAccountSchema } from './desk-schema.ts';
import type { InstanceSchema } from './instance-schema.ts';
import type { PeopleChangesSchema } from './people-changes/schema.ts';
import type { ListSchema } from './list-schema.ts';
import type { RecordSchema } from './record-schema.ts';

/**
 * The tables, as the migrations make them, with what row-codec.ts makes of their columns: `created_at` is
 * `createdAt`, and a Date. Times are stored as ISO 8601 texts in UTC, which sort as they should.
 */
export interface Schema
  extends
    ArrivalSchema,
    BoardSchema,
    DeskAccountSchema,
    InstanceSchema,
    ListSchema,
    PeopleChangesSchema,
    RecordSchema {
  people: PeopleTable;
  templates: TemplatesTable;
  people_revision: { revision: number };
  template_keys: TemplateKeysTable;
  sign_ins: SignInsTable;
  sign_in_checks: SignInChecksTable;
  kiosks: KiosksTable;
  kiosk_rooms: KioskRoomsTable;
  envoy_installs: EnvoyInstallsTable;
  /** What the desk calls places of which Envoy tells numbers only. */
  place_names: { locationId: string; name: string };
  pairing_codes: PairingCodesTable;
  lookalikes: LookalikesTable;
  /** When someone was last approved; a trigger keeps it. */
  person_uses: { personId: string; approvedAt: Date };
  /** How many tries to be someone have failed since the last match; a trigger counts. */
  person_tries: { personId: string; failures: number; triedAt: Date };
  personal_codes: PersonalCodesTable;
  outbox: OutboxTable;
}

/** The database, or a transaction in it. */
export type Db = Kysely<Schema>;

/** `refused`: Envoy said no. Someone has to look, but it is still retried, hours later. */
export type PurposeState = 'pending' | 'registered' | 'refused';

/** `forgotten`: whom it was about was erased before it was sent. */
export type OutboxState = 'waiting' | 'sent' | 'given_up' | 'forgotten';

/** Where this app is installed in Envoy, and what was set there. */
export interface EnvoyInstallsTable {
  installId: string;
  locationId: string | null;
  locationName: string | null;
  locationCode: string | null;
  /** E-mail addresses for alerts, separated by commas. */
  contact: string | null;
  /** Whether Envoy knows what the install is for. */
  purposeState: PurposeState;
  purposeAttempts: number;
  /** A code, never what Envoy said. */
  purposeFault: string | null;
  purposeTriedAt: Date | null;
  /** Not tried before. */
  purposeDueAt: Date;
  installedAt: Date;
  updatedAt: Date;
}

export interface KiosksTable {
  id: string;
  /** Unique among the kiosks that are not revoked, whatever the case of its letters. */
  name: string;
  /** Hash of the device token; the token itself is nowhere but in the kiosk. */
  tokenHash: string;
  /** Envoy's ids of what it serves; null serves any. */
  locationId: string | null;
  deviceId: string | null;
  createdAt: Date;
  lastSeenAt: Date | null;
  revokedAt: Date | null;
  /** JSON: what cameras it had when they were recorded, and others that no one has confirmed. */
  cameras: string | null;
  camerasSeen: string | null;
  /** Hash of the token of the document reader beside it, which may do nothing else; null: it has none. */
  readerTokenHash: string | null;
  /** When a reader was last plugged in there, and its agent connected. */
  readerSeenAt: Date | null;
}

/** What the camera of a lobby screen sees around people: see vision/room/. Replaced when it is learned again. */
export interface KioskRoomsTable {
  kioskId: string;
  /** Tells this room from one that was learned before or after it. */
  roomId: string;
  /** Label of the camera that it was learned with; null from a client that names none. */
  camera: string | null;
  learnedAt: Date;
  /** Sealed under the template key; see keys/sealed-secret.ts. */
  room: Buffer;
  /** Another room, which captures have shown since, sealed too, and how many have. */
  otherId: string | null;
  otherRoom: Buffer | null;
  otherCaptures: number;
  /** Rises with each change, so that none is made of what was read before another. */
  revision: number;
}

interface LookalikesTable {
  /** The smaller of the two ids, so that a pair is there once. */
  personA: string;
  personB: string;
  createdAt: Date;
  /** Whose scale the threshold is on. */
  model: string;
  threshold: number;
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
  personId: string | null;
  /** Encrypted; null once it is sent or forgotten. */
  contents: Buffer | null;
  state: OutboxState;
  attempts: number;
  /** A code, never what a server said. */
  lastFault: string | null;
  /** The process that is sending it, and until when it has the right to. */
  sender: string | null;
  leasedUntil: Date | null;
  /** Not sent before. */
  dueAt: Date;
  giveUpAt: Date;
  createdAt: Date;
  endedAt: Date | null;
}

export interface PairingCodesTable {
  /** Hash of the code; the code itself is shown once and kept nowhere. */
  codeHash: string;
  kioskName: string;
  locationId: string | null;
  deviceId: string | null;
  expiresAt: Date;
  /** The kiosk beside which a document reader pairs by it; null: it pairs a kiosk. */
  readerOf: string | null;
  /** Not read any more: wrong codes void none. */
  failedTries: Generated<number>;
}

/** The secret of a person's authenticator app, which the check `personal_code` asks for. */
export interface PersonalCodesTable {
  personId: string;
  /** Tells this secret from one that was set up before or after it. */
  codeId: string;
  /** Sealed under the template key; see keys/sealed-secret.ts. */
  secret: Buffer;
  setUpAt: Date;
  /** Of the last code that was accepted: it and all before it are accepted no more. */
  usedStep: number;
}

/** Someone enrolled. The folded forms are what names and e-mails are compared by. */
export interface PeopleTable {
  id: string;
  name: string;
  nameFolded: string;
  email: string | null;
  /** No two people share one. */
  emailFolded: string | null;
  /** No two people share one. */
  employeeId: string | null;
  /** Never blank. */
  consent: string;
  consentAt: Date;
  createdAt: Date;
  expiresAt: Date | null;
}

/** What each check of a sign-in said, in the order in which they were required. */
export interface SignInChecksTable {
  jobId: string;
  position: number;
  checkName: string;
  passed: boolean;
  reason: string;
  note: string | null;
  milliseconds: number;
}

/** No name, no e-mail, no picture, no template: who was claimed is a reference that erasure empties. */
export interface SignInsTable {
  jobId: string;
  entryId: string | null;
  /** `visitor` or `employee`. */
  kind: string;
  /** Stored as null when the person has been erased in the meantime. */
  claimedPersonId: string | null;
  verdict: string;
  reason: string;
  /** The check that the reason comes from. */
  checkName: string | null;
  note: string | null;
  /** JSON: the entries of watchlists that it was held for; see watchlist/hit-note.ts. */
  hits: string | null;
  engine: string | null;
  /** The recogniser on whose scale the score is. */
  model: string | null;
  /** The visitor was asked to move and did not, or not as asked. */
  challengeFailed: boolean | null;
  /** What it was as a try to be the claimed person: `matched` or `failed`; null when it was none. */
  tried: string | null;
  frames: number | null;
  usableFrames: number | null;
  /** Best score against the claimed person. */
  score: number | null;
  receivedAt: Date;
  decidedAt: Date;
  locationId: string | null;
  deviceId: string | null;
  flow: string | null;
  /** The rule of the policy that applied; null when none was asked. */
  policyRule: string | null;
  /** When Envoy reported that the visitor let in by it has left. */
  signedOutAt: Date | null;
  /** They said while the first question was open that they cannot move, and were excused; never false. */
  challengeExcused: boolean | null;
  /** Share of the room in sight that is as it was learned, 0 to 1. */
  roomAgreement: number | null;
  /** How far the face went along with the light of the screen, -1 to 1. */
  lightAgreement: number | null;
}

/** One row, as soon as there is a key. */
interface TemplateKeysTable {
  version: number;
  /** Derived from the key one way: tells whether a key is the right one, and nothing else of it. */
  checkValue: Buffer;
  /** The same of the transform. */
  transformCheck: Buffer;
  /** Since when templates are under this key. */
  since: Date;
}

export interface TemplatesTable {
  /** Never given out twice. */
  id: Generated<number>;
  personId: string;
  /** The id of the model that made it. */
  model: string;
  /** See templates/cipher.ts. */
  ciphertext: Buffer;
  /** How it came about, for example `photo`. Never a file's name. */
  source: string;
  createdAt: Date;
}
