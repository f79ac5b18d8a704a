import { RefusalError } from '../platform/operator-error.ts';
import { oneLine, printable, foldEmail, foldName } from '#base/text';
import type { RecordState } from '../keys/person-seal.ts';
import type { Db } from '../store/schema.ts';
import { consentsOf, currentConsentText, type ConsentRow } from '../store/tables/privacy.ts';
import { findPeople, type peopleCurrencyCheck, type PersonRow } from '../store/tables/people.ts';

/** An enrolled person, without their templates. */
export interface Person extends RecordState {
  id: string;
  name: string;
  email: string | null;
  employeeId: string | null;
  /** What the person agreed to and how, in the words of the person who recorded it. Never empty. */
  consent: string;
  /** The state of that consent. */
  standing: ConsentStanding;
  createdAt: Date;
  expiresAt: Date | null;
  /** Number of templates for the model in use; those for other models do not count. */
  templates: number;
}

/** A person whose record was not checked against its seal. */
export type NamedPerson = Omit<Person, keyof RecordState>;

/** The database was restored, and the people in memory are older. The next read outside a transaction refreshes them. */
export class PeopleOutdatedError extends Error {}

/** The people from the checks' point of view. Implemented by the gallery. */
export interface People {
  /**
   * Returns everybody whom the claim can mean, from the database's current state: an erased person is gone at once.
   * It searches by e-mail, otherwise by employee id, otherwise by name. A name never matches a person whose
   * recorded e-mail or employee id contradicts the claim. Several people are returned only when they share a name.
   * @param within reads in this transaction
   * @throws {PeopleOutdatedError} within a transaction, when the database was restored since the last refresh
   */
  findClaimed(claim: Claim, within?: Db): Promise<Person[]>;
  /**
   * Returns people whose recorded name is this one, looks like it (TR 39), or shares two words with it, whatever else
   * is known. With very many such people, it returns only some of them.
   */
  findLookAlikes(name: string): Promise<NamedPerson[]>;
  /** See `peopleCurrencyCheck`. Call this before you read the data that you rely on. */
  isCurrentCheck(): ReturnType<typeof peopleCurrencyCheck>;
  /**
   * Compares one fused probe with the fused templates of the claimed people, and of everybody else. Scores are cosines
   * from -1 to 1. Yields to the event loop during the search.
   */
  compare(probe: Float32Array, claimedIds: readonly string[]): Promise<GalleryComparison>;
}

export interface GalleryComparison {
  /** The best of the claimed people; null when none has a template of this model. */
  claimed: ClaimedScore | null;
  /** The best of all others; null when nobody else is enrolled. Skips the claimed people's other enrolments. */
  other: PersonScore | null;
}

interface ClaimedScore extends PersonScore {
  /** The score that an approval needs when this person looks like another one; at least the model's threshold. */
  stricter?: number;
  /** The only threshold for a comparison with a document's portrait instead of a record. */
  portraitThreshold?: number;
}

export interface PersonScore {
  personId: string;
  score: number;
}

/** Whether consent allows comparing a person's face. */
export interface ConsentStanding {
  /** Whether they agreed to another text than the current one. */
  isOutdated: boolean;
  withdrawnAt: Date | null;
  expiresAt: Date | null;
}

/** Returns the state of these people's latest consents. */
export async function consentStandings(
  db: Db,
  personIds: readonly string[],
): Promise<(personId: string) => ConsentStanding> {
  const current = await currentConsentText(db);
  const latest = new Map<string, ConsentRow>();
  for (const consent of await consentsOf(db, personIds)) latest.set(consent.personId, consent);
  return (personId) => {
    // A stored person has the words of a consent; its record adds the text, expiry and end.
    const { withdrawnAt = null, expiresAt = null, textSha256 = null } = latest.get(personId) ?? {};
    const isOutdated = current !== undefined && current.sha256 !== textSha256;
    return { isOutdated, withdrawnAt, expiresAt };
  };
}

/** Whether the consent has ended at this time. */
export function isConsentEnded({ withdrawnAt, expiresAt }: ConsentStanding, now: Date): boolean {
  return withdrawnAt !== null || (expiresAt !== null && expiresAt <= now);
}

/** Finds everybody whom a reference can mean: an id, an e-mail, an employee id, or an exact name. */
async function findByReference(db: Db, reference: string): Promise<PersonRow[]> {
  const text = reference.trim();
  if (text === '') return [];
  return findPeople(db, {
    id: text,
    emailFolded: foldEmail(text),
    employeeId: text,
    nameFolded: foldName(text),
  });
}

/** Returns the one person whom a reference means. @throws {RefusalError} when it means nobody, or several people */
export async function resolvePerson(db: Db, reference: string): Promise<PersonRow> {
  const [person, ...others] = await findByReference(db, reference);
  if (!person) {
    throw new RefusalError(
      'no_such_person',
      printable`No person is enrolled as "${reference}". Give an id, an e-mail, an employee id or the exact name; "list" shows everybody.`,
    );
  }
  if (others.length === 0) return person;
  const candidates = [person, ...others];
  const lines = candidates.map(
    (one) => printable`  ${one.id}  ${one.name} (${identifiersText(one)})`,
  );
  throw new RefusalError(
    'ambiguous_person',
    `"${oneLine(reference)}" can mean ${candidates.length} people. Say which one by their id; nothing was changed.\n${lines.join('\n')}`,
    {
      candidates: candidates.map(({ id, name, email, employeeId }) => ({
        id,
        name,
        email,
        employeeId,
      })),
    },
  );
}

/** Describes what distinguishes the person from others with the same name. */
export function identifiersText({
  email,
  employeeId,
}: Pick<PersonRow, 'email' | 'employeeId'>): string {
  const parts = [email, employeeId === null ? null : `employee ${employeeId}`];
  return oneLine(parts.filter((part) => part !== null).join(', ')) || 'by name only';
}

/** The identity that the visitor claims. */
export interface Claim {
  name: string | null;
  email: string | null;
  /** Envoy's employee id; only in the employee flow, in which the employee signs in. */
  employeeId: string | null;
  /** Envoy's own id of the employee, when the form gave another one. */
  namedEmployeeId?: string | null;
}

/** Whether there is nobody to check; such a claim must never let the visitor in. */
export function isClaimEmpty({ name, email, employeeId }: Claim): boolean {
  return !name && !email && !employeeId;
}
