import { sql, type Kysely } from 'kysely';

const statements = [
  sql`create table watchlist_entries (
    id text primary key not null,
    name text,
    aliases text not null default '[]',
    birth_date text,
    country text,
    email text,
    domain text,
    phone text,
    company text,
    note text not null check (trim(note) <> ''),
    legal_basis text,
    added_by text not null,
    added_at text not null,
    expires_at text
  ) strict`,
  sql`create table watchlist_faces (
    id integer primary key autoincrement,
    entry_id text not null references watchlist_entries (id) on delete cascade,
    model text not null,
    ciphertext blob not null,
    created_at text not null
  ) strict`,
  sql`create index watchlist_faces_by_entry on watchlist_faces (entry_id)`,
  sql`create index watchlist_faces_by_model on watchlist_faces (model, id)`,

  // A list counts once it is complete; there is one complete one of each source.
  sql`create table watchlists (
    id integer primary key autoincrement,
    source text not null,
    list_date text,
    imported_at text not null,
    entries integer not null default 0,
    is_complete integer not null default 0
  ) strict`,
  sql`create unique index watchlists_in_force on watchlists (source) where is_complete = 1`,
  sql`create table watchlist_listed (
    id integer primary key autoincrement,
    list_id integer not null references watchlists (id) on delete cascade,
    reference text not null,
    kind text not null check (kind in ('person', 'company')),
    names text not null,
    birth_dates text not null,
    countries text not null
  ) strict`,
  sql`create index watchlist_listed_by_list on watchlist_listed (list_id, id)`,

  // Grow with every change; what is staged of a list that is not complete yet changes nothing.
  sql`create table watchlist_revisions (
    own integer not null,
    official integer not null
  ) strict`,
  sql`insert into watchlist_revisions values (0, 0)`,
  ...['watchlist_entries', 'watchlist_faces'].flatMap((table) =>
    ['insert', 'update', 'delete'].map(
      (change) => sql`create trigger ${sql.ref(`${table}_${change}_counts`)}
        after ${sql.raw(change)} on ${sql.table(table)}
        begin update watchlist_revisions set own = own + 1; end`,
    ),
  ),
  ...['new', 'old'].map((row) => {
    const change = row === 'new' ? 'update' : 'delete';
    return sql`create trigger ${sql.ref(`watchlists_${change}_counts`)}
      after ${sql.raw(change)} on watchlists when ${sql.ref(row)}.is_complete = 1
      begin update watchlist_revisions set official = official + 1; end`;
  }),
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
