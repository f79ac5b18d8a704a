import path from 'node:path';
import t, { type Test } from 'tap';
import { recordEvent } from '#server/audit/record.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { withdrawConsent } from '#server/people/consent.ts';
import { removePerson } from '#server/people/erasure.ts';
import { Gallery } from '#server/people/gallery.ts';
import { noteNextModelDuplicates } from '#server/people/next-model-duplicates.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { personalData } from '#server/people/personal-data.ts';
import { insertTemplates } from '#server/people/photos.ts';
import { RecogniserMigration } from '#server/checks/face/recogniser-migration.ts';
import { lookalikesOf, putLookalikes } from '#server/people/gallery-rows.ts';
import { deleteTemplatesOfModel, templatesOfPerson } from '#server/store/tables/templates.ts';
import { rotate } from '../support/rotate.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import type { ModelInfo, Vision } from '#face';
import { installation } from '../privacy/installation.ts';

const inUse = { id: 'onnx/test', dimension: 512 };
const next: ModelInfo = {
  id: 'local/next',
  dimension: 64,
  threshold: 0.6,
  thresholdSource: 'a test',
  photoFloor: 0.3,
  livenessThreshold: null,
};

/** A unit vector for each number. Vectors of two numbers are far apart. */
function face(number: number, towards = 0): Float32Array {
  const own = Array.from({ length: next.dimension }, (_, i) => Math.sin((i + 1) * (number + 2)));
  const mixed = own.map((value, i) => value + towards * Math.sin((i + 1) * 2));
  const length = Math.hypot(...mixed);
  return Float32Array.from(mixed, (value) => value / length);
}

async function moving(t: Test, count = 3) {
  const here = await installation(t);
  const { db, cipher, data, keyFile, enrolled } = here;
  for (let i = 0; i < count; i++)
    await enrolled(`p${i}`, `Person ${i}`, { email: `p${i}@x.example` });
  const files = { optOutKeyFile: path.join(data, 'opt-out.key'), templateKeyFile: keyFile };
  const optOuts = new OptOuts(db, files);
  const faults: unknown[] = [];
  const log = { error: (fault: unknown) => void faults.push(fault) };
  const second = new RecogniserMigration({ db, cipher, model: next, optOuts, log });
  const gallery = new Gallery({ db, cipher, model: next });
  const likeness = async (id: string, probe: Float32Array) => {
    await gallery.refresh();
    return (await gallery.compare(probe, [id])).claimed?.score ?? null;
  };
  const models = async (id: string) => (await templatesOfPerson(db, id)).map(({ model }) => model);
  return { ...here, optOuts, faults, second, likeness, models };
}

t.test('a hundred people are let in, and are known to the next recogniser', async (t) => {
  const { db, cipher, second, likeness, models, faults } = await moving(t, 100);
  await Promise.all(Array.from({ length: 100 }, (_, i) => second.note(`p${i}`, face(i))));
  t.strictSame(faults, []);
  for (const i of [0, 42, 99]) {
    t.strictSame(await models(`p${i}`), [inUse.id, next.id], 'beside the one in use');
    t.ok(((await likeness(`p${i}`, face(i))) ?? 0) > 0.999);
  }
  await second.note('p7', face(7));
  t.equal((await models('p7')).length, 2, 'a second visit adds nothing');
  const altered = await db.transaction().execute(async (transaction) => {
    await cipher.expectKeyOf(transaction);
    return cipher.alteredPeople(transaction, ['p7', 'p42']);
  });
  t.strictSame([...altered], [], 'and who somebody is stays bound to their templates');
});

t.test('two visits that do not agree leave neither', async (t) => {
  const { db, second, models } = await moving(t);
  await second.note('p0', face(0));
  await second.note('p0', face(1));
  t.strictSame(await models('p0'), [inUse.id], 'nobody knows which of them was right');
  await second.note('p0', face(0));
  t.equal((await models('p0')).length, 2, 'and it begins again');
  const events = await db.selectFrom('audit_events').select('action').execute();
  t.equal(events.filter(({ action }) => action === 'second_template_dropped').length, 1);
});

t.test('who is seen at two places at once has one of them, or none', async (t) => {
  const { db, cipher, second, models } = await moving(t);
  await Promise.all([second.note('p0', face(0)), second.note('p0', face(0))]);
  t.equal((await models('p0')).length, 2, 'one beside the one in use');
  await Promise.all([second.note('p1', face(1)), second.note('p1', face(2))]);
  t.strictSame(await models('p1'), [inUse.id], 'two that do not agree leave neither');
  const altered = await db.transaction().execute(async (transaction) => {
    await cipher.expectKeyOf(transaction);
    return cipher.alteredPeople(transaction, ['p0', 'p1']);
  });
  t.strictSame([...altered], []);
});

t.test('nothing is made of who was erased, has withdrawn or opted out meanwhile', async (t) => {
  const { db, store, data, keyFile, second, models, optOuts, faults } = await moving(t);
  await second.note('p0', face(0));
  const messages = new RecordCipher(keyFile);
  const registerFile = path.join(data, 'erased');
  await removePerson(store, 'p0', { actor: 'test', because: 'asked', messages, registerFile });
  await second.note('p0', face(0));
  await withdrawConsent(db, 'p1', 'test');
  await second.note('p1', face(1));
  await optOuts.add({ name: 'Person 2', email: 'p2@x.example', employeeId: null }, 'test');
  await second.note('p2', face(2));
  t.strictSame(await models('p0'), [], 'erased with the rest');
  t.strictSame(await models('p1'), [inUse.id]);
  t.strictSame(await models('p2'), [inUse.id]);
  t.strictSame(faults, []);
});

t.test('a rotation and a copy of what is held know both', async (t) => {
  const { db, keyFile, second } = await moving(t);
  await second.note('p0', face(0));
  await rotate(db, keyFile, { revoke: true });
  const held = await personalData(db, 'p0', {
    templates: await openTemplateCipher(db, keyFile),
    messages: new RecordCipher(keyFile),
  });
  t.match(held?.templates, [{ model: inUse.id }, { model: next.id, source: 'sign_in' }]);
});

t.test('who looks alike to the next recogniser, or did before, needs a closer match', async (t) => {
  const { db, cipher, second } = await moving(t, 4);
  const mixes = [face(0, 2), face(1, 2), face(2), face(3)];
  for (const [i, template] of mixes.entries()) await second.note(`p${i}`, template);
  const twins = { personA: 'p2', personB: 'p3', threshold: 0.7 };
  await putLookalikes(db, twins, inUse.id, new Date());
  t.equal(await noteNextModelDuplicates({ db, cipher, model: next }, inUse.id), 2);
  const found = await lookalikesOf(db, next.id);
  t.match(found, [
    { personA: 'p0', personB: 'p1' },
    { personA: 'p2', personB: 'p3', threshold: next.threshold },
  ]);
  t.ok(found[0]!.threshold > next.threshold);
});

t.test('one that is not in use any more is forgotten, and the other stays', async (t) => {
  const { db, second, models } = await moving(t);
  await second.note('p0', face(0));
  t.strictSame(await deleteTemplatesOfModel(db, inUse.id), ['p0', 'p1', 'p2']);
  t.strictSame(await models('p0'), [next.id]);
  t.strictSame(await models('p1'), []);
});

t.test(
  'between the switch and the restart nothing is added that nobody has compared',
  async (t) => {
    const { db, cipher, second, models, faults } = await moving(t);
    const changed = { action: 'recogniser_changed', actor: 'test', subject: null } as const;
    const details = { from: inUse.id, to: next.id };
    await recordEvent(db, { ...changed, details: { ...details, step: 'begun' } });
    await second.note('p0', face(0));
    await recordEvent(db, { ...changed, details: { ...details, step: 'taken' } });
    await second.note('p0', face(1));
    await second.note('p1', face(1));
    const vision = { model: { ...next, ...inUse }, next } as unknown as Vision;
    const photos = { templates: [], nextTemplates: [face(2)] };
    await db
      .transaction()
      .execute((to) => insertTemplates({ cipher, vision }, to, 'p2', photos, new Date()));
    t.strictSame(await models('p0'), [inUse.id, next.id], 'nor is any taken away');
    t.strictSame(await models('p1'), [inUse.id]);
    t.strictSame(await models('p2'), [inUse.id], 'also where they are enrolled');
    t.strictSame(faults, []);
  },
);
