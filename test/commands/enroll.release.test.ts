import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import t, { type Test } from 'tap';
import { command as enrollCommand } from '../../scripts/commands/enroll.ts';
import { createLogger } from '#server/ops/logging.ts';
import { Gallery } from '#server/people/gallery.ts';
import type { Store } from '#server/store/store.ts';
import { openTestStore } from '../support/store.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { insertTemplate } from '#server/store/tables/templates.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { createVision } from '#server/vision/create-vision.ts';
import { changed, heic, portrait, wall } from '../people/photos.ts';
import { enrolledPerson } from '../store/rows.ts';
import { writeNewKey } from '../templates/key-file.ts';
import { enroll, enrollJson, erase } from './enroll-command.ts';

const ada = await portrait('womanA');
const ada2 = await portrait('womanB');
const bo = await portrait('guest3');
const dark = await changed(ada, (photo) => photo.linear(0.2, 0));

/** A folder with photos to enrol from. */
function folderWithPhotos(t: Test): string {
  return t.testdir({ 'ada.jpg': ada, 'ada2.jpg': ada2, 'bo.jpg': bo, 'dark.jpg': dark });
}

async function inStore<T>(folder: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openTestStore({
    databaseFile: path.join(folder, 'data', 'vestibule.sqlite'),
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function storedIn(folder: string) {
  return inStore(folder, async ({ db }) => ({
    people: await db.selectFrom('people').selectAll().execute(),
    templates: await db.selectFrom('templates').selectAll().execute(),
  }));
}

/** The people as a running service loads them. */
async function galleryOf(t: Test, folder: string): Promise<Gallery> {
  const data = path.join(folder, 'data');
  const store = await openTestStore({ databaseFile: path.join(data, 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const cipher = await openTemplateCipher(store.db, path.join(data, 'template.key'));
  const { model } = await createVision(
    { engine: 'onnx', visionWorkers: 1 },
    createLogger('silent'),
    null,
  );
  return new Gallery({ db: store.db, cipher, model });
}

t.test('add, list, show, remove: the life of an enrolment', async (t) => {
  const folder = folderWithPhotos(t);
  const added = await enroll(
    folder,
    ...['add', '--name', 'Ada Example', '--employee-id', '640', '--expires', '2099-12-31'],
    ...['--consent', 'signed form', 'ada.jpg', 'ada2.jpg'],
  );
  t.match(added, {
    code: 0,
    out: /^Enrolled Ada Example \(employee 640\) from 2 photos\./,
    err: /^A new database was made/,
  });
  const data = path.join(folder, 'data');
  t.equal(statSync(data).mode & 0o777, 0o700);
  for (const file of readdirSync(data)) {
    t.equal(statSync(path.join(data, file)).mode & 0o777, 0o600, file);
  }

  const list = await enroll(folder, 'list');
  t.match(list, { code: 0, out: /Ada Example .*employee 640 .*2 .*2099-12-31/ });
  t.ok(fitsTerminal(list.out));

  const person = { name: 'Ada Example', consent: 'signed form', templates: 2 };
  const stored = [{ source: 'photo', inUse: true }, { source: 'photo' }];
  t.match(await enrollJson(folder, 'show', '640'), {
    code: 0,
    json: { ok: true, person: { ...person, stored } },
  });

  const gallery = await galleryOf(t, folder);
  const claim = { name: null, email: null, employeeId: '640' };
  t.match(await gallery.findClaimed(claim), [{ name: 'Ada Example', templates: 2 }]);

  t.match(await erase(folder, 'ada example', '--yes'), { code: 0, err: '' });
  t.strictSame(await gallery.findClaimed(claim), [], 'gone from a running service at once');
  t.strictSame(await storedIn(folder), { people: [], templates: [] });
  t.match(await enroll(folder, 'list'), { code: 0, out: /There are no enrolled people yet/ });
});

t.test('a refusal says everything, stores nothing and exits with 1', async (t) => {
  const folder = folderWithPhotos(t);
  await enroll(folder, 'list');
  writeFileSync(path.join(folder, 'wall.jpg'), await wall());
  writeFileSync(path.join(folder, 'phone.heic'), heic());
  mkdirSync(path.join(folder, 'more'));
  const files = ['ada.jpg', 'dark.jpg', 'wall.jpg', 'phone.heic', 'more', 'gone.jpg'];
  const args = ['add', '--name', 'Ada', '--consent', 'form', ...files];
  const refused = await enroll(folder, ...args);
  t.match(refused, { code: 1, out: '' });
  for (const reason of [
    /dark\.jpg: The face is too dark: brightness \d+ of 255, at least 40/,
    /wall\.jpg: No face was found/,
    /phone\.heic: This picture is HEIC/,
    /more: This is a folder/,
    /gone\.jpg: There is no such file/,
  ]) {
    t.match(refused.err.replace(/\n +/g, ' '), reason);
  }
  t.ok(fitsTerminal(refused.err));

  const { code, json } = await enrollJson(folder, ...args);
  t.equal(code, 1);
  t.match(json, { ok: false, state: 'refused', mistakes: { length: 0 } });
  const photos = json['photos'] as { label: string; state: string; findings?: object[] }[];
  t.strictSame(
    photos.map(({ label, state }) => [label, state]),
    files.map((file) => [file, file === 'ada.jpg' ? 'good' : 'refused']),
  );
  t.match(photos[1]?.findings, [{ code: 'too_dark', measure: 'Luminance mean', threshold: 40 }]);
  t.strictSame(await storedIn(folder), { people: [], templates: [] });
});

t.test('without consent nobody is enrolled', async (t) => {
  const folder = folderWithPhotos(t);
  const refused = await enroll(folder, 'add', '--name', 'Ada', 'ada.jpg');
  t.match(refused, { code: 1, err: /There is no consent/ });
  t.strictSame(await storedIn(folder), { people: [], templates: [] });
});

t.test('somebody enrolled already: refused with the remedy, which works', async (t) => {
  const folder = folderWithPhotos(t);
  const args = ['add', '--name', 'Ada', '--email', 'ada@example.com', '--consent', 'form'];
  t.equal((await enroll(folder, ...args, 'ada.jpg')).code, 0);
  const before = await storedIn(folder);
  const again = await enroll(folder, ...args, 'ada2.jpg');
  t.equal(again.code, 1);
  const [, id = ''] = /--update\s+([0-9a-f-]{36})/.exec(again.err) ?? [];
  t.equal(id, before.people[0]?.id);
  t.strictSame(await storedIn(folder), before);
  const updated = await enroll(folder, 'add', '--update', id, 'ada2.jpg');
  t.match(updated, { code: 0, out: /Updated Ada \(ada@example\.com\): 1 photo added, 2 in all/ });

  await t.test(
    'a face that is enrolled already: refused with the name, unless a twin is named',
    async (t) => {
      const add = (name: string, ...more: string[]) =>
        enroll(folder, 'add', '--name', name, '--consent', 'form', ...more);
      const before = await storedIn(folder);
      const refused = await add('Eve', 'ada2.jpg');
      t.match(refused, { code: 1, err: /looks like Ada, who is enrolled already/ });
      t.match(refused.err, `--twin-of ${before.people[0]?.id}`);
      t.ok(fitsTerminal(refused.err));
      t.match(await add('Eve', '--twin-of', 'Nobody', 'ada2.jpg'), { code: 1, err: /"Nobody"/ });
      t.match(await add('Bo', '--twin-of', 'Ada', 'bo.jpg'), {
        code: 1,
        err: /does not look like Ada/,
      });
      t.strictSame(await storedIn(folder), before);
      t.match(await add('Eve', '--twin-of', 'Ada', 'ada2.jpg'), {
        code: 0,
        out: /Ada \(ada@example\.com/,
      });
    },
  );
});

t.test('a name that means two people changes nothing and lists them', async (t) => {
  const folder = t.testdir();
  await inStore(folder, async ({ db }) => {
    await insertPerson(db, enrolledPerson('id-1', { name: 'Ada Example' }));
    await insertPerson(db, enrolledPerson('id-2', { name: 'ada example' }));
  });
  const before = await storedIn(folder);
  const refused = await erase(folder, 'Ada Example', '--yes');
  t.match(refused, { code: 1, err: /can mean 2 people/ });
  t.match(refused.err, /id-1 .*\n.*id-2 /);
  t.strictSame(await storedIn(folder), before);
  const candidates = [{ id: 'id-1' }, { id: 'id-2' }];
  t.match(await enrollJson(folder, 'show', 'ADA example'), {
    code: 1,
    json: { ok: false, error: { code: 'ambiguous_person', candidates } },
  });
});

t.test('removing asks, and without a terminal it wants --yes', async (t) => {
  const folder = t.testdir();
  await inStore(folder, ({ db }) => insertPerson(db, enrolledPerson('id-1')));
  t.match(await erase(folder, 'id-1'), { code: 1, err: /--yes/ });
  const nobody = await erase(folder, 'nobody', '--yes');
  t.match(nobody, { code: 1, err: /No person is enrolled as "nobody"/ });
  t.equal((await storedIn(folder)).people.length, 1);
});

t.test('check looks and stores nothing', async (t) => {
  const folder = folderWithPhotos(t);
  const checked = await enroll(folder, 'check', 'ada.jpg', 'dark.jpg');
  t.match(checked, { code: 1, out: '', err: /ada\.jpg: good \(\d+ pixels between the eyes/ });
  t.match(checked.err, /dark\.jpg: The face is too dark/);
  t.notOk(readdirSync(folder).includes('data'), 'no data folder either');
});

t.test('a key that is exposed, missing or wrong: refused, and erasing still works', async (t) => {
  const folder = folderWithPhotos(t);
  const key = path.join(folder, 'data', 'template.key');
  await inStore(folder, async ({ db }) => {
    const ciphertext = (await openTemplateCipher(db, key)).encrypt(
      new Float32Array(4),
      'id-1',
      'm',
    );
    await insertPerson(db, enrolledPerson('id-1'));
    const now = new Date();
    await insertTemplate(db, {
      personId: 'id-1',
      model: 'm',
      ciphertext,
      source: 'photo',
      createdAt: now,
    });
  });
  const before = await storedIn(folder);
  const add = () => enroll(folder, 'add', '--name', 'Bo', '--consent', 'form', 'bo.jpg');
  chmodSync(key, 0o644);
  t.match(await add(), { code: 1, err: /chmod 600/ });
  writeNewKey(key);
  chmodSync(key, 0o600);
  t.match(await add(), { code: 1, err: /is not the\s+one/ });
  rmSync(key);
  t.match(await add(), { code: 1, err: /is missing/ });
  t.strictSame(await storedIn(folder), before);
  t.equal((await erase(folder, 'id-1', '--yes')).code, 0);
});

t.test('a database that another process keeps locked is an error in words', async (t) => {
  const folder = t.testdir();
  await inStore(folder, ({ db }) => insertPerson(db, enrolledPerson('id-1')));
  await inStore(folder, (store) =>
    store.db.transaction().execute(async () => {
      const refused = await erase(folder, 'id-1', '--yes');
      t.match(refused, { code: 1, err: /Another process keeps the database locked/ });
    }),
  );
  t.equal((await storedIn(folder)).people.length, 1);
});

t.test('reembed says who needs new photos for the recogniser in use', async (t) => {
  const folder = t.testdir();
  const { model } = await createVision(
    { engine: 'onnx', visionWorkers: 1 },
    createLogger('silent'),
    null,
  );
  const enrolWith = (id: string, name: string, modelId: string) =>
    inStore(folder, async ({ db }) => {
      await insertPerson(db, enrolledPerson(id, { name, nameFolded: name.toLowerCase() }));
      const template = { ciphertext: Buffer.alloc(8), source: 'photo', createdAt: new Date() };
      await insertTemplate(db, { personId: id, model: modelId, ...template });
    });
  await enrolWith('id-1', 'Ada Example', model.id);
  t.match(await enroll(folder, 'reembed'), { code: 0, out: /Nobody of 1 person/ });
  await enrolWith('id-2', 'Bo Example', 'onnx/another');
  const told = await enroll(folder, 'reembed');
  t.match(told, { code: 1, out: '', err: /Bo Example[^]*1 of 2 people has no photo/ });
  t.notMatch(told.err, 'Ada');
  t.ok(fitsTerminal(told.err));
  const { code, json } = await enrollJson(folder, 'reembed');
  t.equal(code, 1);
  t.match(json, { ok: false, model: model.id, enrolled: 2 });
  t.strictSame(
    (json['needPhotos'] as { id: string }[]).map(({ id }) => id),
    ['id-2'],
  );
});

t.test('the help teaches', async (t) => {
  const program = enrollCommand();
  const gone = program.commands.filter((command) => command.name() === 'camera');
  for (const command of [program, ...program.commands].filter((one) => !gone.includes(one))) {
    const help = helpOf(command);
    t.match(help, 'vestibule enroll ', `${command.name()} has an example`);
    t.ok(fitsTerminal(help), `${command.name()} fits a terminal`);
  }
  t.match(helpOf(program), /Exit codes:\s+0 {2}done\s+1 {2}refused[^]*\s+2 {2}the command/);
});

t.test(
  'the command of earlier versions for the lobby camera says where it is done now',
  async (t) => {
    const answer = await enroll(t.testdir(), 'camera', '--kiosk', 'Lobby', '--name', 'Ada');
    t.match(answer, { code: 1, err: /at the desk, under\s+People[^]*Nothing was stored/ });
  },
);

t.test('what is not understood exits with 2', async (t) => {
  const folder = t.testdir();
  t.match(await enroll(folder, 'enrol'), { code: 2, err: /unknown command/ });
  t.match(await enrollJson(folder, 'add', '--expires', '2027-02-30', 'a.jpg'), {
    code: 2,
    json: { ok: false, error: { code: 'usage', message: /2027-11-24/ } },
  });
});

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
}

function fitsTerminal(text: string): boolean {
  return text.split('\n').every((line) => line.length <= 80);
}
