import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { verifyRecord } from '#server/audit/verify.ts';
import { personalData } from '#server/people/personal-data.ts';
import { publishConsentText, renewConsent } from '#server/people/consent.ts';
import { reapplyErasures, removePerson } from '#server/people/erasure.ts';
import { findSignIn, insertSignIn } from '#server/store/tables/sign-ins.ts';
import { putLookalikes } from '#server/people/gallery-rows.ts';
import { putMessage } from '#server/store/tables/outbox.ts';
import { linkSignIn } from '#server/store/tables/privacy.ts';
import { insertWatchlistEntry, insertWatchlistFace } from '#server/store/tables/watchlists.ts';
import { updatePerson, findPerson } from '#server/store/tables/people.ts';
import { decidedSignIn } from '../store/rows.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { installation } from './installation.ts';
import { lacking } from '../support/needs.ts';
import { strangersTraces, tracesOf } from './strangers-traces.ts';

const personId = '3cea3b8c-55dd-48e6-9cc8-788578c557a5';

/** Creates an installation in which one person left traces everywhere. Returns these traces as bytes. */
async function crowded(t: Test) {
  const here = await installation(t);
  const { db, enrolled } = here;
  await publishConsentText(db, { version: '1', text: 'I agree.' }, 'command:desk');
  const ciphertexts: Buffer[] = [];
  for (let i = 0; i < 40; i++) {
    await enrolled(`before-${i}`, `Before ${i}`);
    if (i !== 20) continue;
    const email = 'wilhelmina@example.com';
    ciphertexts.push(
      await enrolled(personId, 'Wilhelmina Quuxington', { email, employeeId: 'emp-4711' }),
    );
  }
  // Rows that move between pages leave old bytes in the file.
  for (let i = 0; i < 40; i += 2)
    await db.deleteFrom('people').where('id', '=', `before-${i}`).execute();
  await renewConsent(db, personId, { statement: 'Quuxingtonconsent on paper' }, 'command:desk');
  const person = await findPerson(db, personId);
  if (!person) throw new Error('not there');
  await updatePerson(db, { ...person, name: 'Wilhelmina Quuxington-Formerly' });
  await updatePerson(db, person);
  for (const jobId of ['1', '2']) {
    const note = 'Quuxingtonnote: looked like Wilhelmina.';
    await insertSignIn(db, decidedSignIn(jobId, { claimedPersonId: personId, note }));
  }
  await putLookalikes(
    db,
    { personA: personId, personB: 'before-1', threshold: 0.7 },
    'onnx/test',
    new Date(),
  );
  const contents = randomBytes(200);
  const now = new Date();
  await putMessage(db, {
    id: 'message',
    about: 'sign-in:1',
    channel: 'desk',
    kind: 'review',
    subject: null,
    personId,
    contents,
    dueAt: now,
    giveUpAt: now,
    createdAt: now,
  });
  return {
    ...here,
    traces: [
      ...['Wilhelmina', 'wilhelmina', 'Quuxington', 'emp-4711', 'example.com'].map((word) =>
        Buffer.from(word),
      ),
      // Any part of an encrypted value counts as a trace.
      ...[...ciphertexts, contents].flatMap((bytes) => slices(bytes, 24)),
    ],
  };
}

function slices(bytes: Buffer, length: number): Buffer[] {
  const count = Math.floor(bytes.length / length);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * length, (i + 1) * length));
}

/** The traces in each file of the data folder. */
function found({ data, traces }: { data: string; traces: Buffer[] }): string[] {
  return readdirSync(data).flatMap((name) => {
    const bytes = readFileSync(path.join(data, name));
    return traces
      .filter((trace) => bytes.includes(trace))
      .map((trace) => `${name}: ${trace.toString('latin1')}`);
  });
}

t.test(
  'nothing of an erased person is in any file, with the service running',
  { skip: lacking('SQLite') },
  async (t) => {
    const here = await crowded(t);
    const { folder, databaseFile, keyFile, db, store } = here;
    t.ok(found(here).length > here.traces.length / 2, 'there was something to be found');
    const script = path.join(import.meta.dirname, 'holding-service.js');
    const service = spawn(process.execPath, [script, databaseFile, keyFile]);
    t.teardown(() => service.kill('SIGKILL'));
    await once(service.stdout, 'data');
    const known = async () => {
      service.stdin.write('?\n');
      const [line] = (await once(service.stdout, 'data')) as [Buffer];
      return line.toString().trim();
    };
    t.equal(await known(), '1');

    const { code, json } = await runJson(folder, [
      'privacy',
      'erase',
      'wilhelmina@example.com',
      '--yes',
    ]);
    t.strictSame(found(here), [], 'right after the command');
    t.equal(code, 0);
    t.match(json, {
      ok: true,
      receipt: {
        personId,
        receiptId: /^[0-9a-f-]{36}$/,
        because: 'asked',
        removed: { people: 1, templates: 1, consents: 2, lookalikes: 1, person_uses: 1 },
        unlinked: { sign_ins: 2, outbox: 1 },
        disk: { rewritten: true, logEmptied: true },
      },
    });
    t.equal(await known(), '0', 'the service forgot them, too');
    t.strictSame(found(here), []);

    const signIns = await db.selectFrom('sign_ins').selectAll().execute();
    t.match(signIns, [
      { jobId: '1', verdict: 'approved', claimedPersonId: null, score: null, note: null },
      { jobId: '2', claimedPersonId: null },
    ]);
    t.equal((await db.selectFrom('people').select('id').execute()).length, 20, 'others stay');
    const paths = { templateKeyFile: keyFile, auditSealFile: path.join(here.data, 'audit.seal') };
    const { faults } = await verifyRecord({ db, ...paths });
    // The test stored two approvals itself.
    t.same(
      faults.map(({ code, jobId }) => [code, jobId]),
      ['1', '2'].map((jobId) => ['approval_unrecorded', jobId]),
      'the record is whole',
    );
    service.stdin.end();
    await store.close();
  },
);

t.test('the receipt can be filed: it holds nothing of the person', async (t) => {
  const here = await crowded(t);
  const args = ['privacy', 'erase', personId, '--yes', '--out', 'receipt.txt'];
  const { code, out } = await run(here.folder, args);
  t.equal(code, 0);
  const receipt = readFileSync(path.join(here.folder, 'receipt.txt'), 'utf8');
  t.ok(out.startsWith(receipt.trimEnd()));
  t.match(
    receipt,
    /Removed +1 enrolment, 2 consents, 1 fused template, 1 lookalike, 3\s+person\s+looks, 1 person seal, 1 person use, 1 template/,
  );
  const keeps = /write-ahead log \(WAL\) of PostgreSQL[^]*Standbys of PostgreSQL[^]*pg_basebackup/;
  t.equal(keeps.test(receipt.replace(/\s+/g, ' ')), lacking('PostgreSQL') === false);
  t.notMatch(receipt, /Wilhelmina|example\.com/);
  for (const line of receipt.split('\n')) t.ok(line.length <= 80, line);
});

t.test('nobody is erased whose receipt could not be filed', async (t) => {
  const here = await installation(t);
  await here.enrolled('ada', 'Ada Example');
  const args = ['privacy', 'erase', 'ada', '--yes', '--out', 'nowhere/receipt.txt'];
  t.match(await run(here.folder, args), { code: 1, err: /no\s+such\s+file\s+or\s+folder/ });
  t.ok(await findPerson(here.db, 'ada'));
});

t.test('nobody is erased without an answer, or twice, or when several are meant', async (t) => {
  const { folder, db, enrolled } = await installation(t);
  await enrolled('a', 'Ada Example');
  await enrolled('b', 'Ada Example');
  const refused = async (...args: string[]) => {
    const { code, json } = await runJson(folder, ['privacy', 'erase', ...args]);
    t.equal(code, 1);
    return (json['error'] as { code: string }).code;
  };
  t.equal(await refused('a'), 'not_confirmed');
  t.equal(await refused('Ada Example', '--yes'), 'ambiguous_person');
  t.equal(await refused('nobody', '--yes'), 'no_such_person');
  t.equal((await db.selectFrom('people').select('id').execute()).length, 2);
});

t.test(
  'the face of a watchlist entry with their e-mail goes; the entry is pointed out',
  async (t) => {
    const { folder, db, cipher, keyFile, enrolled } = await installation(t);
    await enrolled('ada', 'Ada Example', { email: 'ada@example.com' });
    const added = { note: 'banned', addedBy: 'command:desk', addedAt: new Date() };
    const blank = { birthDate: null, country: null, domain: null, phone: null, company: null };
    const rest = { ...added, ...blank, aliases: [], legalBasis: 'contract', expiresAt: null };
    const entries = [
      { id: 'by-email', name: null, email: 'ada@example.com' },
      { id: 'by-name', name: 'ADA example', email: null },
      { id: 'other', name: 'Eve', email: null },
    ];
    for (const entry of entries) {
      await insertWatchlistEntry(db, { ...entry, ...rest });
      const ciphertext = cipher.encrypt(new Float32Array(512), entry.id, 'onnx/test');
      const face = { entryId: entry.id, model: 'onnx/test', createdAt: rest.addedAt };
      await insertWatchlistFace(db, { ...face, ciphertext });
    }
    const held = await personalData(db, 'ada', {
      templates: null,
      messages: new RecordCipher(keyFile),
    });
    t.match(held?.other, {
      watchlist_entries: [{ id: 'by-email', legal_basis: 'contract', aliases: '[]' }],
    });
    t.equal(held?.other['watchlist_entries']?.length, 1, 'nothing of a namesake');
    const { json } = await runJson(folder, ['privacy', 'erase', 'ada', '--yes']);
    const watchlistEntries = ['by-email', 'by-name'];
    t.match(json, { receipt: { removed: { watchlist_faces: 1 }, watchlistEntries } });
    const faces = await db.selectFrom('watchlist_faces').select('entryId').execute();
    t.strictSame(faces.map(({ entryId }) => entryId).sort(), ['by-name', 'other']);
  },
);

t.test(
  'what the desk wrote of a visitor goes with the person enrolled from the card',
  async (t) => {
    const here = await installation(t);
    const { filled, messages } = await strangersTraces(here, ['theirs']);
    // Erases by the name in the document, which differs from the typed name.
    await here.enrolled('mina', 'Mina Document');
    await linkSignIn(here.db, 'mina', 'theirs');
    const by = { actor: 'command:test', because: 'asked', messages } as const;
    await removePerson(here.store, 'mina', {
      ...by,
      registerFile: path.join(here.data, 'erased-ids.txt'),
    });
    t.same(await filled(), ['expected_visits theirs', 'outbox theirs invited']);
  },
);

t.test('what named them is emptied again when a database of before is put back', async (t) => {
  const here = await installation(t);
  const { db, store } = here;
  const registerFile = path.join(here.data, 'erased-ids.txt');
  const { filled, messages } = await strangersTraces(here, ['hers \u00e9', 'of another']);
  const tables = ['desk_cards', 'expected_visits', 'outbox'] as const;
  const copy = await Promise.all(
    tables.map(async (table) => ({
      table,
      rows: await db.selectFrom(table).selectAll().execute(),
    })),
  );
  await here.enrolled('wil', 'Wilhelmina Quux', { email: 'hers-\u00e9@example.com' });
  const by = { actor: 'command:desk', messages };
  await removePerson(store, 'wil', { ...by, because: 'asked', registerFile });
  const others = tracesOf('of another');
  t.same(await filled(), others);
  await strangersTraces(here, ['coming again']);
  for (const { table, rows } of copy) {
    await db.deleteFrom(table).where('contents', 'is', null).execute();
    const query = db.insertInto(table).values(rows);
    await query.onConflict((conflict) => conflict.doNothing()).execute();
  }
  await db.updateTable('sign_ins').set({ note: 'Entry 1.', score: 0.5 }).execute();
  await db.deleteFrom('erasures').execute();
  t.equal((await filled()).length, 15);
  t.equal(await reapplyErasures(db, registerFile, by), 0, 'of her nothing else is there');
  const left = [...others, ...tracesOf('coming again')].sort();
  t.same(await filled(), left, 'but whoever comes again, comes as anybody');
  t.match(await findSignIn(db, 'hers \u00e9'), { note: null, score: null });
  t.match(await findSignIn(db, 'of another'), { note: 'Entry 1.' });
  t.match(readFileSync(registerFile, 'utf8'), /Z desk_cards:[\w-]+\n/);
});
