import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { sql } from 'kysely';
import t from 'tap';
import { sampleFaces } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import type { Visitor } from '../../lab/simulate/held-sign-in.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { createLogger } from '#server/ops/logging.ts';
import { publishConsentText } from '#server/people/consent.ts';
import { personalData } from '#server/people/personal-data.ts';
import { putExpectedVisit } from '#server/desk/arrivals/visit-rows.ts';
import { Offerer } from '../desk/desk-people.ts';
import { Lines } from '../support/lines.ts';
import { follow, viewsOf } from '../support/posing-person.ts';
import { urlInPlaceOf } from '../support/postgres/databases.ts';
import { storeEnvironment } from '../support/store.ts';

// A visitor is held as not enrolled, enrolled from that card, and erased. The whole service runs with its models.

const wil = { name: 'Wilhelmina Quuxington', email: 'wilhelmina@quux.example' };
const host = 'Quirinius Wellensittich';

t.test('erasure reaches back to before the enrolment', async (t) => {
  const folder = path.join(t.testdir({ data: {} }), 'data');
  writeFileSync(
    path.join(folder, 'notify.yaml'),
    'channels:\n  - { name: desk, type: webhook }\nrules:\n  - { reasons: all, to: desk }\n',
  );
  const trial = await Trial.start(folder, createLogger('trace', new Lines()), {
    // No server listens there, so every message waits.
    NOTIFY_DESK_URL: 'http://127.0.0.1:9/desk',
    NOTIFY_DESK_SECRET: `whsec_${Buffer.from('a secret of this very test').toString('base64')}`,
    ...(await storeEnvironment(folder)),
  });
  t.teardown(() => trial.stop());
  const { config } = trial;
  const { db } = trial.service;
  const messages = new RecordCipher(config.templateKeyFile);
  await messages.readKey();
  await publishConsentText(db, { version: '1', text: 'You agree.' }, 'command:test');
  const manager = await Offerer.enter(t, trial, 'manager');
  const views = await viewsOf(sampleFaces.womanA);
  const kiosk = await trial.openKiosk({ frames: views.ahead });
  const held = async (jobId: string, visitor: Visitor) =>
    t.equal((await trial.signIn({ host, ...visitor, jobId })).status, 412, jobId);
  const note = (jobId: string, text: string) =>
    manager.browser.call('PUT', `/desk/api/cards/${jobId}/note`, { note: text, was: '' });

  // Two earlier visits, the first with another spelling. Then two of other people, one with the same name.
  await held('earlier', { ...wil, email: 'Wilhelmina@QUUX.example', name: 'Mina Quuxington' });
  await held('first', wil);
  await held('namesake', { ...wil, email: 'another@quux.example' });
  await held('stranger', { name: 'Somebody Stranger', email: 'stranger@quux.example' });
  const now = new Date();
  for (const [inviteId, visitor, email] of [
    ['hers', wil.name, wil.email],
    ['of another', wil.name, 'another@quux.example'],
  ] as const) {
    const contents = messages.seal({ visitor, email, employeeId: null, host }, inviteId);
    const on = { expectedAt: now, day: now.toISOString().slice(0, 10), arrived: false };
    const visit = { inviteId, personId: null, contents, ...on };
    await putExpectedVisit(db, visit, { onlyNew: true, now });
  }
  t.equal((await note('first', 'Quuxnote: came with a dog')).status, 200);

  t.equal((await manager.offer('first')).status, 200);
  await manager.sees('first', ({ step }) => step === 'posing');
  const stop = follow(kiosk, () => views);
  const { personId, message } = await manager.ended('first');
  t.ok(personId, String(message));
  stop();
  await held('later', { ...wil, email: null, name: 'wilhelmina  QUUXINGTON' });

  /** Ids of the rows that name her, in encrypted texts and in all others. */
  const traces = async () => {
    const found: string[] = [];
    const words = /wilhelmina|mina quux|quuxnote|wellensittich/i;
    for (const [table, key] of [
      ['desk_cards', 'job_id'],
      ['outbox', 'id'],
      ['expected_visits', 'invite_id'],
      ['shared_work', 'id'],
      ['sign_ins', 'job_id'],
      ['sign_in_checks', 'job_id'],
      ['people', 'id'],
      ['consents', 'person_id'],
    ] as const) {
      // Reads the rows as the database has them, without decoding.
      const all = sql<Record<string, unknown>>`select * from ${sql.table(table)}`;
      const { rows } = await all.execute(db);
      for (const row of rows) {
        const id = String(row[key]);
        const texts = Object.values(row).map((value) =>
          value instanceof Uint8Array
            ? JSON.stringify(messages.open(Buffer.from(value), id) ?? null)
            : String(value),
        );
        if (!words.test(texts.join('\n'))) continue;
        const about = /"jobId":"([^"]*)"/.exec(texts.join('\n'))?.[1];
        found.push(`${table} ${about ?? id}`);
      }
    }
    return found.sort();
  };
  const others = [
    ...['desk_cards namesake', 'desk_cards stranger', 'expected_visits of another'],
    ...['outbox namesake', 'outbox stranger'],
  ];
  const before = await traces();
  for (const job of ['earlier', 'first', 'later']) {
    t.ok(before.includes(`desk_cards ${job}`) && before.includes(`outbox ${job}`), job);
  }

  const data = await personalData(db, personId!, { templates: null, messages });
  t.same(data?.signIns.map(({ jobId }) => jobId).sort(), ['earlier', 'first', 'later']);
  const jobsIn = (table: string) => (data?.other[table] ?? []).map((row) => row['job_id']);
  t.same(jobsIn('desk_cards').sort(), ['earlier', 'first', 'later'], 'she is given the same');
  t.match(JSON.stringify(data?.other['desk_cards']), 'Quuxnote');
  t.equal(data?.other['outbox']?.length, 3);
  t.match(data?.other['expected_visits'], [{ invite_id: 'hers', contents: { host } }]);

  const erased = await manager.browser.post(`/desk/api/people/${personId}/erase`, {
    name: wil.name,
  });
  t.equal(erased.status, 200, erased.text);
  const receipt = JSON.parse(String(erased.json['receipt'])) as Record<string, object>;
  t.match(receipt['unlinked'], { sign_ins: 3, desk_cards: 3, outbox: 3, expected_visits: 1 });
  t.same(await traces(), others, 'nothing of her, and all of the others');
  const history = await manager.browser.get('/desk/api/history');
  t.notMatch(history.text, /Mina|first.*Wilhelmina/);
  t.match(
    await note('first', 'It was Wilhelmina'),
    { status: 404 },
    'nor is she written down again',
  );
  const plain = ['wilhelmina@quux.example', 'Quuxnote', 'Mina Quuxington'];
  t.same(await inStore(config.databaseFile, plain), []);
});

/** The words that are stored unencrypted, in the files or in a dump of the tables. */
async function inStore(databaseFile: string, words: readonly string[]): Promise<string[]> {
  const url = await urlInPlaceOf(databaseFile);
  const places: Buffer[] = [];
  if (url === null) {
    const data = path.dirname(databaseFile);
    for (const name of readdirSync(data)) {
      if (/sqlite/.test(name)) places.push(readFileSync(path.join(data, name)));
    }
  } else {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public'",
    );
    for (const { name } of rows) {
      const dump = await client.query(`select t::text as row from "${name}" t`);
      places.push(Buffer.from(JSON.stringify(dump.rows)));
    }
    await client.end();
  }
  return words.filter((word) => places.some((bytes) => bytes.includes(word)));
}
