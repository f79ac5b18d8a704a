import type { Generated } from 'kysely';

/** What copies of the people in memory are kept right by, and what people are found by. */
export interface PeopleChangesSchema {
  people_changes: PeopleChangesTable;
  fused_templates: FusedTemplatesTable;
  person_looks: PersonLooksTable;
  person_seals: PersonSealsTable;
}

/**
 * The latest changes of the people. Triggers write it: each change raises `people_revision` by one and
 * leaves one row here under the new number, so a reader who finds a number missing knows that the log
 * does not reach back far enough.
 */
interface PeopleChangesTable {
  revision: number;
  /** Whose record, photos or consent changed; null: a pair of people who look alike, or the key. */
  personId: string | null;
}

/** One row for each person and model with templates. */
interface FusedTemplatesTable {
  id: Generated<number>;
  personId: string;
  model: string;
  /** See templates/fused.ts. Null: the templates have changed since; a trigger says so. */
  ciphertext: Buffer | null;
}

/** What each name looks like: see platform/name-words.ts. */
interface PersonLooksTable {
  personId: string;
  /** Empty: not worked out yet for this name; a trigger says so. */
  look: string;
}

/** Who someone is, bound to their templates: see keys/person-seal.ts. */
interface PersonSealsTable {
  personId: string;
  seal: Buffer;
}

/** The number of changes kept; a reader that is further behind reads everyone again. */
export const changesKept = 100_000;
