import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { recordEvent } from '#server/audit/record.ts';
import { resealRecord, sealRecord } from '#server/audit/sealing.ts';
import { verifyRecord } from '#server/audit/verify.ts';
import { isOnPostgres } from '../support/postgres/databases.ts';
import { openTestStore, tamper as tamperWith } from '../support/store.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { enrolledPerson } from '../store/rows.ts';
import { writeNewKey } from '../templates/key-file.ts';

async function place(t: Test) {
  const folder = t.testdir();
  const databaseFile = path.join(folder, 'vestibule.sqlite');
  const templateKeyFile = path.join(folder, 'template.key');
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  const { db } = store;
  writeNewKey(templateKeyFile);
  return { db, databaseFile, templateKeyFile, auditSealFile: path.join(folder, 'audit.seal') };
}

type Place = Awaited<ReturnType<typeof place>>;

/** A sealed record of six events, of which the first is about the seal. */
async function recorded(t: Test) {
  const here = await place(t);
  await sealRecord(here);
  for (const number of [1, 2, 3, 4, 5]) {
    const details = { number };
    await recordEvent(here.db, { action: 'policy_changed', actor: 'service', details });
  }
  t.equal(await sealRecord(here), 'sealed');
  return here;
}

async function faults(here: Place) {
  return (await verifyRecord(here)).faults;
}

/** Runs a statement without the triggers, as a person with database access can. */
async function tamper({ databaseFile }: Place, statement: string) {
  await tamperWith(databaseFile, statement);
}

t.test('an untouched record verifies, and says what it holds', async (t) => {
  const here = await recorded(t);
  const found = await verifyRecord(here);
  t.match(found, { events: 6, sealedSeq: 6, faults: { length: 0 } });
  const [row] = await here.db.selectFrom('audit_events').selectAll().where('seq', '=', 2).execute();
  t.match(row, {
    action: 'policy_changed',
    actor: 'service',
    subject: null,
    details: '{"number":1}',
  });
  t.equal(statSync(here.auditSealFile).mode & 0o777, 0o600);
});

t.test('the database refuses to change, delete, replace or insert out of turn', async (t) => {
  const { db } = await recorded(t);
  const refused = { code: isOnPostgres ? 'P0001' : 'SQLITE_CONSTRAINT_TRIGGER' };
  const copied = 'at, action, actor, subject, details, previous_hash, hash from audit_events';
  for (const statement of [
    `update audit_events set actor = 'nobody' where seq = 3`,
    'delete from audit_events where seq = 6',
    'delete from audit_events',
    ...(isOnPostgres
      ? ['truncate audit_events']
      : [`insert or replace into audit_events select seq, ${copied} where seq = 3`]),
    `insert into audit_events select 8, ${copied} where seq = 6`,
    `insert into audit_events select 7, ${copied} where seq = 2`,
    `insert into audit_events select -1, ${copied} where seq = 2`,
  ]) {
    await t.rejects(sql.raw(statement).execute(db), refused, statement);
  }
  t.equal((await db.selectFrom('audit_events').select('seq').execute()).length, 6);
});

t.test('every edit, gap, replacement and cut is found', async (t) => {
  const cases: [string, string, unknown[]][] = [
    [
      'edited',
      `update audit_events set details = '{"number":9}' where seq = 3`,
      [{ code: 'altered', seq: 3 }],
    ],
    [
      'moved in time',
      `update audit_events set at = '2020-01-01' where seq = 6`,
      [{ code: 'altered', seq: 6 }],
    ],
    ['taken out', 'delete from audit_events where seq = 4', [{ code: 'gap', seq: 5 }]],
    ['beginning taken out', 'delete from audit_events where seq < 3', [{ code: 'gap', seq: 3 }]],
    [
      'renumbered',
      'update audit_events set seq = 99 where seq = 6',
      [
        { code: 'gap', seq: 99 },
        { code: 'cut_off', seq: 6 },
      ],
    ],
    ['end cut off', 'delete from audit_events where seq > 4', [{ code: 'cut_off', seq: 6 }]],
    ['all deleted', 'delete from audit_events', [{ code: 'cut_off', seq: 6 }]],
  ];
  for (const [name, statement, expected] of cases) {
    await t.test(name, async (t) => {
      const here = await recorded(t);
      await tamper(here, statement);
      t.strictSame(await faults(here), expected);
    });
  }
});

t.test('an event that was rewritten with a hash of its own is found by the next one', async (t) => {
  const here = await recorded(t);
  const hash = 'a'.repeat(64);
  await tamper(here, `update audit_events set hash = '${hash}', actor = 'x' where seq = 3`);
  t.strictSame(await faults(here), [
    { code: 'altered', seq: 3 },
    { code: 'unlinked', seq: 4 },
  ]);
});

t.test('an end that was cut off and written anew is found', async (t) => {
  const here = await recorded(t);
  await tamper(here, 'delete from audit_events where seq > 4');
  for (const number of [4, 5, 6]) {
    const details = { number };
    await recordEvent(here.db, { action: 'policy_changed', actor: 'service', details });
  }
  t.strictSame(await faults(here), [{ code: 'cut_off', seq: 6 }]);
  t.equal(await sealRecord(here), 'cut_off', 'and is not sealed over');
  t.strictSame(await faults(here), [{ code: 'cut_off', seq: 6 }]);
});

t.test('triggers that were taken away are found', async (t) => {
  const here = await recorded(t);
  const on = sql.raw(isOnPostgres ? 'on audit_events' : '');
  await sql`drop trigger audit_events_never_change ${on}`.execute(here.db);
  t.strictSame(await faults(here), [{ code: 'guards_missing', seq: null }]);
});

t.test('a seal that is gone, forged or of another key is found', async (t) => {
  const here = await recorded(t);
  const seal = readFileSync(here.auditSealFile, 'utf8');
  rmSync(here.auditSealFile);
  t.match(await faults(here), [{ code: 'seal_missing' }]);
  t.equal(await sealRecord(here), 'seal_missing');
  for (const forged of ['', '{}', seal.replace('"seq":6', '"seq":5'), seal.slice(0, 40)]) {
    writeFileSync(here.auditSealFile, forged);
    t.match(await faults(here), [{ code: 'seal_forged' }], `"${forged.slice(0, 20)}"`);
    t.equal(await sealRecord(here), 'seal_forged');
  }
  writeFileSync(here.auditSealFile, seal);
  t.strictSame(await faults(here), []);
});

t.test('without the key the seal is not made, and not trusted', async (t) => {
  const here = await recorded(t);
  rmSync(here.templateKeyFile);
  t.match(await faults(here), [{ code: 'seal_unchecked' }]);
  t.equal(await sealRecord(here), 'no_key');
});

t.test('sealing again after a fault is on record with that fault', async (t) => {
  const here = await recorded(t);
  await tamper(here, 'delete from audit_events where seq > 4');
  t.equal(await resealRecord(here, 'command:ada'), 'sealed');
  t.strictSame(await faults(here), []);
  const rows = await here.db.selectFrom('audit_events').selectAll().where('seq', '=', 5).execute();
  t.match(rows, [{ action: 'record_resealed', actor: 'command:ada' }]);
  t.match(JSON.parse(rows[0]?.details ?? ''), { fault: 'cut_off', sealedSeq: 6 });
});

t.test('events since the seal are fine', async (t) => {
  const here = await recorded(t);
  await recordEvent(here.db, { action: 'policy_changed', actor: 'service' });
  t.match(await verifyRecord(here), { events: 7, sealedSeq: 6, faults: { length: 0 } });
});

t.test('an event stands and falls with what it tells of', async (t) => {
  const here = await recorded(t);
  const failing = here.db.transaction().execute(async (transaction) => {
    await insertPerson(transaction, enrolledPerson('ada'));
    await recordEvent(transaction, { action: 'person_enrolled', actor: 'service', subject: 'ada' });
    throw new Error('changed my mind');
  });
  await t.rejects(failing, /changed my mind/);
  t.match(await verifyRecord(here), { events: 6, faults: { length: 0 } });
});

t.test('no name and no e-mail gets in by the details', async (t) => {
  const here = await recorded(t);
  for (const slip of ['Ada Example', 'ada@example.com', 'Zoë', 'x'.repeat(129)]) {
    for (const value of [slip, ['fine', slip]]) {
      const event = { action: 'policy_changed', actor: 'service', details: { value } } as const;
      await t.rejects(recordEvent(here.db, event), TypeError, slip);
    }
  }
  t.match(await verifyRecord(here), { events: 6, faults: { length: 0 } });
});

t.test('several processes at once make one chain', async (t) => {
  const here = await recorded(t);
  const script = path.join(import.meta.dirname, 'many-events.js');
  const writers = [1, 2, 3].map(() =>
    spawn(process.execPath, [script, here.databaseFile, '20'], { stdio: 'inherit' }),
  );
  await Promise.all(writers.map((writer) => once(writer, 'exit')));
  t.match(await verifyRecord(here), { events: 66, faults: { length: 0 } });
});

t.test('a long record is gone through page by page', async (t) => {
  const here = await recorded(t);
  await here.db.transaction().execute(async (transaction) => {
    for (let i = 0; i < 2100; i++) {
      await recordEvent(transaction, { action: 'policy_changed', actor: 'service' });
    }
  });
  t.match(await verifyRecord(here), { events: 2106, faults: { length: 0 } });
  await tamper(here, 'delete from audit_events where seq = 1001');
  t.strictSame(await faults(here), [{ code: 'gap', seq: 1002 }]);
});
