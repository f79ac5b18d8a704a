import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { checkRecogniser } from '#server/installation/diagnosis/machine.ts';
import { recordEvent } from '#server/audit/record.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { loadManifest, shippedRecognisers, verifyModels } from '#face';
import { recogniserInUse } from '#server/vision/recogniser-in-use.ts';
import { installedModels, modelsDir } from '#server/vision/installed-models.ts';
import { insertEnrolled } from '../people/enrolled.ts';
import { openTestStore } from '../support/store.ts';

const [newest, earlier = ''] = shippedRecognisers(loadManifest(modelsDir, null));

/** An installation with a person for each of these recognisers. */
async function having(t: Test, ...recognisers: string[]) {
  const manifest = readFileSync(path.join(modelsDir, 'manifest.json'), 'utf8');
  const folder = t.testdir({ 'manifest.json': manifest });
  const store = await openTestStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  const cipher = await openTemplateCipher(db, path.join(folder, 'template.key'));
  let people = 0;
  const enrol = (id: string) => {
    const person = { id: `p${++people}`, name: `Person ${people}` };
    return insertEnrolled(db, cipher, person, { id, dimension: 512 });
  };
  for (const id of recognisers) await enrol(id);
  const changed = (step: string, from: string, to: string) => {
    const details = { from, to, step };
    return recordEvent(db, { action: 'recogniser_changed', actor: 'test', subject: null, details });
  };
  const names = (local: object) =>
    writeFileSync(path.join(folder, 'local-manifest.json'), JSON.stringify(local));
  return { db, folder, enrol, changed, names, inUse: () => recogniserInUse(db, folder) };
}

t.test('templates that a move gathers do not take the next one', async (t) => {
  const { enrol, changed, names, inUse } = await having(t, newest);
  t.equal(await inUse(), newest);
  names({ movingTo: earlier });
  await changed('begun', newest, earlier);
  await enrol(earlier);
  t.equal(await inUse(), newest, 'before the switch');
  names({});
  await changed('stopped', newest, earlier);
  t.equal(await inUse(), newest, 'and after it was stopped, for its templates stay');
  await changed('taken', newest, earlier);
  t.equal(await inUse(), earlier, 'on every instance, whatever its own file says');
  await changed('forgotten', newest, earlier);
  t.equal(await inUse(), earlier);
});

t.test('a copy that was made while moving is read by what was in use then', async (t) => {
  const { changed, names, inUse } = await having(t, earlier, newest);
  names({ inUse: newest });
  await changed('begun', earlier, newest);
  t.equal(await inUse(), earlier, 'nobody has noted who looks alike to the next one');
});

t.test('so is one from before, when it is moved once more', async (t) => {
  const { enrol, changed, names, inUse } = await having(t, earlier);
  names({ inUse: newest });
  t.equal(await inUse(), earlier);
  await changed('begun', earlier, newest);
  await enrol(newest);
  t.equal(await inUse(), earlier);
});

t.test(
  'a switch counts while nobody has a template of it, and so does one that is gone',
  async (t) => {
    const { changed, names, inUse } = await having(t, earlier);
    names({ inUse: newest });
    await changed('taken', earlier, newest);
    t.equal(await inUse(), newest);
    await changed('taken', newest, 'local/not-here');
    t.equal(await inUse(), earlier, 'by what is here, where its file is not');
  },
);

t.test('the file that ships is looked for, too, where another is named', async (t) => {
  const { folder, names } = await having(t);
  const own = { id: 'local/own', file: 'own.onnx', sha256: '0'.repeat(64), dimension: 512 };
  names({ inUse: own.id, recognisers: [{ ...own, licence: 'MIT' }] });
  const files = (await verifyModels({ ...installedModels, modelsDir: folder })).map(
    ({ file }) => file,
  );
  t.ok(files.includes('own.onnx'));
  t.ok(files.includes('fr_feature.onnx'), 'for a copy from before, and for the way back');
  t.equal(new Set(files).size, files.length);
});

t.test(
  'doctor says which one is in use, and of one that was brought where it is from',
  async (t) => {
    const { db, folder, names } = await having(t, 'local/own');
    const own = { id: 'local/own', file: 'own.onnx', sha256: 'ab'.repeat(32), dimension: 512 };
    names({
      inUse: 'local/own',
      recognisers: [{ ...own, licence: 'as bought', source: 'a shop' }],
    });
    t.match(await checkRecogniser('onnx', db, folder), [
      {
        state: 'ok',
        found:
          /^local\/own \(licence as bought, stated by the office, from a shop, SHA-256 (ab){32}\) is/,
      },
    ]);
    const before = await having(t, earlier);
    t.match(await checkRecogniser('onnx', before.db, before.folder), [
      { state: 'warning', found: `${earlier} is in use; ${newest} knows people better.` },
    ]);
    t.strictSame(await checkRecogniser('face-api', db, folder), []);
  },
);
