import type { Generated } from 'kysely';

/** Tables that keep copies of people in memory current, and tables that find people. */
export interface PeopleChangesSchema {
  people_changes: PeopleChangesTable;
  fused_templates: FusedTemplatesTable;
  person_looks: PersonLooksTable;
  person_seals: PersonSealsTable;
}

/**
 * The latest changes of people. Triggers write it: each change raises `people_revision` by one and adds one row
 * with the new number. A reader who finds a number missing knows that the log does not reach back far enough.
 */
interface PeopleChangesTable {
  revision: number;
  /** Whose record, photos or consent changed; null: a lookalike pair or the key. */
  personId: string | null;
}

/** One row for each person and model with templates. */
interface FusedTemplatesTable {
  id: Generated<number>;
  personId: string;
  model: string;
  /** See templates/fused.ts. A trigger sets null when the templates change. */
  ciphertext: Buffer | null;
}

/** The look of each name: see `storedLooks`. */
interface PersonLooksTable {
  personId: string;
  /** Empty: not computed yet for this name; a trigger empties it. */
  look: string;
}

/** A seal that binds a person's identity to their templates: see keys/person-seal.ts. */
interface PersonSealsTable {
  personId: string;
  seal: Buffer;
}

/** Number of changes kept; a reader further behind reads everybody again. */
export const changesKept = 100_000;
