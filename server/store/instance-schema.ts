import type { Generated } from 'kysely';

/**
 * What instances on one database know of one another. Rows live for seconds, and times in them are
 * milliseconds since 1970 by the database's clock, for those of the instances may differ.
 */
export interface InstanceSchema {
  instances: InstancesTable;
  instance_kiosks: InstanceKiosksTable;
  shared_work: SharedWorkTable;
  running_tries: RunningTriesTable;
}

export interface InstancesTable {
  id: string;
  /** For people: the machine, and the port of its lobby listener. */
  name: string;
  /** Of the program. */
  version: string;
  /** Of what instances write for one another. */
  protocol: number;
  /** Of the policy in force, in hexadecimal; null where there is none. */
  policy: string | null;
  /** Open pages of people who may let someone in. */
  deskPages: number;
  startedMs: number;
  beatMs: number;
}

/** Which instance has the socket of a lobby screen. */
export interface InstanceKiosksTable {
  kioskId: string;
  instanceId: string;
  camera: string;
  busy: boolean;
}

/** A held sign-in, a press at a desk, an enrolment at a lobby screen. */
export type WorkKind = 'sign_in' | 'press' | 'enrolment';

/** What one instance asks of another, or does while the others look on. */
interface SharedWorkTable {
  /** Of a sign-in the job id, else a random one. */
  id: string;
  kind: WorkKind;
  /** The instance that asks for it, and the one that does it. */
  asker: string;
  runner: string;
  /** What is asked, encrypted, until the runner has taken it. */
  contents: Buffer | null;
  /** What the desks of other instances show of it, encrypted. */
  shown: Buffer | null;
  /** Null while it is under way. What it may be is for its kind to say. */
  ending: string | null;
  askedMs: number;
  /** Its lease: by then it is taken, or answered; when it has ended, it is kept until then. */
  untilMs: number;
  /** Of an enrolment; the held sign-in is the one from whose card it was offered. */
  kioskId: string | null;
  jobId: string | null;
  /** Of someone enrolled, and of someone new once they are stored. */
  personId: string | null;
}

/** A held sign-in that claims to be an enrolled person, recorded ahead of its capture. */
interface RunningTriesTable {
  /** In the order in which they began. */
  number: Generated<number>;
  jobId: string;
  personId: string;
  /** At how many instances a question was put in it. */
  asked: number | null;
}
