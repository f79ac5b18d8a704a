/** The tables of first-schema/arrival-tables.ts. */
export interface ArrivalSchema {
  expected_visits: ExpectedVisitsTable;
  visitor_profiles: VisitorProfilesTable;
}

/** A trigger empties what names a person when they are deleted. */
export interface ExpectedVisitsTable {
  /** Envoy's. */
  inviteId: string;
  /** The enrolled person whom the contents name. */
  personId: string | null;
  /** Encrypted: who comes, to whom, and where. */
  contents: Buffer | null;
  expectedAt: Date;
  /** `2026-03-12`, where the visit is. */
  day: string;
  /** Envoy says that they have signed in. */
  arrived: boolean;
  /** Envoy says that the invitation was withdrawn, and an event that comes late changes nothing. */
  removed: boolean;
  /** Their sign-in. */
  jobId: string | null;
  updatedAt: Date;
}

/** Envoy's ids of visitors whom a face check has found to be an enrolled person. */
export interface VisitorProfilesTable {
  profileId: string;
  personId: string;
  /** The sign-in that it was learnt at. */
  jobId: string;
  learntAt: Date;
}
