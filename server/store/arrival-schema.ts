/** The tables of first-schema/arrival-tables.ts. */
export interface ArrivalSchema {
  expected_visits: ExpectedVisitsTable;
  visitor_profiles: VisitorProfilesTable;
}

/** A trigger empties what names a person when they are deleted. */
interface ExpectedVisitsTable {
  /** Envoy's. */
  invite_id: string;
  /** The enrolled person whom the contents name. */
  person_id: string | null;
  /** Encrypted: who comes, to whom, and where. */
  contents: Buffer | null;
  expected_at: string;
  /** `2026-03-12`, where the visit is. */
  day: string;
  /** 0 or 1: Envoy says that they have signed in. */
  arrived: number;
  /** 0 or 1: Envoy says that the invitation was withdrawn, and an event that comes late changes nothing. */
  removed: number;
  /** Their sign-in. */
  job_id: string | null;
  updated_at: string;
}

/** Envoy's ids of visitors whom a face check has found to be an enrolled person. */
interface VisitorProfilesTable {
  profile_id: string;
  person_id: string;
  /** The sign-in that it was learnt at. */
  job_id: string;
  learnt_at: string;
}
