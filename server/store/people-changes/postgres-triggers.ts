import { sql, type RawBuilder } from 'kysely';
import { changesKept } from './schema.ts';

const changes = ['insert', 'update', 'delete'] as const;

/** Logs every change of the table. @param column has the id of the row's person; null: the row is about nobody */
function changesOf(table: string, column: string | null): RawBuilder<unknown>[] {
  return changes.map(
    (change) => sql`create trigger ${sql.ref(`${table}_${change}_logged`)}
      after ${sql.raw(change)} on ${sql.table(table)} for each row
      execute function log_people_change(${column === null ? sql`` : sql.lit(column)})`,
  );
}

/** The triggers of sqlite-triggers.ts in PostgreSQL. */
export const postgresPeopleChanges: readonly RawBuilder<unknown>[] = [
  // Counts first: the lock on the counter keeps other writers out until the transaction ends. So no reader sees a
  // later number before an earlier one.
  sql`create function log_person(person text) returns void language plpgsql as $$
    declare
      now_at bigint;
    begin
      update people_revision set revision = revision + 1 returning revision into now_at;
      insert into people_changes values (now_at, person);
      delete from people_changes where revision <= now_at - ${sql.lit(changesKept)};
    end $$`,
  sql`create function log_people_change() returns trigger language plpgsql as $$
    declare
      changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
    begin
      perform log_person(case when tg_nargs = 0 then null else changed ->> tg_argv[0] end);
      return null;
    end $$`,
  ...changesOf('people', 'id'),
  ...changesOf('consents', 'person_id'),
  ...changesOf('lookalikes', null),
  ...changesOf('template_keys', null),

  sql`create function outdate_fused(of_person text, of_model text) returns void
    language sql as $$
      update fused_templates set ciphertext = null
      where person_id = of_person and model = of_model
    $$`,
  sql`create function first_fused(of_person text, of_model text) returns void
    language sql as $$
      insert into fused_templates (person_id, model) values (of_person, of_model)
      on conflict (person_id, model) do update set ciphertext = null
    $$`,
  sql`create function log_template() returns trigger language plpgsql as $$
    begin
      if tg_op <> 'INSERT' then
        perform log_person(old.person_id);
        perform outdate_fused(old.person_id, old.model);
      end if;
      -- When a person is deleted, there may be nobody left to refer to.
      if tg_op <> 'DELETE' then
        perform log_person(new.person_id);
        perform first_fused(new.person_id, new.model);
      end if;
      return null;
    end $$`,
  ...['insert', 'delete'].map(
    (change) => sql`create trigger ${sql.ref(`templates_${change}_logged`)}
      after ${sql.raw(change)} on templates for each row execute function log_template()`,
  ),
  // A key rotation rewrites every template but changes nothing about people.
  sql`create trigger templates_update_logged after update on templates for each row
    when (old.person_id <> new.person_id or old.model <> new.model
      or substr(old.ciphertext, 1, 1) = substr(new.ciphertext, 1, 1))
    execute function log_template()`,

  sql`create function expect_looks() returns trigger language plpgsql as $$
    begin
      delete from person_looks where person_id = new.id;
      insert into person_looks (person_id, look) values (new.id, '');
      return null;
    end $$`,
  sql`create trigger people_insert_look after insert on people for each row
    execute function expect_looks()`,
  sql`create trigger people_update_look after update of name on people for each row
    when (old.name <> new.name) execute function expect_looks()`,
];
