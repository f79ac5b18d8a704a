import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, readFileSync, renameSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { verifyRecord } from '#server/audit/verify.ts';
import { loadConfig } from '#server/config/config.ts';
import { projectRoot } from '#server/config/environment.ts';
import { Gallery } from '#server/people/gallery.ts';
import type { Db } from '#server/store/schema.ts';
import { openTestStore, storeEnvironment } from '../support/store.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { insertTemplate, templatesOfPerson } from '#server/store/tables/templates.ts';
import type { TemplateCipher } from '#server/templates/cipher.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { startService } from '#server/app/service.ts';
import { loadSecrets } from '#server/config/secrets.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { findDeskCard, noteOnDeskCard, putDeskCard } from '#server/store/tables/desk-cards.ts';
import { beatInstance, removeInstance } from '#server/store/tables/instances.ts';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { requestRotation, rotateTemplateKey } from '#server/templates/rotation.ts';
import { rotate } from '../support/rotate.ts';
import { decidedSignIn, enrolledPerson } from '../store/rows.ts';

const model = { id: 'onnx/test', dimension: 64 };
const people = 30;

/** A unit vector, different for each number. */
function face(number: number): Float32Array {
  const values = Float64Array.from({ length: model.dimension }, (_, i) =>
    Math.sin(i * (number + 2)),
  );
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

async function openIn(t: Test, folder: string) {
  const store = await openTestStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
  t.teardown(() => store.close());
  return { db: store.db, store, folder, keyFile: path.join(folder, 'template.key') };
}

type Place = Awaited<ReturnType<typeof openIn>>;

/** An installation with thirty people. */
async function filled(t: Test): Promise<Place> {
  const place = await openIn(t, path.join(t.testdir(), 'data'));
  const cipher = await openTemplateCipher(place.db, place.keyFile);
  for (let i = 0; i < people; i++) await insertPerson(place.db, enrolledPerson(`p${i}`));
  await insertAll(place.db, cipher);
  return place;
}

async function insertAll(store: Db, cipher: TemplateCipher): Promise<void> {
  await store.transaction().execute(async (db) => {
    for (let i = 0; i < people; i++) {
      await insertTemplate(db, templateOf(i, cipher.encrypt(face(i), `p${i}`, model.id)));
    }
    await cipher.sealPeople(
      db,
      Array.from({ length: people }, (_, i) => `p${i}`),
    );
  });
}

function templateOf(number: number, ciphertext: Buffer) {
  const createdAt = new Date();
  return { personId: `p${number}`, model: model.id, ciphertext, source: 'photo', createdAt };
}

async function galleryOf({ db, keyFile }: Place): Promise<Gallery> {
  return new Gallery({ db, cipher: await openTemplateCipher(db, keyFile), model });
}

/** Whether everyone is recognised, and as the right person. */
async function isWhole(gallery: Gallery): Promise<boolean> {
  for (let i = 0; i < people; i++) {
    const { claimed } = await gallery.compare(face(i), [`p${i}`]);
    if (!(Math.abs((claimed?.score ?? 0) - 1) < 1e-6)) return false;
  }
  return true;
}

async function storedAs({
  db,
  keyFile,
}: Place): Promise<{ ciphertext: Buffer; turned: Float32Array }> {
  const cipher = await openTemplateCipher(db, keyFile);
  const [row] = await templatesOfPerson(db, 'p1');
  const ciphertext = row?.ciphertext ?? Buffer.alloc(0);
  return { ciphertext, turned: cipher.decryptTransformed(ciphertext, 'p1', model.id) };
}

t.test('everything is under the new key, and the old one opens nothing', async (t) => {
  const place = await filled(t);
  const before = await storedAs(place);
  copyFileSync(place.keyFile, `${place.folder}/old`);
  t.match(await rotate(place.db, place.keyFile, { revoke: false }), {
    version: 2,
    templates: people,
  });
  const after = await storedAs(place);
  t.equal(after.ciphertext[0], 2);
  t.strictSame(after.turned, before.turned, 'the transform is the same, to the last bit');
  t.ok(await isWhole(await galleryOf(place)));
  t.strictSame(
    readdirSync(place.folder).filter((name) => name.includes('.key')),
    ['template.key'],
  );
  renameSync(`${place.folder}/old`, place.keyFile);
  await t.rejects(openTemplateCipher(place.db, place.keyFile), { code: 'key_wrong' });
});

t.test('revoked, the templates are turned otherwise and everybody still matches', async (t) => {
  const place = await filled(t);
  const { turned } = await storedAs(place);
  await rotate(place.db, place.keyFile, { revoke: true });
  const after = await storedAs(place);
  const cosine = after.turned.reduce((sum, value, i) => sum + value * turned[i]!, 0);
  t.ok(Math.abs(cosine) < 0.7, 'what leaked does not match');
  t.ok(await isWhole(await galleryOf(place)));
});

t.test('watched faces are put under the new key too', async (t) => {
  const place = await filled(t);
  const addedAt = new Date();
  const entry = { id: 'watched', name: 'W', aliases: [], note: 'x', addedBy: 'x', addedAt };
  await place.db.insertInto('watchlist_entries').values(entry).execute();
  const before = await openTemplateCipher(place.db, place.keyFile);
  const ciphertext = before.encrypt(face(99), 'watched', model.id);
  const stored = { entryId: 'watched', model: model.id, ciphertext, createdAt: addedAt };
  await place.db.insertInto('watchlist_faces').values(stored).execute();
  await rotate(place.db, place.keyFile, { revoke: true });
  const cipher = await openTemplateCipher(place.db, place.keyFile);
  const row = await place.db.selectFrom('watchlist_faces').selectAll().executeTakeFirstOrThrow();
  const found = cipher.decrypt(row.ciphertext, 'watched', model.id);
  t.ok(found.every((value, i) => Math.abs(value - face(99)[i]!) < 1e-6));
});

t.test('versions begin anew after the last one that fits a byte', async (t) => {
  const place = await filled(t);
  const key = readFileSync(place.keyFile, 'utf8').replace(/^1 /m, '254 ');
  await place.db.deleteFrom('templates').execute();
  writeFileSync(place.keyFile, key);
  const cipher = await openTemplateCipher(place.db, place.keyFile);
  await insertAll(place.db, cipher);
  const versions: unknown[] = [];
  for (let i = 0; i < 3; i++) {
    await rotate(place.db, place.keyFile, { revoke: false });
    versions.push((await storedAs(place)).ciphertext[0]);
  }
  t.strictSame(versions, [255, 1, 2]);
  t.ok(await isWhole(await galleryOf(place)));
});

t.test('a process that still holds the old key stores and compares nothing', async (t) => {
  const place = await filled(t);
  const stale = await openTemplateCipher(place.db, place.keyFile);
  const gallery = new Gallery({ db: place.db, cipher: stale, model });
  await rotate(place.db, place.keyFile, { revoke: true });
  const sealed = templateOf(1, stale.encrypt(face(1), 'p1', model.id));
  await t.rejects(insertTemplate(place.db, sealed), /under a key that is not in use/);
  await t.rejects(stale.expectKeyOf(place.db), { code: 'key_wrong' });
  await t.rejects(gallery.compare(face(3), ['p3']), { code: /key_wrong|template_damaged/ });
});

t.test('a rotation waits while another instance runs', async (t) => {
  const place = await filled(t);
  const other = {
    id: 'other',
    name: 'lobby-2',
    version: '1',
    protocol: 1,
    policy: null,
    address: null,
  };
  const beat = () => beatInstance(place.db, { ...other, deskPages: 0 });
  await beat();
  // As an instance does that runs, for as long as a slow machine takes.
  const beats = setInterval(() => void beat(), 1000);
  await t.rejects(rotate(place.db, place.keyFile, { revoke: false }), {
    code: 'key_rotation_waits',
    message: /lobby-2/,
  });
  clearInterval(beats);
  t.equal((await storedAs(place)).ciphertext[0], 1, 'nothing was changed');
  // After a beat that may be under way.
  await beat();
  await removeInstance(place.db, other.id);
  const auditSealFile = path.join(place.folder, 'audit.seal');
  const files = { templateKeyFile: place.keyFile, auditSealFile };
  t.match(await rotateTemplateKey(place.db, files), { version: 2 });
  t.ok(await isWhole(await galleryOf(place)));
});

t.test('what names visitors is put under the new key in the same transaction', async (t) => {
  const place = await filled(t);
  const before = new RecordCipher(place.keyFile);
  await before.readKey();
  await insertSignIn(place.db, decidedSignIn('job'));
  const contents = before.seal({ visitor: 'Ada Example' }, 'job');
  await putDeskCard(place.db, { jobId: 'job', personId: null, contents, heldAt: new Date() });
  await noteOnDeskCard(place.db, 'job', before.seal('a note', 'job'), null);
  await rotate(place.db, place.keyFile, { revoke: false });
  const after = new RecordCipher(place.keyFile);
  await after.readKey();
  const card = (await findDeskCard(place.db, 'job'))!;
  t.same(after.open(card.contents!, 'job'), { visitor: 'Ada Example' });
  t.equal(after.open(card.note!, 'job'), 'a note');
  t.equal(before.open(card.note!, 'job'), undefined);
});

t.test('a record that something else changed is not sealed under the new key', async (t) => {
  const { db, keyFile } = await filled(t);
  const altered = async () => {
    const cipher = await openTemplateCipher(db, keyFile);
    return db.transaction().execute((all) => cipher.alteredPeople(all, ['p1', 'p2']));
  };
  const cipher = await openTemplateCipher(db, keyFile);
  await db.transaction().execute((all) => cipher.sealPeople(all, ['p1', 'p2']));
  await db.updateTable('people').set({ employeeId: 'forged' }).where('id', '=', 'p1').execute();
  t.same([...(await altered())], ['p1']);
  await rotate(db, keyFile, { revoke: false });
  await db.updateTable('people').set({ employeeId: null }).where('id', '=', 'p1').execute();
  t.same([...(await altered())], ['p1'], 'and is not made right afterwards');
});

t.test('cut off before the end of its transaction, it never was', async (t) => {
  const place = await filled(t);
  const [{ id } = { id: 0 }] = await templatesOfPerson(place.db, 'p29');
  const damage = (byte: number) =>
    sql`update templates set ciphertext = ${Buffer.of(1, byte)} where id = ${id}`.execute(place.db);
  const { ciphertext } = await storedAs(place);
  await damage(0);
  await t.rejects(rotate(place.db, place.keyFile, { revoke: true }), { code: 'template_damaged' });
  t.same((await storedAs(place)).ciphertext, ciphertext);
  t.match(readdirSync(place.folder), ['template.key', 'template.key.next'], 'the next key waits');
  await place.db.deleteFrom('templates').where('personId', '=', 'p29').execute();
  await rotate(place.db, place.keyFile, { revoke: false });
  t.equal((await storedAs(place)).ciphertext[0], 2);
});

t.test('cut off after its transaction, it is finished at the next start', async (t) => {
  const place = await filled(t);
  copyFileSync(place.keyFile, `${place.folder}/old`);
  await rotate(place.db, place.keyFile, { revoke: true });
  // The state between the commit and the renaming.
  renameSync(place.keyFile, `${place.keyFile}.next`);
  renameSync(`${place.folder}/old`, place.keyFile);
  t.ok(await isWhole(await galleryOf(place)));
  t.notOk(readdirSync(place.folder).includes('template.key.next'), 'in its place');
});

t.test('another key that is asked for during a rotation loses nothing', async (t) => {
  const place = await filled(t);
  const { folder, keyFile, db } = place;
  await requestRotation(db, keyFile, { revoke: false, actor: 'command:test' });
  const writer = await openIn(t, folder);
  const command = await openIn(t, folder);
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let lock = () => {};
  const isLocked = new Promise<void>((resolve) => (lock = resolve));
  const writing = writer.db.transaction().execute(async () => {
    lock();
    await released;
  });
  await isLocked;
  const files = { templateKeyFile: keyFile, auditSealFile: path.join(folder, 'audit.seal') };
  const rotating = watched(db);
  const rotation = rotateTemplateKey(rotating.db, files);
  await rotating.begins;
  const asking = watched(command.db);
  const asked = { revoke: true, actor: 'command:test' };
  const request = requestRotation(asking.db, keyFile, asked).then(
    () => 'waits',
    ({ code }: { code: string }) => code,
  );
  // The rotation waits for the lock, and the command for the lock or for nothing.
  await Promise.race([asking.begins, request]);
  release();
  await writing;
  t.ok(await rotation);
  const heard = await request;
  t.ok(['waits', 'key_rotated_since'].includes(heard), heard);
  t.ok(await isWhole(await galleryOf(place)), 'every template is read with a key of the disk');
  await rotate(db, keyFile, { revoke: true });
  t.ok(await isWhole(await galleryOf(place)), 'and again');
});

/** The database, and when its first transaction begins. */
function watched(db: Db) {
  let begun = () => {};
  const begins = new Promise<void>((resolve) => (begun = resolve));
  const get = (target: Db, key: keyof Db) => {
    if (key === 'transaction') begun();
    const value: unknown = target[key];
    return typeof value === 'function' ? (value.bind(target) as unknown) : value;
  };
  return { db: new Proxy(db, { get }), begins };
}

/** `vestibule keys ...` on a data folder. */
async function keys(folder: string, ...commandLine: string[]) {
  const script = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const env = await environment(folder);
  return spawn(process.execPath, [script, 'keys', ...commandLine], { env });
}

async function environment(folder: string) {
  const place = { VESTIBULE_DATA_DIR: folder, ...(await storeEnvironment(folder)) };
  const ports = { VESTIBULE_HOOK_PORT: '0', VESTIBULE_LOBBY_PORT: '0' };
  return { PATH: process.env['PATH'], ...ports, ...place };
}

async function answered(folder: string, ...commandLine: string[]) {
  const child = await keys(folder, ...commandLine);
  const exited = once(child, 'exit');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exited) as [number | null];
  return { code, out, err };
}

t.test('killed at any moment, key and database fit each other', async (t) => {
  const place = await filled(t);
  for (let round = 0; round < 3; round++) {
    await requestRotation(place.db, place.keyFile, { revoke: true, actor: 'command:test' });
    const script = path.join(projectRoot, 'dist/test/support/rotate-process.js');
    const child = spawn(process.execPath, [script], { env: await environment(place.folder) });
    const exited = once(child, 'exit');
    // Kills the command right after a write, or some milliseconds later.
    const watcher = watch(place.folder, () => setTimeout(() => child.kill('SIGKILL'), round * 8));
    await exited;
    watcher.close();
    t.ok(await isWhole(await galleryOf(place)), `round ${round}`);
  }
});

t.test('the command asks for it, the start does it and puts it on record', async (t) => {
  const place = await filled(t);
  const before = JSON.parse((await answered(place.folder, 'status', '--json')).out) as object;
  t.match(before, { ok: true, version: 1, next: null, templates: { templates: people } });
  const asked = await answered(place.folder, 'rotate', '--revoke');
  t.match(asked, {
    code: 0,
    out: /next start of the service[\s\S]+new key\s+and a new\s+transform/,
  });
  t.equal((await storedAs(place)).ciphertext[0], 1, 'not yet');
  t.match(await answered(place.folder, 'status'), {
    code: 0,
    out: /Next start a new key, version 2/,
  });
  const env = { VESTIBULE_HOOK_PORT: '0', VESTIBULE_LOBBY_PORT: '0' };
  const config = loadConfig({ ...(await environment(place.folder)), ...env });
  const secrets = loadSecrets({}, place.folder);
  const service = await startService(config, secrets, pino({ level: 'silent' }));
  await service.stop();
  const after = await answered(place.folder, 'status');
  t.match(after, { code: 0, out: /Version {4}2, since/ });
  t.ok(await isWhole(await galleryOf(place)));
  const events = await place.db.selectFrom('audit_events').selectAll().execute();
  t.match(
    events.filter(({ action }) => action === 'templates_rekeyed'),
    [{ actor: 'service', details: '{"version":2,"templates":30}' }],
  );
  const keyFile = readFileSync(place.keyFile, 'utf8');
  const secretWords = keyFile.split(/\s/).filter((word) => word.length > 40);
  t.equal(secretWords.length, 2, 'and none of the key before');
  for (const word of secretWords) t.notMatch(asked.out + after.out, word);
  const { auditSealFile } = config;
  const sealing = { db: place.db, templateKeyFile: place.keyFile, auditSealFile };
  t.match(
    await verifyRecord(sealing),
    { faults: { length: 0 } },
    'the seals of record and people moved along',
  );
});

t.test('where no new key can be written, nothing is changed', async (t) => {
  const place = await filled(t);
  // With a name of this length, the name of the next key's file is too long.
  const keyFile = path.join(place.folder, 'k'.repeat(250));
  renameSync(place.keyFile, keyFile);
  const before = await storedAs({ ...place, keyFile });
  await t.rejects(rotate(place.db, keyFile, { revoke: false }), {
    code: 'key_unwritable',
  });
  t.strictSame((await storedAs({ ...place, keyFile })).ciphertext, before.ciphertext);
});
