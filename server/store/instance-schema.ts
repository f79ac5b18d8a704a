import type { Generated } from 'kysely';
import type { RowNotices } from '#database';

/**
 * What instances on one database know of each other. Rows live for seconds. Times are milliseconds since 1970
 * by the database's clock, because the clocks of instances may differ.
 */
export interface InstanceSchema {
  instances: InstancesTable;
  instance_kiosks: InstanceKiosksTable;
  shared_work: SharedWorkTable;
  running_tries: RunningTriesTable;
}

export interface InstancesTable {
  id: string;
  /** Name for people: the machine and the port of its lobby listener. */
  name: string;
  /** Version of the program. */
  version: string;
  /** Version of the messages between instances. */
  protocol: number;
  /** Hash of the policy in force, in hexadecimal; null where there is none. */
  policy: string | null;
  /** Where other instances reach its hook listener; null: nowhere. */
  address: string | null;
  /** Open desk pages of accounts that may let somebody in. */
  deskPages: number;
  startedMs: number;
  beatMs: number;
  /** Keyed hash of id and address; see presence.ts. */
  addressHash: string | null;
}

/** Which instances have a WebSocket of a lobby screen. */
export interface InstanceKiosksTable {
  kioskId: string;
  instanceId: string;
  camera: string;
  busy: boolean;
  /** Which page of the screen it is: a later page has a higher number. */
  page: number;
  /** Whether the document reader beside the screen is connected there, or a document waits there. */
  hasReader: boolean;
}

/** A running sign-in, a button press at the desk, or an enrolment at a lobby screen. */
export type WorkKind = 'sign_in' | 'press' | 'enrolment';

/** Distributes the notices to who listens. */
export type StoreNotices = RowNotices<NotifiedTable>;

/** Work that one instance requests of another, or does while the others watch. A sign-in runs where it was asked. */
interface SharedWorkTable {
  /** The job id of a sign-in, otherwise a random id. */
  id: string;
  kind: WorkKind;
  /** The instance that requests the work, and the instance that does it. */
  asker: string;
  runner: string;
  /** The encrypted request, until the runner has taken it. */
  contents: Buffer | null;
  /** What the desks of other instances show of the work, encrypted. */
  shown: Buffer | null;
  /** Null while the work is under way. Each kind of work defines its own values. */
  ending: string | null;
  askedMs: number;
  /** The end of the lease: when work must be taken or answered. For ended work, until when it is kept. */
  untilMs: number;
  /** For an enrolment: its screen, and the held sign-in whose card offered it. */
  kioskId: string | null;
  jobId: string | null;
  /** For an enrolment: the enrolled person, or a new person once stored. */
  personId: string | null;
}

/** A held sign-in that claims to be an enrolled person, recorded before its capture. */
interface RunningTriesTable {
  /** The order in which tries began. */
  number: Generated<number>;
  jobId: string;
  personId: string;
  /** At how many instances a challenge was put in this try. */
  asked: number | null;
}

/** The channel on which PostgreSQL notifies every instance of changed rows or tables. */
export const rowsChannel = 'vestibule_rows';

/** What the notices contain: a table, or a table and an id. */
export type NotifiedTable =
  | 'shared_work'
  | 'sign_ins'
  | 'desk_cards'
  | 'instances'
  | 'instance_kiosks'
  | 'people_revision'
  | 'watchlist_revisions'
  | 'envoy_installs';

/** Work that one instance at a time does for all instances. */
export type SingletonRole = 'retention' | 'lists' | 'watching' | 'screens' | 'sealing';
