import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  watch,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { verifyRecord } from '../../server/audit/verify.ts';
import { loadConfig } from '../../server/config/config.ts';
import { projectRoot } from '../../server/config/environment.ts';
import { Gallery } from '../../server/people/gallery.ts';
import type { Db } from '../../server/store/schema.ts';
import { isOnPostgres } from '../support/postgres/databases.ts';
import { openStore, storeEnvironment } from '../support/store.ts';
import { insertPerson } from '../../server/store/tables/people.ts';
import { insertTemplate, templatesOfPerson } from '../../server/store/tables/templates.ts';
import type { TemplateCipher } from '../../server/templates/cipher.ts';
import { openTemplateCipher } from '../../server/templates/open-cipher.ts';
import { rotateTemplateKey } from '../../server/templates/rotation.ts';
import { enrolledPerson } from '../store/rows.ts';

const model = { id: 'onnx/test', dimension: 64 };
const people = 30;

/** A unit vector that differs for each number. */
function face(number: number): Float32Array {
  const values = Float64Array.from({ length: model.dimension }, (_, i) =>
    Math.sin(i * (number + 2)),
  );
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

async function openIn(t: Test, folder: string) {
  const store = await openStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
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
  });
}

function templateOf(number: number, ciphertext: Buffer) {
  const createdAt = new Date();
  return { personId: `p${number}`, model: model.id, ciphertext, source: 'photo', createdAt };
}

async function galleryOf({ db, keyFile }: Place): Promise<Gallery> {
  return new Gallery({ db, cipher: await openTemplateCipher(db, keyFile), model });
}

/** Whether everyone is recognised, and no one as someone else. */
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
  t.match(await rotateTemplateKey(place.db, place.keyFile, { revoke: false }), {
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
  await rotateTemplateKey(place.db, place.keyFile, { revoke: true });
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
  await rotateTemplateKey(place.db, place.keyFile, { revoke: true });
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
    await rotateTemplateKey(place.db, place.keyFile, { revoke: false });
    versions.push((await storedAs(place)).ciphertext[0]);
  }
  t.strictSame(versions, [255, 1, 2]);
  t.ok(await isWhole(await galleryOf(place)));
});

t.test('whoever runs takes the new key up, again and again, and never misjudges', async (t) => {
  const place = await filled(t);
  const gallery = await galleryOf(place);
  const elsewhere = await openIn(t, place.folder);
  let rotating = true;
  const rotated = (async () => {
    for (let i = 0; i < 8; i++) {
      await rotateTemplateKey(elsewhere.db, place.keyFile, { revoke: i % 2 === 0 });
    }
    rotating = false;
  })();
  let compared = 0;
  while (rotating) {
    const { claimed, other } = await gallery.compare(face(3), ['p3']);
    if (!(Math.abs((claimed?.score ?? 0) - 1) < 1e-6)) t.fail(`claimed ${claimed?.score}`);
    if (!((other?.score ?? 1) < 0.9)) t.fail(`other ${other?.score}`);
    compared++;
  }
  await rotated;
  t.ok(compared > 0);
  t.ok(await isWhole(gallery));
});

t.test('whoever still holds the old key cannot store what nobody could read', async (t) => {
  const place = await filled(t);
  const stale = await openTemplateCipher(place.db, place.keyFile);
  await rotateTemplateKey(place.db, place.keyFile, { revoke: true });
  const sealed = () => templateOf(1, stale.encrypt(face(1), 'p1', model.id));
  await t.rejects(insertTemplate(place.db, sealed()), /under a key that is not in use/);
  await stale.keepUp(place.db);
  await insertTemplate(place.db, sealed());
  t.ok(await isWhole(await galleryOf(place)));
});

t.test('two rotations at once: one after the other, or one is told', async (t) => {
  const place = await filled(t);
  const elsewhere = await openIn(t, place.folder);
  const results = await Promise.allSettled(
    [place, elsewhere].map(({ db }) => rotateTemplateKey(db, place.keyFile, { revoke: true })),
  );
  const told = results.flatMap((result): unknown[] =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  t.ok(told.length < 2);
  for (const reason of told) t.match(reason, { code: /key_rotated|key_wrong/ });
  t.ok(await isWhole(await galleryOf(place)));
});

t.test('cut off before the end of its transaction, it never was', async (t) => {
  const place = await filled(t);
  const copy = path.join(t.testdirName, 'copy');
  const whenCut = rotateTemplateKey(place.db, place.keyFile, {
    revoke: true,
    inTransaction: async () => {
      cpSync(place.folder, copy, { recursive: true });
      throw new Error('cut off');
    },
  });
  await t.rejects(whenCut, /cut off/);
  // What a copy of the folder holds is SQLite's.
  for (const folder of isOnPostgres ? [place.folder] : [place.folder, copy]) {
    const left = await openIn(t, folder);
    t.equal(
      readdirSync(folder).filter((name) => name.includes('.key')).length,
      2,
      'a draft is left',
    );
    t.ok(await isWhole(await galleryOf(left)));
    t.equal((await storedAs(left)).ciphertext[0], 1);
    await rotateTemplateKey(left.db, left.keyFile, { revoke: false });
    t.equal(readdirSync(folder).filter((name) => name.includes('.key')).length, 1, 'and cleared');
  }
});

t.test('cut off after its transaction, it is finished at the next start', async (t) => {
  const place = await filled(t);
  const old = readFileSync(place.keyFile);
  let draft = '';
  await rotateTemplateKey(place.db, place.keyFile, {
    revoke: true,
    inTransaction: async () => {
      draft = readdirSync(place.folder).find((name) => name.includes('.next-')) ?? '';
      copyFileSync(place.keyFile, `${place.folder}/old`);
    },
  });
  // As it is between the commit and the renaming.
  renameSync(place.keyFile, path.join(place.folder, draft));
  renameSync(`${place.folder}/old`, place.keyFile);
  t.strictSame(readFileSync(place.keyFile), old);
  t.ok(await isWhole(await galleryOf(place)));
  t.notOk(readdirSync(place.folder).includes(draft), 'in its place');
});

/** `vestibule keys ...` on a data folder. */
async function keys(folder: string, ...commandLine: string[]) {
  const script = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const place = { VESTIBULE_DATA_DIR: folder, ...(await storeEnvironment(folder)) };
  const env = { PATH: process.env['PATH'], ...place };
  return spawn(process.execPath, [script, 'keys', ...commandLine], { env });
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
  for (let round = 0; round < 5; round++) {
    const child = await keys(place.folder, 'rotate', '--revoke');
    const exited = once(child, 'exit');
    // Right after the new key has appeared, or later in the rotation by some milliseconds.
    const watcher = watch(place.folder, (_event, name) => {
      if (name?.includes('.next-')) setTimeout(() => child.kill('SIGKILL'), round * 4);
    });
    await exited;
    watcher.close();
    t.ok(await isWhole(await galleryOf(place)), `round ${round}`);
  }
});

t.test('the command rotates, puts it on record and says what to do with the copy', async (t) => {
  const place = await filled(t);
  const before = JSON.parse((await answered(place.folder, 'status', '--json')).out) as object;
  t.match(before, { ok: true, version: 1, templates: { templates: people } });
  const rotated = await answered(place.folder, 'rotate', '--revoke');
  t.match(rotated, { code: 0, out: /30 templates are under a new key and a new\s+transform/ });
  const after = await answered(place.folder, 'status');
  t.match(after, { code: 0, out: /Version {4}2, since/ });
  t.ok(await isWhole(await galleryOf(place)));
  const events = await place.db.selectFrom('audit_events').selectAll().execute();
  t.match(
    events.map(({ action, details }) => [action, details]).filter(([, text]) => text !== '{}'),
    [
      ['template_key_created', '{"version":1,"peopleSealed":true}'],
      ['templates_rekeyed', '{"version":2,"templates":30}'],
    ],
  );
  const secrets = readFileSync(place.keyFile, 'utf8')
    .split(/\s/)
    .filter((word) => word.length > 40);
  t.equal(secrets.length, 2, 'and none of the key before');
  for (const secret of secrets) t.notMatch(rotated.out + after.out, secret);
  const { auditSealFile } = loadConfig({ VESTIBULE_DATA_DIR: place.folder });
  const sealing = { db: place.db, templateKeyFile: place.keyFile, auditSealFile };
  t.match(await verifyRecord(sealing), { faults: [] }, 'the seal of the record moved along');
});

t.test('where no new key can be written, nothing is changed', async (t) => {
  const place = await filled(t);
  // Beside a name of this length no longer one fits.
  const keyFile = path.join(place.folder, 'k'.repeat(250));
  renameSync(place.keyFile, keyFile);
  const before = await storedAs({ ...place, keyFile });
  await t.rejects(rotateTemplateKey(place.db, keyFile, { revoke: false }), {
    code: 'key_unwritable',
  });
  t.strictSame((await storedAs({ ...place, keyFile })).ciphertext, before.ciphertext);
});
