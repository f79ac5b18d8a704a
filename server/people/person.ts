import { RefusalError } from '../platform/operator-error.ts';
import { foldEmail, foldName, oneLine, printable } from '../platform/text.ts';
import type { OtherForms } from '../platform/name-words.ts';
import type { RecordState } from '../keys/person-seal.ts';
import type { Db } from '../store/schema.ts';
import { consentsOf, currentConsentText, type ConsentRow } from '../store/tables/privacy.ts';
import { findPeople, type peopleCurrencyCheck, type PersonRow } from '../store/tables/people.ts';

/** Someone enrolled, without their templates. */
export interface Person extends RecordState {
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

/** A person whose record was not held against its seal. */
export type NamedPerson = Omit<Person, keyof RecordState>;

/** The people as the checks see them. Implemented by the gallery. */
export interface People {
  /**
   * Everyone whom the claim can mean, current with the database (an erased person is gone at
   * once): by e-mail, else by employee id, else by name, where a name never claims
   * a person whose recorded e-mail or employee id says otherwise. Several only when
   * they share a name.
   * @param within reads in this transaction, and finds no one in a database that was put back and not read since
   */
  findClaimed(claim: Claim, within?: Db): Promise<Person[]>;
  /**
   * Whose recorded name is this one, looks like it (TR 39), or shares two words with it, whatever else is
   * known; some of them where they are very many.
   */
  findLookAlikes(name: string, otherForms: OtherForms): Promise<NamedPerson[]>;
  /** See `peopleCurrencyCheck`. Call it before you read what you rely on. */
  isCurrentCheck(): ReturnType<typeof peopleCurrencyCheck>;
  /**
   * Compares one fused probe with the fused templates of the claimed people and looks at everyone
   * else too. Scores are cosines from -1 to 1. Yields to the event loop while it searches.
   */
  compare(probe: Float32Array, claimedIds: readonly string[]): Promise<GalleryComparison>;
}

export interface GalleryComparison {
  /** The best of the claimed people, or null when none has a template of this model. */
  claimed: ClaimedScore | null;
  /** The best of all others, or null when no one else is enrolled. Their own other enrolments are no others. */
  other: PersonScore | null;
}

interface ClaimedScore extends PersonScore {
  /** What approval needs when this person looks like another one; never loosens the model's threshold. */
  stricter?: number;
  /** In place of all others, where the face is compared with a document's portrait and not with a record. */
  portraitThreshold?: number;
}

export interface PersonScore {
  personId: string;
  score: number;
}

/** Whether someone's face may be looked at. */
export interface ConsentStanding {
  /** They agreed to another text than the one that counts now. */
  isOutdated: boolean;
  withdrawnAt: Date | null;
  expiresAt: Date | null;
}

/** How the latest consent of each of these people stands. */
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

/** Whether a consent of this standing has ended by then. */
export function isConsentEnded({ withdrawnAt, expiresAt }: ConsentStanding, now: Date): boolean {
  return withdrawnAt !== null || (expiresAt !== null && expiresAt <= now);
}

/** Everyone whom a reference can mean: an id, an e-mail, an employee id, or an exact name. */
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

/** The one person that a reference means. @throws {RefusalError} when it means no one, or several */
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

/** What tells the person from others of their name. */
export function identifiersText({
  email,
  employeeId,
}: Pick<PersonRow, 'email' | 'employeeId'>): string {
  const parts = [email, employeeId === null ? null : `employee ${employeeId}`];
  return oneLine(parts.filter((part) => part !== null).join(', ')) || 'by name only';
}

/** Who the visitor says they are. */
export interface Claim {
  name: string | null;
  email: string | null;
  /** Envoy's employee id; only in the employee flow, where the employee is the one who signs in. */
  employeeId: string | null;
  /** Envoy's own id of the employee, where the form gave another one. */
  namedEmployeeId?: string | null;
}

/** Then there is no one to check, and nothing may let them in. */
export function isClaimEmpty({ name, email, employeeId }: Claim): boolean {
  return !name && !email && !employeeId;
}
