import type { Generated } from 'kysely';

/**
 * What instances on one database know of one another. Rows live for seconds, and times in them are
 * milliseconds since 1970 by the database's clock, for those of the instances may differ.
 */
export interface InstanceSchema {
  instances: InstancesTable;
  instance_kiosks: InstanceKiosksTable;
  held_jobs: HeldJobsTable;
  running_tries: RunningTriesTable;
  desk_rings: DeskRingsTable;
  screen_enrolments: ScreenEnrolmentsTable;
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
  /** Open pages of people who may let somebody in. */
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

/** A sign-in that is held at this moment. */
interface HeldJobsTable {
  jobId: string;
  /** The instance that Envoy asked, and the one that runs the checks. */
  receiver: string;
  runner: string;
  protocol: number;
  /** The sign-in, encrypted, until the runner has taken it. */
  contents: Buffer | null;
  /** What the desks of the other instances show meanwhile, encrypted. */
  shown: Buffer | null;
  /** Why the runner does not do it. */
  refusal: string | null;
  deadlineMs: number;
}

/** A held sign-in that is a try to be an enrolled person, from before the camera is asked for. */
interface RunningTriesTable {
  /** In the order in which they began. */
  number: Generated<number>;
  jobId: string;
  personId: string;
  /** At how many instances a question was put in it. */
  asked: number | null;
}

/** A question to the desk, for the pages of the other instances. */
interface DeskRingsTable {
  jobId: string;
  instanceId: string;
  /** Encrypted. */
  contents: Buffer;
  untilMs: number;
  /** `let_in` or `hold`, and by whom. */
  press: string | null;
  accountId: string | null;
  sessionId: string | null;
  /** What came of the press. */
  outcome: string | null;
}

/** An enrolment at a lobby screen: under way, or ended in the last minutes. */
interface ScreenEnrolmentsTable {
  id: string;
  kioskId: string;
  /** The held sign-in from whose card it was offered. */
  jobId: string | null;
  /** Of somebody enrolled, and of somebody new once they are stored. */
  personId: string | null;
  /** The instance where it was asked for, and the one that the screen is connected to. */
  asker: string;
  runner: string;
  /** What was asked and by whom, encrypted, until the runner has taken it. */
  contents: Buffer | null;
  /** How it stands, encrypted. */
  shown: Buffer;
  /** Null while it is under way. */
  ending: EnrolmentEnding | null;
  askedMs: number;
  endedMs: number | null;
}

export type EnrolmentEnding =
  /** Stored, in the transaction that stored the person. */
  | 'stored'
  /** As `shown` says. */
  | 'done'
  /** Somebody stopped it, at whichever instance. */
  | 'stopped'
  /** The instance that ran it is gone. */
  | 'lost'
  /** The instance that should run it did not begin. */
  | 'not_taken'
  /** It cannot read what was asked. */
  | 'unreadable';
