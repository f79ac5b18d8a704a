import { sql, type Kysely } from 'kysely';

const tables = ['lookalikes', 'same_people'];

const statements = [
  sql`create table lookalikes (
    person_a text not null references people (id) on delete cascade,
    person_b text not null references people (id) on delete cascade,
    model text not null,
    threshold real not null check (threshold > 0 and threshold <= 1),
    created_at text not null,
    primary key (person_a, person_b, model),
    check (person_a < person_b)
  ) strict`,
  sql`create index lookalikes_by_second on lookalikes (person_b)`,

  sql`create table same_people (
    person_a text not null references people (id) on delete cascade,
    person_b text not null references people (id) on delete cascade,
    created_at text not null,
    primary key (person_a, person_b),
    check (person_a < person_b)
  ) strict`,
  sql`create index same_people_by_second on same_people (person_b)`,

  ...tables.flatMap((table) =>
    ['insert', 'update', 'delete'].map(
      (change) => sql`create trigger ${sql.ref(`${table}_${change}_counts`)}
        after ${sql.raw(change)} on ${sql.table(table)}
        begin update people_revision set revision = revision + 1; end`,
    ),
  ),
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
