import path from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { purge } from '#server/people/retention.ts';
import { deleteSignInsBefore, insertSignIn } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { lacking } from '../support/needs.ts';
import { openTestStore } from '../support/store.ts';

const received = new Date('2025-01-01T10:00:00Z');
const now = new Date('2026-11-24T10:00:00Z');

t.test('a long backlog is deleted in parts, each on record', async (t) => {
  const folder = t.testdir();
  const store = await openTestStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
  t.teardown(() => store.close());
  await store.db.transaction().execute(async (db) => {
    for (let i = 0; i < 1200; i++) {
      await insertSignIn(db, decidedSignIn(`job-${i}`, { receivedAt: received }));
    }
  });
  const messages = new RecordCipher(path.join(folder, 'template.key'));
  const by = { actor: 'service', messages };
  const retention = { enrolmentDays: 365, signInDays: 365 };
  t.match(await purge(store.db, retention, by, now, 500), { signIns: 500 }, 'before a start');
  t.match(await purge(store.db, retention, by, now), { signIns: 700 }, 'beside it');
  const events = await store.db
    .selectFrom('audit_events')
    .select('details')
    .where('action', '=', 'sign_ins_purged')
    .orderBy('seq')
    .execute();
  t.same(
    events.map(({ details }) => JSON.parse(details) as unknown),
    [{ count: 500 }, { count: 500 }, { count: 200 }],
  );
});

t.test(
  'no purge and no look into the record reads a whole table',
  { skip: lacking('SQLite') },
  async (t) => {
    const store = await openTestStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
    t.teardown(() => store.close());
    const { db } = store;
    const plan = async (text: string) => {
      const { rows } = await sql<{ detail: string }>`explain query plan ${sql.raw(text)}`.execute(
        db,
      );
      return rows.map(({ detail }) => detail).join('; ');
    };
    t.equal(await deleteSignInsBefore(db, now, 500), 0);
    const old =
      "select job_id from sign_ins where received_at < '2026' order by received_at limit 500";
    t.match(await plan(old), /^SEARCH sign_ins USING .*INDEX sign_ins_by_time/);
    const latest = "select * from audit_events where action = 'x' order by seq desc limit 1";
    t.match(await plan(latest), /^SEARCH audit_events USING INDEX audit_events_by_action/);
    const about = "select * from audit_events where subject = 'x' order by seq";
    t.match(await plan(about), /^SEARCH audit_events USING INDEX audit_events_by_subject/);
  },
);
