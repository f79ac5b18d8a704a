import { sql, type RawBuilder } from 'kysely';
import { changesKept } from './schema.ts';

const changes = ['insert', 'update', 'delete'] as const;

/** Statements of a trigger: take the next revision and log the person. */
function logged(person: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    update people_revision set revision = revision + 1;
    insert into people_changes select revision, ${person} from people_revision;
    delete from people_changes
      where revision <= (select revision from people_revision) - ${sql.lit(changesKept)};`;
}

/** Marks the fused template of this person and model as outdated. */
function outdated(row: 'old' | 'new'): RawBuilder<unknown> {
  return sql`
    update fused_templates set ciphertext = null
      where person_id = ${sql.ref(`${row}.person_id`)} and model = ${sql.ref(`${row}.model`)};`;
}

const firstFused = sql`
  insert into fused_templates (person_id, model) values (new.person_id, new.model)
    on conflict (person_id, model) do update set ciphertext = null;`;

// A key rotation rewrites every template and every fused template, but changes nothing about people.
const isNoRotation = sql`when old.person_id <> new.person_id or old.model <> new.model
  or substr(old.ciphertext, 1, 1) = substr(new.ciphertext, 1, 1)`;

const looksPending = sql`
  delete from person_looks where person_id = new.id;
  insert into person_looks (person_id, look) values (new.id, '');`;

function trigger(
  name: string,
  when: RawBuilder<unknown>,
  ...body: RawBuilder<unknown>[]
): RawBuilder<unknown> {
  return sql`create trigger ${sql.ref(name)} after ${when} begin ${sql.join(body, sql` `)} end`;
}

/** Logs every change of the table. @param column has the id of the row's person; null: the row is about nobody */
function changesOf(table: string, column: string | null): RawBuilder<unknown>[] {
  return changes.map((change) => {
    const row = change === 'delete' ? 'old' : 'new';
    const person = column === null ? sql`null` : sql.ref(`${row}.${column}`);
    const when = sql`${sql.raw(change)} on ${sql.table(table)}`;
    return trigger(`${table}_${change}_logged`, when, logged(person));
  });
}

/** See postgres-triggers.ts for the PostgreSQL version. */
export const sqlitePeopleChanges: readonly RawBuilder<unknown>[] = [
  ...changesOf('people', 'id'),
  ...changesOf('consents', 'person_id'),
  ...changesOf('lookalikes', null),
  ...changesOf('template_keys', null),

  trigger(
    'templates_insert_logged',
    sql`insert on templates`,
    logged(sql.ref('new.person_id')),
    firstFused,
  ),
  trigger(
    'templates_update_logged',
    sql`update on templates ${isNoRotation}`,
    logged(sql.ref('old.person_id')),
    logged(sql.ref('new.person_id')),
    outdated('old'),
    firstFused,
  ),
  // Not an upsert: when a person is deleted, the row would refer to a missing person.
  trigger(
    'templates_delete_logged',
    sql`delete on templates`,
    logged(sql.ref('old.person_id')),
    outdated('old'),
  ),

  trigger('people_insert_look', sql`insert on people`, looksPending),
  trigger(
    'people_update_look',
    sql`update of name on people when old.name <> new.name`,
    looksPending,
  ),
];
