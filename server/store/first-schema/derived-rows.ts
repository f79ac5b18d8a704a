import { changesKept } from '../people-changes-schema.ts';

/** A trigger that keeps derived rows current, whichever process changes a row. Each database adds its own frame. */
export interface RowTrigger {
  name: string;
  /** The change, for example `insert on people`. */
  after: string;
  /** A condition on the row. */
  when?: string;
  statements: readonly string[];
}

/** The next revision first: PostgreSQL's lock on it keeps other writers out, so nobody sees a later number earlier. */
const logChange = (person: string) => [
  'update people_revision set revision = revision + 1',
  `insert into people_changes select revision, ${person} from people_revision`,
  `delete from people_changes
    where revision <= (select revision from people_revision) - ${changesKept}`,
];

/** Logs every change of the table. @param column has the id of the row's person; null: the row is about nobody */
function changesOf(table: string, column: string | null): RowTrigger[] {
  return ['insert', 'update', 'delete'].map((change) => {
    const row = change === 'delete' ? 'old' : 'new';
    const statements = logChange(column === null ? 'null' : `${row}.${column}`);
    return { name: `${table}_${change}_logged`, after: `${change} on ${table}`, statements };
  });
}

const outdatedFused = `update fused_templates set ciphertext = null
  where person_id = old.person_id and model = old.model`;
const firstFused = `insert into fused_templates (person_id, model)
  values (new.person_id, new.model)
  on conflict (person_id, model) do update set ciphertext = null`;

const changedTemplates: RowTrigger[] = [
  {
    name: 'templates_insert_logged',
    after: 'insert on templates',
    statements: [...logChange('new.person_id'), firstFused],
  },
  {
    name: 'templates_update_logged',
    after: 'update on templates',
    // A key rotation rewrites every template but changes nothing about people.
    when: `old.person_id <> new.person_id or old.model <> new.model
      or substr(old.ciphertext, 1, 1) = substr(new.ciphertext, 1, 1)`,
    statements: [
      ...logChange('old.person_id'),
      ...logChange('new.person_id'),
      ...[outdatedFused, firstFused],
    ],
  },
  {
    name: 'templates_delete_logged',
    after: 'delete on templates',
    // Not an upsert: when a person is deleted, the row would refer to a missing person.
    statements: [...logChange('old.person_id'), outdatedFused],
  },
];

const pendingLook = [
  'delete from person_looks where person_id = new.id',
  "insert into person_looks (person_id, look) values (new.id, '')",
];

const countedLists = ['update watchlist_revisions set official = official + 1'];

/** @param now the present time as a stored text */
export function derivedRows(now: string): RowTrigger[] {
  return [
    ...changesOf('people', 'id'),
    ...changesOf('consents', 'person_id'),
    ...changesOf('lookalikes', null),
    ...changesOf('template_keys', null),
    ...changedTemplates,
    { name: 'people_insert_look', after: 'insert on people', statements: pendingLook },
    {
      name: 'people_update_look',
      after: 'update of name on people',
      when: 'old.name <> new.name',
      statements: pendingLook,
    },
    // Rows of an incomplete staged list change nothing.
    ...['update', 'delete'].map((change) => ({
      name: `watchlists_${change}_counts`,
      after: `${change} on watchlists`,
      when: `${change === 'update' ? 'new' : 'old'}.is_complete = 1`,
      statements: countedLists,
    })),
    ...['insert', 'update of verdict'].map((change) => ({
      name: `person_used_after_${change.split(' ')[0]}`,
      after: `${change} on sign_ins`,
      when: "new.verdict = 'approved' and new.claimed_person_id is not null",
      statements: [
        `insert into person_uses values (new.claimed_person_id, new.decided_at)
        on conflict (person_id) do update set approved_at = case
          when excluded.approved_at > person_uses.approved_at then excluded.approved_at
          else person_uses.approved_at end`,
      ],
    })),
    {
      // Counts failed tries in a row separately, so that deleting old sign-ins does not change the count.
      name: 'tries_in_a_row',
      after: 'insert on sign_ins',
      when: 'new.tried is not null and new.claimed_person_id is not null',
      statements: [
        `insert into person_tries (person_id, failures, tried_at) values (
          new.claimed_person_id, case new.tried when 'matched' then 0 else 1 end, new.decided_at)
        on conflict (person_id) do update set tried_at = excluded.tried_at,
          failures = case excluded.failures when 0 then 0 else person_tries.failures + 1 end`,
      ],
    },
    {
      // Messages, cards and visits no longer name a person after any kind of erasure.
      name: 'people_are_forgotten',
      after: 'delete on people',
      statements: [
        `update outbox set contents = null, person_id = null,
          state = case state when 'waiting' then 'forgotten' else state end,
          ended_at = coalesce(ended_at, ${now})
        where person_id = old.id`,
        'update desk_cards set contents = null, note = null, person_id = null where person_id = old.id',
        'update expected_visits set contents = null, person_id = null where person_id = old.id',
      ],
    },
  ];
}
