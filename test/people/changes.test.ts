import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { KyselyPlugin } from 'kysely';
import t, { type Test } from 'tap';
import { findLookAlikes, storeMissingLooks } from '#server/people/claims.ts';
import { storeFused, storeMissingFused } from '#server/people/fused-templates.ts';
import { Gallery } from '#server/people/gallery.ts';
import { keepCurrent } from '#server/people/start-gallery.ts';
import { dot, fuse, fuseRecord } from '#face';
import type { Db } from '#server/store/schema.ts';
import { openStore } from '#server/store/store.ts';
import {
  insertTemplate,
  outdatedFusedTemplates,
  putTemplateKeyCheck,
} from '#server/store/tables/templates.ts';
import { deletePerson, findPerson, updatePerson } from '#server/store/tables/people.ts';
import { checkOf, createKeyFile, readKeyFile } from '#server/keys/keyring.ts';
import { TemplateCipher } from '#server/templates/cipher.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { rotate } from '../support/rotate.ts';
import { insertEnrolled } from './enrolled.ts';
import { seededRandom } from '#base/random';
import { seed } from '../support/seed.ts';

const random = seededRandom(seed);
const model = { id: 'onnx/test', dimension: 32 };

async function place(t: Test) {
  const folder = t.testdir();
  const databaseFile = path.join(folder, 'vestibule.sqlite');
  const keyFile = path.join(folder, 'template.key');
  const store = await openStore({ databaseFile });
  t.teardown(() => store.close());
  const { db } = store;
  const cipher = await openTemplateCipher(db, keyFile);
  return { db, cipher, databaseFile, keyFile, gallery: new Gallery({ db, cipher, model }) };
}

function anywhere(): Float32Array {
  return fuse([Float32Array.from({ length: model.dimension }, () => random() - 0.5)]);
}

async function addPhoto(db: Db, cipher: TemplateCipher, personId: string, template: Float32Array) {
  const ciphertext = cipher.encrypt(template, personId, model.id);
  const row = { personId, model: model.id, ciphertext, source: 'photo', createdAt: new Date() };
  await insertTemplate(db, row);
}

/** Counts the rows that a gallery reads. */
function counting(db: Db): { counted: Db; rows: () => number } {
  let rows = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      rows += result.rows.length;
      return result;
    },
  };
  return { counted: db.withPlugin(plugin), rows: () => rows };
}

t.test('a change costs the reading of who changed, however many are enrolled', async (t) => {
  const { db, cipher } = await place(t);
  await db.transaction().execute(async (transaction) => {
    for (let i = 0; i < 400; i++) {
      await insertEnrolled(transaction, cipher, { id: `p${i}`, name: `Person ${i}` }, model);
    }
  });
  const { counted, rows } = counting(db);
  const gallery = new Gallery({ db: counted, cipher, model });
  await gallery.refresh();
  t.ok(rows() >= 400, 'everybody at first');
  const face = anywhere();
  const changes: [string, () => Promise<unknown>][] = [
    ['an enrolment', () => insertEnrolled(db, cipher, { id: 'new', name: 'New' }, model)],
    ['a photo', () => addPhoto(db, cipher, 'new', face)],
    ['a removal', () => deletePerson(db, 'p7')],
  ];
  for (const [what, make] of changes) {
    await make();
    const before = rows();
    await gallery.compare(face, ['new']);
    t.ok(rows() - before < 40, `${what}: ${rows() - before} rows`);
  }
  t.equal(gallery.count, 400);
});

t.test('whoever writes templates, what is compared is made of all of them', async (t) => {
  const { db, cipher, keyFile, gallery } = await place(t);
  let running: Gallery = gallery;
  const photos = [anywhere(), anywhere(), anywhere()];
  await insertEnrolled(db, cipher, { id: 'ada', name: 'Ada' }, model);
  await db.deleteFrom('templates').execute();
  const probe = anywhere();
  const check = async (what: string, ...kept: Float32Array[]) => {
    const expected =
      kept.length === 0 ? undefined : dot(fuseRecord(kept.slice(0, 1), kept.slice(1)), probe);
    // A gallery that was running before the change, and a new one.
    const afresh = new Gallery({ db, cipher: await openTemplateCipher(db, keyFile), model });
    for (const each of [running, afresh]) {
      const score = (await each.compare(probe, ['ada'])).claimed?.score;
      const isRight =
        expected === undefined ? score === undefined : Math.abs((score ?? 9) - expected) < 1e-5;
      t.ok(isRight, `${what}: ${score}, ${expected}`);
    }
  };
  const stored = async () =>
    (await db.selectFrom('fused_templates').select('ciphertext').executeTakeFirst())?.ciphertext;
  const [a, b, c] = photos as [Float32Array, Float32Array, Float32Array];
  await check('none');
  await addPhoto(db, cipher, 'ada', a);
  t.equal(await stored(), null, 'a writer that does not know of it leaves nothing that is wrong');
  await check('a photo', a);
  await db.transaction().execute(async (transaction) => {
    await addPhoto(transaction, cipher, 'ada', b);
    await storeFused({ db: transaction, cipher, model }, 'ada');
  });
  t.ok(await stored());
  await check('two photos, stored', a, b);
  for (const revoke of [false, true]) {
    await rotate(db, keyFile, { revoke });
    running = new Gallery({ db, cipher: await openTemplateCipher(db, keyFile), model });
    const { version } = (await readKeyFile(keyFile))!;
    t.equal((await stored())?.[0], version, 'under the new key as well');
    await check(`rotated, revoke ${revoke}`, a, b);
  }
  const now = await openTemplateCipher(db, keyFile);
  await addPhoto(db, now, 'ada', c);
  await check('three photos', a, b, c);
  t.equal(await storeMissingFused({ db, cipher: now, model }), 1);
  await check('stored afterwards', a, b, c);
  await db.deleteFrom('templates').where('id', '=', 2).execute();
  t.equal(await stored(), null);
  const { id } = await db
    .selectFrom('templates')
    .select('id')
    .orderBy('id')
    .executeTakeFirstOrThrow();
  await db.deleteFrom('templates').where('id', '=', id).execute();
  const left = (await db.selectFrom('templates').selectAll().execute()).length;
  await check('a photo removed', ...(left === 2 ? [b, c] : [c]));
  await deletePerson(db, 'ada');
  t.equal(await stored(), undefined);
  await check('erased');
});

t.test('a fused template of somebody else, or none at all, is never compared', async (t) => {
  const { db, cipher, gallery } = await place(t);
  const [a, b] = [anywhere(), anywhere()];
  for (const [id, template] of [
    ['ada', a],
    ['bob', b],
  ] as const) {
    await insertEnrolled(db, cipher, { id, name: id }, model);
    await db.deleteFrom('templates').where('personId', '=', id).execute();
    await addPhoto(db, cipher, id, template);
  }
  await storeMissingFused({ db, cipher, model });
  const single = cipher.encrypt(b, 'ada', model.id);
  const [ofBob] = await db
    .selectFrom('fused_templates')
    .select('ciphertext')
    .where('personId', '=', 'bob')
    .execute();
  for (const ciphertext of [ofBob?.ciphertext ?? null, single, Buffer.of(1, 2), Buffer.alloc(0)]) {
    await db
      .updateTable('fused_templates')
      .set({ ciphertext })
      .where('personId', '=', 'ada')
      .execute();
    const afresh = new Gallery({ db, cipher, model });
    const { claimed, other } = await afresh.compare(a, ['ada']);
    t.ok(Math.abs((claimed?.score ?? 0) - 1) < 1e-5, 'her own photo');
    t.equal(other?.personId, 'bob');
  }
  t.equal(gallery.count, null, 'nothing is in memory before it was read');
});

t.test('when the log does not reach back, everybody is read anew', async (t) => {
  const { db, cipher, gallery } = await place(t);
  await insertEnrolled(db, cipher, { id: 'ada', name: 'Ada' }, model);
  await insertEnrolled(db, cipher, { id: 'bob', name: 'Bob' }, model);
  await gallery.refresh();
  await deletePerson(db, 'ada');
  await db.deleteFrom('people_changes').execute();
  await insertEnrolled(db, cipher, { id: 'eve', name: 'Eve' }, model);
  t.equal((await gallery.compare(anywhere(), ['ada'])).claimed, null);
  t.equal(gallery.count, 2);
});

t.test('the log keeps the latest changes and no more', async (t) => {
  const { db, cipher } = await place(t);
  await insertEnrolled(db, cipher, { id: 'ada', name: 'Ada' }, model);
  await db.updateTable('people_revision').set({ revision: 500_000 }).execute();
  await deletePerson(db, 'ada');
  const rows = await db.selectFrom('people_changes').select(['revision', 'personId']).execute();
  t.ok(rows.every(({ revision }) => revision > 400_000));
  t.ok(rows.some(({ personId }) => personId === 'ada'));
});

t.test('a person who is erased leaves the memory of a process that nobody asks', async (t) => {
  const { db, cipher, databaseFile, gallery } = await place(t);
  await insertEnrolled(db, cipher, { id: 'ada', name: 'Ada' }, model);
  await insertEnrolled(db, cipher, { id: 'bob', name: 'Bob' }, model);
  await gallery.refresh();
  t.teardown(keepCurrent(gallery, { error: () => t.fail('no fault') }));
  const otherStore = await openStore({ databaseFile });
  t.teardown(() => otherStore.close());
  await deletePerson(otherStore.db, 'ada');
  const deleted = performance.now();
  while (gallery.count !== 1) await pause(20);
  t.comment(`after ${(performance.now() - deleted).toFixed(0)} ms`);
  t.equal(gallery.count, 1);
});

t.test('who is not worked out yet is found and compared', async (t) => {
  const folder = t.testdir();
  const databaseFile = path.join(folder, 'vestibule.sqlite');
  const store = await openStore({ databaseFile });
  t.teardown(() => store.close());
  const { db } = store;
  const keyFile = path.join(folder, 'template.key');
  await createKeyFile(keyFile);
  const key = await readKeyFile(keyFile);
  await putTemplateKeyCheck(db, checkOf(key!));
  const cipher = new TemplateCipher(key!, keyFile);
  const face = anywhere();
  const createdAt = new Date();
  const person = { id: 'ada', name: 'Ada Example', nameFolded: 'ada example', consent: 'form' };
  await db
    .insertInto('people')
    .values({ ...person, consentAt: createdAt, createdAt })
    .execute();
  await addPhoto(db, cipher, 'ada', face);
  const gallery = new Gallery({ db, cipher, model });
  const check = async () => {
    t.ok(((await gallery.compare(face, ['ada'])).claimed?.score ?? 0) > 0.999);
    const found = await findLookAlikes(db, model.id, 'Аdа Exаmple');
    t.strictSame(
      found.map(({ id }) => id),
      ['ada'],
      'by letters of another alphabet',
    );
    t.strictSame(await findLookAlikes(db, model.id, 'Eve Else'), []);
  };
  await check();
  t.equal(await storeMissingLooks(db), 1);
  t.equal(await storeMissingFused({ db, cipher, model }), 1);
  t.strictSame(await outdatedFusedTemplates(db, model.id, 0, 10), []);
  await check();
  const ada = await findPerson(db, 'ada');
  await updatePerson(db, { ...ada!, name: 'Eve Else', nameFolded: 'eve else' });
  t.strictSame(await findLookAlikes(db, model.id, 'Ada Example'), []);
  t.equal((await findLookAlikes(db, model.id, 'Eve EIse')).length, 1, 'by the new name');
});
