import { type Asked, type Hit, isOtherAge, type Countries } from './hit.ts';
import { NameIndex } from './matching/name-index.ts';

/** Somebody, or a company, with all names. */
export interface Listed {
  list: string;
  entry: string;
  kind: 'person' | 'company';
  names: readonly string[];
  birthDates: readonly string[];
  countries: readonly string[];
  expiresAt: Date | null;
}

export interface NameSearch {
  threshold: number;
  /** Only in these; null for all. */
  lists: readonly string[] | null;
}

/** Another country makes a name that is not quite the same less likely to be theirs. */
const otherCountry = 0.05;

/** Lists with the names on them made searchable. Never changed once made. */
export class Searchable {
  readonly #people: NameIndex<Listed>;
  readonly #companies: NameIndex<Listed>;
  readonly #countries: Countries;

  private constructor(
    people: NameIndex<Listed>,
    companies: NameIndex<Listed>,
    countries: Countries,
  ) {
    this.#people = people;
    this.#companies = companies;
    this.#countries = countries;
  }

  /** Lets the event loop run in between. */
  static async build(listed: AsyncIterable<Listed>, countries: Countries): Promise<Searchable> {
    const people = new NameIndex<Listed>();
    const companies = new NameIndex<Listed>('company');
    for await (const one of listed) {
      if (one.kind === 'person') await people.add(one, one.names);
      else await companies.add(one, one.names);
    }
    return new Searchable(people, companies, countries);
  }

  async byName({ name, birthDate, country }: Asked, search: NameSearch): Promise<Hit[]> {
    if (name === null) return [];
    const found = await this.#people.find(name, search.threshold);
    return found.flatMap(({ ref, name: listedName, score: full, isExact }) => {
      // The visitor says both, so neither clears a name that is the same.
      if (!isExact && isOtherAge(ref.birthDates, birthDate)) return [];
      const isElsewhere = this.#countries.isOther(ref.countries, country);
      const score = !isExact && isElsewhere ? full - otherCountry : full;
      if (score < search.threshold) return [];
      return hits(ref, search, { by: 'name', name: listedName, score });
    });
  }

  async byCompany({ company }: Asked, search: NameSearch): Promise<Hit[]> {
    if (company === null) return [];
    const found = await this.#companies.find(company, search.threshold);
    return found.flatMap(({ ref, name, score }) =>
      hits(ref, search, { by: 'company', name, score }),
    );
  }
}

function hits(listed: Listed, { lists }: NameSearch, found: Omit<Hit, 'list' | 'entry'>): Hit[] {
  const { list, entry, expiresAt } = listed;
  if (lists && !lists.includes(list)) return [];
  if (expiresAt && expiresAt <= new Date()) return [];
  return [{ list, entry, ...found }];
}
