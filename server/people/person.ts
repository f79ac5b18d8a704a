import type { Claim } from '../sign-in/sign-in.ts';
import type { ConsentStanding } from './consent-standing.ts';

/** Somebody enrolled, without their templates. */
export interface Person {
  id: string;
  name: string;
  email: string | null;
  employeeId: string | null;
  /** What the person agreed to and how, in the words of who recorded it. Never empty. */
  consent: string;
  /** How that consent stands. */
  standing: ConsentStanding;
  createdAt: Date;
  expiresAt: Date | null;
  /** Templates of the model in use; templates of other models do not count. */
  templates: number;
}

/** The people as the checks see them. Implemented by the gallery. */
export interface People {
  /**
   * Everybody whom the claim can mean, current with the database (an erased person is gone at
   * once): by e-mail, else by employee id, else by name, where a name never claims a person whose
   * recorded e-mail or employee id says otherwise. Several only when they share a name.
   */
  findClaimed(claim: Claim): Promise<Person[]>;
  /** Everybody whose recorded name is this one or looks like it (TR 39), whatever else is known. */
  findLookAlikes(name: string): Promise<Person[]>;
  /**
   * Compares one fused probe with the fused templates of the claimed people and looks at everybody
   * else too. Scores are cosines from -1 to 1. Yields to the event loop while it searches.
   */
  compare(probe: Float32Array, claimedIds: readonly string[]): Promise<Comparison>;
}

export interface Comparison {
  /** The best of the claimed people, or null when none has a template of this model. */
  claimed: ClaimedScore | null;
  /** The best of all others, or null when nobody else is enrolled. Their own other enrolments are no others. */
  other: Score | null;
}

export interface ClaimedScore extends Score {
  /** What approval needs when this person looks like another one; never loosens the model's threshold. */
  stricter?: number;
}

export interface Score {
  personId: string;
  score: number;
}
