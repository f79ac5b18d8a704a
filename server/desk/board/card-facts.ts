import type { RecordCipher } from '../../keys/record-cipher.ts';
import type { People } from '../../people/person.ts';
import type { VisitFacts } from '../../protocol/desk-messages.ts';
import type { Db } from '../../store/schema.ts';
import { findDeskCard } from '../../store/tables/desk-cards.ts';
import { findPerson } from '../../store/tables/people.ts';
import { signInHistory } from '../../store/tables/sign-in-history.ts';
import { findSignIn } from '../../store/tables/sign-ins.ts';
import { expectedAtOf } from '../../store/tables/visitors.ts';
import { openContents, type PlaceNames } from './card.ts';
import { reasonExplanation } from './history.ts';

interface Deps {
  /** To be read only. */
  db: Db;
  cipher: RecordCipher;
  people: Pick<People, 'findClaimed'>;
  places: PlaceNames;
}

const visitsShown = 4;

/** What is known of a held visitor beside the card: for a person who has their document in hand. */
export class CardFacts {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Null when there is no such card. */
  async of(jobId: string): Promise<VisitFacts | null> {
    const { db, cipher, people } = this.#deps;
    await cipher.readKey();
    const row = await findDeskCard(db, jobId);
    const signIn = row && (await findSignIn(db, jobId));
    if (!row || !signIn) return null;
    const contents = openContents(row, cipher);
    const { visitor, email, employeeId, phone, company, document } = contents;
    const claim = { name: visitor, email, employeeId };
    const [claimed, ...more] = row.contents ? await people.findClaimed(claim) : [];
    const personId = signIn.claimedPersonId ?? (more.length === 0 ? claimed?.id : null);
    const expectedAt = await expectedAtOf(db, jobId);
    return {
      ...{ email, employeeId, phone, company, document },
      expectedAt: expectedAt?.toISOString() ?? null,
      person: personId ? await this.#person(personId, signIn.receivedAt) : null,
    };
  }

  async #person(personId: string, before: Date): Promise<VisitFacts['person']> {
    const { db, places } = this.#deps;
    const person = await findPerson(db, personId);
    if (!person) return null;
    const signIns = await signInHistory(db, {
      ...{ from: new Date(0), to: before, personId, limit: visitsShown },
      ...{ locationId: null, verdict: null, reasons: null, before: null },
    });
    return {
      name: person.name,
      enrolledAt: person.createdAt.toISOString(),
      visits: signIns.map(({ receivedAt, verdict, reason, locationId }) => ({
        at: receivedAt.toISOString(),
        location: locationId && (places.nameOf(locationId) ?? locationId),
        isLetIn: verdict === 'approved',
        reason,
        why: reasonExplanation(reason),
      })),
    };
  }
}
