import { EventEmitter, once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { createLogger } from '#server/ops/logging.ts';
import { revokePairing } from '#server/kiosk/pairing.ts';
import { listKiosks } from '#server/store/tables/kiosks.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { addToWatchlist, removeFromWatchlist } from '#server/watchlist/change.ts';
import type { NewEntry } from '#server/watchlist/entry.ts';
import { startWatchlist } from '#server/watchlist/start-watchlist.ts';
import { Watchlist } from '#server/watchlist/watchlist.ts';
import { Lines } from '../support/lines.ts';

const { womanA, womanB, guest1, guest2 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const entry: NewEntry = {
  name: null,
  aliases: [],
  birthDate: null,
  country: null,
  email: null,
  domain: null,
  phone: null,
  company: null,
  note: 'house ban',
  legalBasis: 'house ban of 2026-11-24',
  expiresAt: null,
};

t.test('a face on the list, during a capture that takes place anyway', async (t) => {
  const log = new Lines();
  const trial = await Trial.start(t.testdir(), createLogger('trace', log));
  t.teardown(() => trial.stop());
  const { db, vision } = trial.service;
  const cipher = await openTemplateCipher(db, trial.config.templateKeyFile);
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  const kiosk = await trial.openKiosk(
    { frames: await webcamFrames(womanB, 12) },
    { deviceId: 'a' },
  );
  const put = async (face: typeof womanA, given: NewEntry = entry) => {
    const image = await cropPhoto(face);
    const photos = [{ label: 'photo', read: async () => image }];
    return addToWatchlist(db, 'command:test', given, { photos, making: { cipher, vision } });
  };
  const visit = async (jobId: string) => {
    const outcome = once(kiosk, 'outcome');
    const { status, body } = await trial.signIn({ ...anna, deviceId: 'a', jobId });
    return { status, body, screen: await outcome, row: await findSignIn(db, jobId) };
  };

  t.test('is only put there with a legal basis', async (t) => {
    const result = await put(womanA, { ...entry, legalBasis: null });
    t.match(result, {
      state: 'refused',
      mistakes: [{ code: 'legal_basis_missing' }],
      photos: { length: 0 },
    });
    t.equal((await visit('before')).status, 200);
  });

  t.test('holds who it is, although their own face check is passed', async (t) => {
    const added = await put(womanA);
    t.match(added, { state: 'added', faces: 1 });
    const id = added.state === 'added' ? added.id : '';
    const { status, body, screen, row } = await visit('listed');
    t.equal(status, 412);
    t.match(row, { reason: 'watchlist_hit', verdict: 'review' });
    t.match(row?.note, `Entry ${id} of your own list, by face.`);
    t.same(screen, ['please_wait'], 'the screen says what it says of any review');
    t.notMatch(body, 'house ban');
    const rows = await db.selectFrom('watchlist_faces').selectAll().execute();
    t.equal(rows.length, 1);
    t.throws(() => cipher.decrypt(rows[0]!.ciphertext, 'another', vision.model.id), 'bound to it');
    t.ok(await removeFromWatchlist(db, 'command:test', id));
    t.equal((await visit('removed')).status, 200);
    t.same(await db.selectFrom('watchlist_faces').selectAll().execute(), [], 'erased with it');
  });

  t.test('holds a stranger who gives another name, too, and nobody else', async (t) => {
    await put(guest1);
    t.equal((await visit('herself')).status, 200, 'another face is on the list');
    kiosk.show(await webcamFrames(guest1, 12));
    const listed = await visit('stranger');
    t.match(listed.row, { reason: 'watchlist_hit' });
    kiosk.show(await webcamFrames(guest2, 12));
    const other = await visit('other');
    t.match(other.row, { reason: 'no_match' });
    t.same(listed.screen, other.screen, 'both see the same');
  });

  t.test('is told of at the start when another recogniser made it', async (t) => {
    const said = new Lines();
    const start = async (id: string) => {
      const model = { ...vision.model, id };
      const source = { db, cipher, model };
      const lists = await startWatchlist(new Watchlist(db), source, createLogger('warn', said));
      await lists.stop();
    };
    await start(vision.model.id);
    t.notMatch(said.text(), 'another recogniser');
    await start('another-model');
    t.match(said.text(), /"entries":1.*another recogniser/);
  });

  t.notMatch(log.text(), /watchlist_faces|house ban/);
});

t.test('a face that is put there once it was seen, while another check still runs', async (t) => {
  const list = new EventEmitter();
  const server = createServer((request, response) => {
    void json(request).then(async (asked) => {
      list.emit('asked');
      await once(list, 'answer');
      const { id } = (asked as { data: { id: string } }).data;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id, hit: false }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/list`;
  const folder = path.join(t.testdir(), 'data');
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(
    path.join(folder, 'policy.yaml'),
    `default: { checks: { face: { againWithinMinutes: 0 }, remote_list: { url: '${url}' } } }`,
  );
  const trial = await Trial.start(folder, createLogger('silent'), {
    REMOTE_LIST_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
    VESTIBULE_DEADLINE_SECONDS: '25',
  });
  t.teardown(() => trial.stop());
  const { db, vision } = trial.service;
  const cipher = await openTemplateCipher(db, trial.config.templateKeyFile);
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  const frames = await webcamFrames(womanB, 12);
  const kiosk = await trial.openKiosk({ frames }, { deviceId: 'a' });
  const visit = async (jobId: string, meanwhile: () => Promise<unknown>) => {
    const seen = Promise.all([once(kiosk, 'captureEnd'), once(list, 'asked')]);
    const answer = trial.signIn({ ...anna, deviceId: 'a', jobId });
    await seen;
    await meanwhile();
    list.emit('answer');
    const { status } = await answer;
    return { status, row: await findSignIn(db, jobId) };
  };
  t.match(await visit('before', async () => {}), { status: 200 });
  const image = await cropPhoto(womanA);
  const photos = [{ label: 'photo', read: async () => image }];
  const put = () =>
    addToWatchlist(db, 'command:test', entry, { photos, making: { cipher, vision } });
  const listed = await visit('listed', put);
  const hit = { status: 412, row: { reason: 'watchlist_hit', note: /by face/ } };
  t.match(listed, hit);
  const [face] = await db.selectFrom('watchlist_faces').select('entryId').execute();
  t.ok(await removeFromWatchlist(db, 'command:test', face!.entryId));
  const unpaired = await visit('unpaired', async () => {
    await put();
    const [screen] = await listKiosks(db);
    t.ok(await revokePairing(db, screen!.id, 'command:test'));
  });
  t.match(unpaired, hit, 'also where the screen is no longer paired');
});
