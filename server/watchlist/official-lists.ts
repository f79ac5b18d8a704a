import type { Db } from '../store/schema.ts';
import { listedAfter, listWatchlists } from '../store/tables/watchlists.ts';
import type { Countries } from './narrowing.ts';
import { Searchable, type Listed } from './searchable.ts';

// Small enough that no page keeps the event loop for more than a few milliseconds.
const rowsPerPage = 500;

/** The official lists in force, made searchable. */
export async function loadOfficialLists(db: Db, countries: Countries): Promise<Searchable> {
  return Searchable.build(everyListed(db), countries);
}

async function* everyListed(db: Db): AsyncGenerator<Listed> {
  for (const { id, source } of await listWatchlists(db)) {
    for (let last = 0; ;) {
      const page = await listedAfter(db, id, last, rowsPerPage);
      for (const row of page) {
        yield {
          list: source,
          entry: row.reference,
          kind: row.kind,
          names: JSON.parse(row.names) as string[],
          birthDates: JSON.parse(row.birth_dates) as string[],
          countries: JSON.parse(row.countries) as string[],
          expiresAt: null,
        };
      }
      if (page.length < rowsPerPage) break;
      last = page.at(-1)?.id ?? last;
    }
  }
}
