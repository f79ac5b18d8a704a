import { execFile } from 'node:child_process';
import path from 'node:path';
import t, { type Test } from 'tap';
import { concludeFrames } from '#face';
import { projectRoot } from '#server/config/environment.ts';
import { createLogger } from '#server/ops/logging.ts';
import { foldName } from '#base/text';
import { Gallery } from '#server/people/gallery.ts';
import { openTestStore } from '../support/store.ts';
import { deletePerson, insertPerson } from '#server/store/tables/people.ts';
import { lookalikesOf, putLookalikes } from '#server/people/gallery-rows.ts';
import { insertTemplate } from '#server/store/tables/templates.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { createVision } from '#server/vision/create-vision.ts';
import { enrolledPerson } from '../store/rows.ts';

const { model } = await createVision(
  { engine: 'onnx', visionWorkers: 1 },
  createLogger('silent'),
  null,
);

/** A template that begins with these values. The element `last` from the end makes its length 1. */
function template(values: number[], last = 1): Float32Array {
  const full = new Float32Array(model.dimension);
  full.set(values);
  const rest = 1 - values.reduce((sum, value) => sum + value * value, 0);
  full[model.dimension - last] = Math.sqrt(Math.max(0, rest));
  return full;
}

const likeness = model.threshold + 0.05;
const needed = likeness + (1 - model.threshold) / 10;
const ada = template([1]);
const eve = template([likeness], 1);
const bo = template([0], 2);

async function place(t: Test) {
  const folder = t.testdir();
  const data = path.join(folder, 'data');
  const store = await openTestStore({ databaseFile: path.join(data, 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  const cipher = await openTemplateCipher(db, path.join(data, 'template.key'));
  const gallery = new Gallery({ db, cipher, model });
  const add = async (
    id: string,
    name: string,
    face: Float32Array,
    expiresAt: Date | null = null,
  ) => {
    await insertPerson(db, enrolledPerson(id, { name, nameFolded: foldName(name), expiresAt }));
    const ciphertext = cipher.encrypt(face, id, model.id);
    const createdAt = new Date();
    await insertTemplate(db, {
      personId: id,
      model: model.id,
      ciphertext,
      source: 'photo',
      createdAt,
    });
  };
  return { folder, db, gallery, add };
}

/** Runs the command as its own process, on this folder's data. */
function lookalikes(folder: string, ...options: string[]) {
  const script = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const env = { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: path.join(folder, 'data') };
  return new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    execFile(
      process.execPath,
      [script, 'lookalikes', ...options],
      { cwd: folder, env },
      (error, out, err) => resolve({ code: error?.code ?? 0, out, err }),
    );
  });
}

async function lookalikesJson(folder: string, ...options: string[]) {
  const { code, out } = await lookalikes(folder, '--json', ...options);
  t.equal(code, 0);
  return JSON.parse(out) as Record<string, unknown>;
}

t.test('a pair that looks alike gets a stricter threshold: a match becomes a review', async (t) => {
  const { folder, db, gallery, add } = await place(t);
  await add('id-ada', 'Ada Example', ada);
  await add('id-eve', 'Eve Example', eve);
  await add('id-bo', 'Bo Example', bo);
  // A face a little nearer to Ada's than Eve's is, and further from Eve's.
  const visitor = template([model.threshold + 0.07], 3);
  const conclusions = async () => {
    const comparison = await gallery.compare(visitor, ['id-ada']);
    const gathered = {
      comparison,
      approvalLooks: 1,
      liveness: null,
      flatness: null,
      livenessRequired: false,
      model,
    };
    return [3, 5, 8, 32, 40].map((frames) =>
      concludeFrames({ ...gathered, frames, clearFrames: frames }),
    );
  };
  t.equal((await conclusions())[0], 'matched');

  const looked = await lookalikes(folder);
  t.match(looked, {
    code: 0,
    out: /Ada Example .*Eve Example .*0\.\d\d .*0\.\d\d .*- /,
    err: '',
  });
  t.match(looked.out.replace(/\s+/g, ' '), /3 pairs of 3 enrolled people: 1 reached the threshold/);
  t.match(looked.out, '--apply');
  t.notMatch(looked.out, 'Bo Example');
  t.ok(
    looked.out.split('\n').every((line) => line.length <= 80),
    'fits 80 columns',
  );
  t.strictSame(await lookalikesOf(db, model.id), [], 'looking changes nothing');

  const pair = { a: { name: 'Ada Example' }, b: { name: 'Eve Example' } };
  const applied = await lookalikesJson(folder, '--apply');
  t.match(applied, {
    ok: true,
    enrolled: { people: 3, comparisons: 3, matches: 1 },
    applied: 1,
    lookalikes: [pair],
  });
  t.strictSame(await conclusions(), [null, null, null, 'no_match', 'no_match'], 'in force at once');
  const { claimed } = await gallery.compare(ada, ['id-ada']);
  t.equal(claimed?.stricter?.toFixed(4), needed.toFixed(4));
  t.equal((await gallery.compare(bo, ['id-bo'])).claimed?.stricter, undefined);
  t.match(await lookalikesJson(folder, '--apply'), { applied: 0 }, 'a second time changes nothing');

  await deletePerson(db, 'id-eve');
  t.strictSame(await lookalikesOf(db, model.id), [], 'erased with the person');
  t.equal((await conclusions())[0], 'matched');
});

t.test('a stricter threshold is never loosened', async (t) => {
  const { folder, db, gallery, add } = await place(t);
  await add('id-ada', 'Ada Example', ada);
  await add('id-eve', 'Eve Example', eve);
  const now = new Date();
  const pair = { personA: 'id-eve', personB: 'id-ada', threshold: 0.9 };
  await putLookalikes(db, pair, model.id, now);
  t.match(await lookalikesJson(folder, '--apply'), { applied: 0, lookalikes: [{ inForce: 0.9 }] });
  t.equal((await gallery.compare(ada, ['id-ada'])).claimed?.stricter, 0.9);
});

t.test('nobody enrolled: said in words', async (t) => {
  const folder = t.testdir();
  const empty = await lookalikes(folder);
  t.match(empty, { code: 0, out: /0 pairs of 0 enrolled people[^]*Nobody enrolled looks like/ });
  t.match(await lookalikes(folder, '--loosen'), { code: 2, err: /unknown option/ });
});

t.test('a stricter threshold is listed, and taken back for two people', async (t) => {
  const { folder, db, gallery, add } = await place(t);
  await add('id-ada', 'Ada Example', ada);
  await add('id-eve', 'Eve Example', eve);
  await add('id-bo', 'Bo Example', bo);
  t.match(await lookalikes(folder, '--list'), { code: 0, out: /Nobody has a stricter/ });
  await putLookalikes(
    db,
    { personA: 'id-ada', personB: 'id-eve', threshold: 0.8 },
    model.id,
    new Date(),
  );
  const other = { personA: 'id-ada', personB: 'id-bo', threshold: 0.7 };
  await putLookalikes(db, other, model.id, new Date());
  t.match(await lookalikes(folder, '--list'), { code: 0, out: /Ada Example.*Eve Example.*0\.80/ });
  t.match(await lookalikesJson(folder, '--list'), {
    inForce: [{ threshold: 0.8 }, { threshold: 0.7 }],
  });

  const forgotten = await lookalikesJson(folder, '--forget', 'Eve Example', 'id-ada');
  t.same(forgotten['forgotten'], ['id-eve', 'id-ada']);
  t.equal((await gallery.compare(eve, ['id-eve'])).claimed?.stricter, undefined);
  t.equal(
    (await gallery.compare(ada, ['id-ada'])).claimed?.stricter,
    0.7,
    'another pair of hers stays',
  );
  const events = await db
    .selectFrom('audit_events')
    .select('details')
    .where('action', '=', 'lookalikes_forgotten')
    .execute();
  t.same(events, [{ details: '{"people":["id-eve","id-ada"]}' }], 'on record');

  const again = await lookalikes(folder, '--forget', 'Eve Example', 'id-ada');
  t.match(again, { code: 1, err: /have no\s+stricter threshold/ });
  t.match(await lookalikes(folder, '--forget', 'Eve Example'), { code: 1, err: /two people/ });
  t.match(await lookalikes(folder, '--forget', 'Eve Example', 'Nobody'), {
    code: 1,
    err: /No person is/,
  });
  t.match(await lookalikes(folder, '--forget', 'a', 'b', '--apply'), {
    code: 2,
    err: /cannot be used/,
  });
});
