import type { RecordCipher } from '../../keys/record-cipher.ts';
import type { People } from '../../people/person.ts';
import { oneLine } from '#base/text';
import type { VisitFacts } from '../../protocol/desk-visit-messages.ts';
import type { ListHit } from '../../sign-in/check.ts';
import type { Db } from '../../store/schema.ts';
import { findDeskCard } from '../../store/tables/desk-cards.ts';
import {
  dismissalsOf,
  type ListDismissal,
  type ListedEntryRow,
} from '../../watchlist/dismissal-rows.ts';
import { findPerson, type PersonRow } from '../../store/tables/people.ts';
import { signInHistory } from '../../store/tables/sign-in-history.ts';
import { findSignIn, type SignInRow } from '../../store/tables/sign-ins.ts';
import { expectedAtOf } from '../arrivals/visit-rows.ts';
import { findEntry, isDismissedBy } from '../../watchlist/dismissals.ts';
import { nameOfList, storedHits } from '../../watchlist/hit-note.ts';
import { ownList } from '../../watchlist/sources.ts';
import {
  hasCard,
  openContents,
  placeOf,
  readActor,
  type AccountNames,
  type PlaceNames,
} from './card.ts';
import { reasonExplanation } from './history.ts';

interface Deps {
  /** Used for reading only. */
  db: Db;
  cipher: RecordCipher;
  people: Pick<People, 'findClaimed'>;
  places: PlaceNames;
  names: AccountNames;
}

type Entry = Pick<ListDismissal, 'list' | 'entry'>;

const visitsShown = 4;

/** Facts about a held visitor that the card lacks, to compare with a document. */
export class CardFacts {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Returns null when there is no such card. */
  async of(jobId: string): Promise<VisitFacts | null> {
    const found = await this.#find(jobId);
    if (!found) return null;
    const { signIn, contents, person } = found;
    const { email, employeeId, phone, company, document } = contents;
    const expectedAt = await expectedAtOf(this.#deps.db, jobId);
    return {
      ...{ email, employeeId, phone, company, document },
      expectedAt: expectedAt?.toISOString() ?? null,
      listed: await this.#listFacts(signIn, person),
      person: person && (await this.#person(person, signIn.receivedAt)),
    };
  }

  /** Returns the kind of a card's hit on this entry, and the enrolled person it is about; null without either. */
  async personHit(
    jobId: string,
    { list, entry }: Entry,
  ): Promise<{ person: PersonRow; by: ListHit['by']; isBirthDateSame: boolean } | null> {
    const found = await this.#find(jobId);
    const hit = hitsIn(found?.signIn).find((one) => one.list === list && one.entry === entry);
    if (!hit || !found?.person) return null;
    return { person: found.person, by: hit.by, isBirthDateSame: hit.birthDate === 'agrees' };
  }

  async #find(jobId: string) {
    const { db, cipher, people } = this.#deps;
    const row = await findDeskCard(db, jobId);
    const signIn = row && (await findSignIn(db, jobId));
    if (!row || !signIn || !hasCard(signIn)) return null;
    const contents = openContents(row, cipher);
    const { visitor, email, employeeId } = contents;
    const claim = { name: visitor, email, employeeId };
    const [claimed, ...more] = row.contents ? await people.findClaimed(claim) : [];
    const personId = signIn.claimedPersonId ?? (more.length === 0 ? claimed?.id : null);
    const person = personId ? ((await findPerson(db, personId)) ?? null) : null;
    return { signIn, contents, person };
  }

  async #listFacts(signIn: SignInRow, person: PersonRow | null): Promise<VisitFacts['listed']> {
    const { db, names } = this.#deps;
    const hits = hitsIn(signIn);
    const dismissals = person && hits.length > 0 ? await dismissalsOf(db, person.id) : [];
    await names.learn(dismissals.map(({ accountId }) => accountId));
    const listed = hits.map(async ({ list, entry, ...how }) => {
      const rows = await findEntry(db, { list, entry });
      const all = (of: (row: ListedEntryRow) => string[]) => [
        ...new Set(rows.flatMap((row) => of(row).map((text) => oneLine(text, 300)))),
      ];
      const said = dismissals.find((one) => one.list === list && one.entry === entry);
      const isBirthDateSame = how.birthDate === 'agrees';
      const isOfNow = said && person && isDismissedBy(said, rows, { person, isBirthDateSame });
      return {
        ...{ list, entry, title: nameOfList(list), ...how },
        names: all((row) => [...textsIn(row.names), ...textsIn(row.weakNames)]),
        birthDates: all((row) => textsIn(row.birthDates)),
        countries: all((row) => textsIn(row.countries)),
        dismissed: isOfNow ? readActor(said.accountId, said.dismissedAt, names.nameOf) : null,
      };
    });
    return Promise.all(listed);
  }

  async #person(person: PersonRow, before: Date): Promise<VisitFacts['person']> {
    const { db, places } = this.#deps;
    const signIns = await signInHistory(db, {
      ...{ from: new Date(0), to: before, personId: person.id, limit: visitsShown },
      ...{ locationId: null, verdict: null, reason: null, before: null },
    });
    return {
      name: person.name,
      enrolledAt: person.createdAt.toISOString(),
      visits: signIns.map(({ receivedAt, verdict, reason, locationId }) => ({
        at: receivedAt.toISOString(),
        location: placeOf(null, locationId, places),
        isLetIn: verdict === 'approved',
        reason,
        why: reasonExplanation(reason),
      })),
    };
  }
}

/** Hits on official lists. The card itself shows entries of the own list. */
function hitsIn(signIn: SignInRow | undefined): ListHit[] {
  if (signIn?.reason !== 'watchlist_hit') return [];
  return storedHits(signIn.hits).filter(({ list }) => list !== ownList);
}

function textsIn(json: string): string[] {
  return JSON.parse(json) as string[];
}
