import type { Kysely, Generated } from 'kysely';
import type { ArrivalSchema, BoardSchema, DeskAccountSchema } from './desk-schema.ts';
import type { InstanceSchema } from './instance-schema.ts';
import type { PeopleChangesSchema } from './people-changes-schema.ts';
import type { ListSchema } from './list-schema.ts';
import type { RecordSchema } from './record-schema.ts';

/**
 * All tables, as the migrations make them, in the form of row-codec.ts: `created_at` is `createdAt`, and a Date.
 * Times are stored as ISO 8601 texts in UTC, whose order is the order of the times.
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
  envoy_installs: EnvoyInstallsTable;
  /** Names from the latest sign-in, or from the desk for places that Envoy only gives by number. */
  place_names: { locationId: string; name: string; isTold: boolean };
  pairing_codes: PairingCodesTable;
  lookalikes: LookalikesTable;
  /** When a person was last approved; a trigger updates it. */
  person_uses: { personId: string; approvedAt: Date };
  /** Failed tries to be a person since the last match; a trigger counts them. */
  person_tries: { personId: string; failures: number; triedAt: Date };
  personal_codes: PersonalCodesTable;
  signs_of_life: SignsOfLifeTable;
  outbox: OutboxTable;
}

/** The database, or a transaction in it. */
export type Db = Kysely<Schema>;

/** `refused`: Envoy refused the purpose. Somebody has to look; the service still retries hours later. */
export type PurposeState = 'pending' | 'registered' | 'refused';

/** `forgotten`: the person was erased before the message was sent. */
export type OutboxState = 'waiting' | 'sent' | 'given_up' | 'forgotten';

/** An installation of this app in Envoy, with its settings. */
export interface EnvoyInstallsTable {
  installId: string;
  locationId: string | null;
  locationName: string | null;
  locationCode: string | null;
  /** E-mail addresses for alerts, separated by commas. */
  contact: string | null;
  /** Whether Envoy knows the purpose of the install. */
  purposeState: PurposeState;
  purposeAttempts: number;
  /** An error code, never Envoy's words. */
  purposeFault: string | null;
  purposeTriedAt: Date | null;
  /** No retry before this time. */
  purposeDueAt: Date;
  installedAt: Date;
  updatedAt: Date;
}

export interface KiosksTable {
  id: string;
  /** Unique among kiosks that are not revoked, ignoring case. */
  name: string;
  /** Hash of the device token; only the kiosk has the token itself. */
  tokenHash: string;
  /** Envoy's ids of the location or device that it serves; null: any. */
  locationId: string | null;
  deviceId: string | null;
  createdAt: Date;
  lastSeenAt: Date | null;
  revokedAt: Date | null;
  /** JSON: the cameras at recording time, and other cameras that were not confirmed yet. */
  cameras: string | null;
  camerasSeen: string | null;
  /** JSON: how the two recorded cameras see each other; null where that was not learned. See kiosk/camera-rigs.ts. */
  rig: string | null;
  /** Hash of the token of the document reader beside the kiosk, which allows nothing else; null: no reader. */
  readerTokenHash: string | null;
  /** When a connected agent last reported a reader. */
  readerSeenAt: Date | null;
}

interface LookalikesTable {
  /** The smaller of the two ids, so that each pair has one row. */
  personA: string;
  personB: string;
  createdAt: Date;
  /** The recogniser on whose scale the threshold is. */
  model: string;
  threshold: number;
}

/** Deleting a person empties the columns that name them, by a trigger. */
export interface OutboxTable {
  id: string;
  /** Key of the message's topic. Each channel gets at most one message per topic. */
  about: string;
  channel: string;
  kind: string;
  /** The kiosk, channel or sign-in that the message is about. */
  subject: string | null;
  /** The enrolled person that the contents name. */
  personId: string | null;
  /** Encrypted; null once it is sent or forgotten. */
  contents: Buffer | null;
  state: OutboxState;
  attempts: number;
  /** An error code, never a server's words. */
  lastFault: string | null;
  /** The process that is sending the message, and the end of its lease. */
  sender: string | null;
  leasedUntil: Date | null;
  /** The message is not sent before this time. */
  dueAt: Date;
  giveUpAt: Date;
  createdAt: Date;
  endedAt: Date | null;
}

export interface PairingCodesTable {
  /** Hash of the code; the code itself is shown once and not stored. */
  codeHash: string;
  kioskName: string;
  locationId: string | null;
  deviceId: string | null;
  expiresAt: Date;
  /** The kiosk beside which the code pairs a document reader; null: the code pairs a kiosk. */
  readerOf: string | null;
  /** No longer read: wrong codes do not void a code. */
  failedTries: Generated<number>;
}

/** The secret of a person's authenticator app, which the check `personal_code` asks for. */
export interface PersonalCodesTable {
  personId: string;
  /** Tells this secret from secrets set up before or after it. */
  codeId: string;
  /** Sealed under the template key; see keys/sealed-secret.ts. */
  secret: Buffer;
  setUpAt: Date;
  /** Time step of the last accepted code. This step and all earlier ones are refused. */
  usedStep: number;
}

/** One row for each service: see app/signs-of-life.ts. */
export interface SignsOfLifeTable {
  /** `service` on SQLite; on PostgreSQL the machine and its lobby port. */
  name: string;
  signAt: Date;
  /** Whether the service was stopped in order since. */
  isStopped: boolean;
}

/** An enrolled person. Names and e-mails are compared by their folded forms. */
export interface PeopleTable {
  id: string;
  name: string;
  nameFolded: string;
  email: string | null;
  /** Unique. */
  emailFolded: string | null;
  /** Unique. */
  employeeId: string | null;
  /** Never blank. */
  consent: string;
  consentAt: Date;
  createdAt: Date;
  expiresAt: Date | null;
}

/** The results of a sign-in's checks, in the order in which they were required. */
export interface SignInChecksTable {
  jobId: string;
  position: number;
  checkName: string;
  passed: boolean;
  reason: string;
  note: string | null;
  milliseconds: number;
}

/** Holds no name, e-mail, picture or template. Erasing the claimed person empties the reference. */
export interface SignInsTable {
  jobId: string;
  entryId: string | null;
  /** `visitor` or `employee`. */
  kind: string;
  /** Null also when the person was erased in the meantime. */
  claimedPersonId: string | null;
  verdict: string;
  reason: string;
  /** The check that gave the reason. */
  checkName: string | null;
  note: string | null;
  /** JSON: the watchlist entries that caused the hold; see watchlist/hit-note.ts. */
  hits: string | null;
  engine: string | null;
  /** The recogniser that computed the score. */
  model: string | null;
  /** The visitor was asked to move and did not, or moved differently. */
  challengeFailed: boolean | null;
  /** The result of the try to be the claimed person: `matched` or `failed`; null: it was no try. */
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
  /** The policy rule that applied; null when no policy was used. */
  policyRule: string | null;
  /** When Envoy reported that the visitor of this approved sign-in has left. */
  signedOutAt: Date | null;
  /** The visitor said during the first challenge that they cannot move, and was excused; never false. */
  challengeExcused: boolean | null;
  /**
   * Shows that this program stored the approval; null for reviews, empty for approvals from before there were marks. See
   * keys/approval-mark.ts.
   */
  mark: Buffer | null;
}

/** One row, once there is a key. */
interface TemplateKeysTable {
  version: number;
  /** A one-way derivation of the key: verifies a key and reveals nothing about it. */
  checkValue: Buffer;
  /** The same for the transform. */
  transformCheck: Buffer;
  /** Since when the templates are encrypted with this key. */
  since: Date;
}

export interface TemplatesTable {
  /** Never reused. */
  id: Generated<number>;
  personId: string;
  /** The id of the model that made the template. */
  model: string;
  /** See templates/cipher.ts. */
  ciphertext: Buffer;
  /** Origin of the template, for example `photo`. Never a file name. */
  source: string;
  createdAt: Date;
}
