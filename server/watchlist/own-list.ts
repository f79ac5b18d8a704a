import { emailAddressesIn, domainOf, numbersIn, readAddress } from './contact-details.ts';
import {
  type Countries,
  ListSearch,
  type ListedWithNames,
  type NameSearch,
} from '#sanctions-lists';
import type { Db } from '../store/schema.ts';
import { listWatchlistEntries, type WatchlistEntryRow } from '../store/tables/watchlists.ts';
import type { VisitorQuery, FoundBy, Hit } from './entry.ts';
import { ownList } from './sources.ts';

/** A snapshot of the own list. */
export class OwnList {
  readonly #rows: readonly WatchlistEntryRow[];
  readonly #names: ListSearch;

  private constructor(rows: readonly WatchlistEntryRow[], names: ListSearch) {
    this.#rows = rows;
    this.#names = names;
  }

  /** @param countries takes long, so it is called only when the list has entries */
  static async load(db: Db, countries: () => Promise<Countries>): Promise<OwnList> {
    const rows = await listWatchlistEntries(db);
    const names = new ListSearch(rows.length > 0 ? await countries() : null);
    for (const { names: strong, weakNames, ...listed } of withNames(rows)) {
      await names.add(listed, strong, weakNames);
    }
    return new OwnList(rows, names);
  }

  /** Whether the list has a valid entry today. */
  get isInUse(): boolean {
    return this.#rows.some((row) => !isOver(row));
  }

  byName(asked: VisitorQuery, search: NameSearch): Promise<Hit[]> {
    return this.#names.byName(asked, search);
  }

  byCompany(asked: VisitorQuery, search: NameSearch): Promise<Hit[]> {
    return this.#names.byCompany(asked, search);
  }

  /** Finds by mailbox, by domain, or by a parent domain. */
  byEmail({ email }: VisitorQuery): Hit[] {
    if (email === null) return [];
    const given = emailAddressesIn(email).map(readAddress);
    const isOf = (address: string) =>
      given.some(({ mailbox }) => mailbox === readAddress(address).mailbox);
    const isAt = (name: string) => given.some(({ domain }) => `.${domain}`.endsWith(`.${name}`));
    return [
      ...this.#hits('email', (row) => row.email !== null && isOf(row.email)),
      ...this.#hits('domain', (row) => row.domain !== null && isAt(domainOf(row.domain))),
    ];
  }

  /** @param country for numbers without a country code */
  byPhone({ phone }: VisitorQuery, country: string): Hit[] {
    if (phone === null) return [];
    const numbers = numbersIn(phone, country);
    return this.#hits('phone', (row) => row.phone !== null && numbers.has(row.phone));
  }

  #hits(by: FoundBy, fits: (row: WatchlistEntryRow) => boolean): Hit[] {
    return this.#rows
      .filter((row) => fits(row) && !isOver(row))
      .map(({ id }) => ({ list: ownList, entry: id, by, name: null, score: 1 }));
  }
}

function* withNames(rows: readonly WatchlistEntryRow[]): Generator<ListedWithNames> {
  for (const row of rows) {
    const own = {
      list: ownList,
      entry: row.id,
      weakNames: [],
      birthDates: row.birthDate === null ? [] : [row.birthDate],
      countries: row.country === null ? [] : [row.country],
      expiresAt: row.expiresAt,
    };
    if (row.name !== null) {
      const names = [row.name, ...row.aliases];
      yield { ...own, kind: 'person', names };
    }
    if (row.company !== null) yield { ...own, kind: 'company', names: [row.company] };
  }
}

function isOver({ expiresAt }: WatchlistEntryRow): boolean {
  return expiresAt !== null && expiresAt <= new Date();
}
