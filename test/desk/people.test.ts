import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import { cropPhoto, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import { createLogger } from '#server/ops/logging.ts';
import { publishConsentText } from '#server/people/consent.ts';
import type { DeskRole } from '#server/protocol/desk-account-messages.ts';
import type { WatchlistShown } from '#server/protocol/desk-manage-messages.ts';
import { photoLimits, type PersonShown } from '#server/protocol/desk-people-messages.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { changed } from '../people/photos.ts';
import { Lines } from '../support/lines.ts';
import { DeskBrowser } from './start-desk.ts';

// The whole service with its models. Requests play the desk's page.

const ada = await cropPhoto(sampleFaces.womanA);
const ada2 = await cropPhoto(sampleFaces.womanB);
const bo = await cropPhoto(sampleFaces.guest3);
const dark = await changed(ada, (photo) => photo.linear(0.2, 0));
const details = {
  name: 'Ada Example',
  email: 'ada@example.com',
  employeeId: null,
  consent: 'signed form, 2026-11-24',
  consentGiven: 'paper',
  expiresAt: null,
};
/** Her details as the form sends them while no consent text is published. */
const newAda = { details, textVersion: null };

async function loggedIn(trial: Trial, name: string, role: DeskRole): Promise<DeskBrowser> {
  const { db, lobbyUrl } = trial.service;
  const { link } = await addDeskAccount(db, { name, role }, { actor: 'command:test' });
  const browser = new DeskBrowser(new URL(lobbyUrl).origin);
  const password = 'a long pass phrase of this test';
  const { status } = await browser.post('/desk/api/set-password', { link: link.token, password });
  if (status !== 200) throw new Error(`no log-in: ${status}`);
  return browser;
}

t.test('the people at the desk', async (t) => {
  const log = new Lines();
  const trial = await Trial.start(path.join(t.testdir(), 'data'), createLogger('trace', log));
  t.teardown(() => trial.stop());
  const { db } = trial.service;
  const manager = await loggedIn(trial, 'Mia Manager', 'manager');
  const reception = await loggedIn(trial, 'Rik Reception', 'reception');
  const auditor = await loggedIn(trial, 'Aud Auditor', 'auditor');
  const stored = async () => ({
    people: (await db.selectFrom('people').select(['name', 'consent']).execute()).length,
    templates: (await db.selectFrom('templates').select('id').execute()).length,
  });
  let id = '';

  t.test('says what is wrong with a photo, and where; stores nothing', async (t) => {
    const { status, json } = await manager.upload('/desk/api/people/check', {}, [dark, ada]);
    t.equal(status, 200);
    t.match(json, {
      photos: [
        {
          label: 'photo-1.jpg',
          state: 'refused',
          findings: [{ code: 'too_dark', measure: 'Luminance mean', threshold: 40 }],
          seen: { width: 640, height: 800, boxes: [{}], landmarks: [{}, {}, {}, {}, {}] },
        },
        { state: 'good', seen: { boxes: [{}] } },
      ],
    });
    t.same(await stored(), { people: 0, templates: 0 });
  });

  t.test('enrols all or nobody, with the refusals of the command line', async (t) => {
    const refused = await manager.upload('/desk/api/people', newAda, [ada, dark]);
    t.equal(refused.status, 422);
    t.match(refused.json, { state: 'refused', photos: [{ state: 'good' }, { state: 'refused' }] });
    const without = { ...newAda, details: { ...details, consent: ' ' } };
    t.match((await manager.upload('/desk/api/people', without, [ada])).json, {
      mistakes: [{ code: 'consent_missing', explanation: /enrolment requires it/ }],
      photos: { length: 0 },
    });
    t.match((await manager.upload('/desk/api/people', newAda, [])).json, {
      mistakes: [{ code: 'no_photos' }],
    });
    t.same(await stored(), { people: 0, templates: 0 });

    const { status, json } = await manager.upload('/desk/api/people', newAda, [ada]);
    t.equal(status, 200);
    t.match(json, { state: 'enrolled', added: 1, personId: String });
    id = String(json['personId']);
    t.same(await stored(), { people: 1, templates: 1 });
    const [event] = await auditEventsAbout(db, id);
    t.match(event, { action: 'person_enrolled', actor: /^desk:/ });
  });

  t.test('a face that looks like somebody enrolled names them', async (t) => {
    const other = { ...details, name: 'Berta Other', email: 'berta@example.com' };
    const { json } = await manager.upload('/desk/api/people', { ...newAda, details: other }, [
      ada2,
    ]);
    t.match(json, { mistakes: [{ code: 'looks_like_enrolled', personId: id }] });
    t.same(await stored(), { people: 1, templates: 1 });
  });

  t.test('takes more photos of them, and of nobody else', async (t) => {
    const route = `/desk/api/people/${id}/photos`;
    t.match((await manager.upload(route, {}, [bo])).json, {
      state: 'refused',
      photos: [{ findings: [{ code: 'another_face' }], seen: {} }],
    });
    t.match((await manager.upload(route, {}, [ada2])).json, { state: 'updated', added: 1 });
    t.match((await manager.upload(route, {}, [ada2])).json, {
      state: 'unchanged',
      photos: [{ state: 'repeated', explanation: /enrolled already/ }],
    });
  });

  t.test('is found by parts of a name or an e-mail, and shown', async (t) => {
    for (const find of ['', 'ada', 'EXAMPLE', 'ada@', 'da Ex', id]) {
      const { json } = await auditor.get(`/desk/api/people?find=${encodeURIComponent(find)}`);
      t.match(json, { count: 1, people: [{ name: 'Ada Example', photos: 2, consent: 'stands' }] });
    }
    for (const find of ['%', '_%', 'nobody', "' or 1=1 --"]) {
      const { json } = await reception.get(`/desk/api/people?find=${encodeURIComponent(find)}`);
      t.match(json, { count: 0, people: { length: 0 } }, find);
    }
    const { json, text } = await reception.get(`/desk/api/people/${id}`);
    t.match(json, {
      person: { email: 'ada@example.com', usedAt: null },
      consents: [{ statement: 'signed form, 2026-11-24', given: 'paper', recordedBy: /^desk:/ }],
      photos: [{ inUse: true }, { inUse: true }],
    });
    t.notMatch(text, /ciphertext|score|template/);
    t.equal((await reception.get('/desk/api/people/nobody')).status, 404);
  });

  t.test('pages', async (t) => {
    const folded = (i: number) => `page ${String(i).padStart(3, '0')}`;
    const now = new Date();
    const rows = Array.from({ length: 120 }, (_, i) => ({
      id: `page-${i}`,
      name: folded(i),
      nameFolded: folded(i),
      email: null,
      emailFolded: null,
      employeeId: null,
      consent: 'form',
      consentAt: now,
      createdAt: now,
      expiresAt: null,
    }));
    await db.insertInto('people').values(rows).execute();
    const seen = new Set<string>();
    for (const page of [1, 2, 3]) {
      const { json } = await auditor.get(`/desk/api/people?find=page&page=${page}`);
      t.match(json, { count: 120, pages: 3, page });
      for (const person of json['people'] as { id: string }[]) seen.add(person.id);
    }
    t.equal(seen.size, 120, 'each is there once');
    const { json } = await auditor.get('/desk/api/people?find=page&page=3');
    t.match(json, { people: Array.from({ length: 20 }, (_, i) => ({ name: folded(100 + i) })) });
    await db.deleteFrom('people').where('nameFolded', 'like', 'page%').execute();
  });

  t.test('sorts names as the language of the account does', async (t) => {
    const now = new Date();
    const names = ['Zoë', 'Ödön', 'Anna', 'Aïcha', 'öde', 'Oskar'];
    const rows = names.map((name) => ({
      ...{ id: `sorted-${name}`, name, nameFolded: `sorted ${name}` },
      ...{ email: null, emailFolded: null, employeeId: null },
      ...{ consent: 'form', consentAt: now, createdAt: now, expiresAt: null },
    }));
    await db.insertInto('people').values(rows).execute();
    for (const language of ['de', 'fr']) {
      const { json } = await auditor.get(`/desk/api/people?find=sorted&language=${language}`);
      const found = (json['people'] as { name: string }[]).map(({ name }) => name);
      t.same(found, ['Aïcha', 'Anna', 'öde', 'Ödön', 'Oskar', 'Zoë'], language);
    }
    t.equal((await auditor.get('/desk/api/people?language=xx')).status, 400);
    await db.deleteFrom('people').where('nameFolded', 'like', 'sorted%').execute();
  });

  t.test('a reception account and an auditor change nothing', async (t) => {
    const before = await stored();
    for (const browser of [reception, auditor]) {
      const acts = [
        browser.upload('/desk/api/people', newAda, [ada]),
        browser.upload('/desk/api/people/check', {}, [ada]),
        browser.upload(`/desk/api/people/${id}/photos`, {}, [ada]),
        browser.post(`/desk/api/people/${id}/consent`, {}),
        browser.post(`/desk/api/people/${id}/withdraw`),
        browser.post(`/desk/api/people/${id}/opt-out`),
        browser.post(`/desk/api/people/${id}/export`),
        browser.post(`/desk/api/people/${id}/erase`, { name: 'Ada Example' }),
      ];
      for (const { status, json } of await Promise.all(acts)) {
        t.equal(status, 403);
        t.match(json, { error: 'not_allowed' });
      }
    }
    const stranger = new DeskBrowser(manager.url);
    t.equal((await stranger.get('/desk/api/people')).status, 401);
    t.equal((await stranger.upload('/desk/api/people', newAda, [ada])).status, 401);
    const foreign = await manager.call(
      'POST',
      `/desk/api/people/${id}/withdraw`,
      undefined,
      'https://elsewhere.example',
    );
    t.equal(foreign.status, 403);
    t.same(await stored(), before);
  });

  t.test('takes no more than it says, and no other form', async (t) => {
    const before = await stored();
    const many = Array.from({ length: photoLimits.most + 1 }, () => ada);
    const large = new Uint8Array(photoLimits.bytes + 1);
    const wrong: [string, number, () => Promise<{ status: number; json: object }>][] = [
      ['too many', 413, () => manager.upload('/desk/api/people/check', {}, many)],
      ['too large', 413, () => manager.upload('/desk/api/people/check', {}, [large])],
      [
        'not asked so',
        400,
        () => manager.upload('/desk/api/people', { details: { name: 'A' } }, [ada]),
      ],
      ['no form', 400, () => manager.post('/desk/api/people/check', { photos: [] })],
    ];
    for (const [what, status, ask] of wrong) {
      const { json, ...given } = await ask();
      t.equal(given.status, status, what);
      t.match(json, { message: /\./ }, what);
    }
    const junk = await manager.upload('/desk/api/people/check', {}, [Buffer.from('<svg/>')]);
    t.match(junk.json, {
      photos: [{ state: 'refused', findings: [{ code: 'unsupported_format' }] }],
    });
    t.same(await stored(), before);
  });

  const onlyIds = async (filter: string) => {
    const { json } = await reception.get(`/desk/api/people?only=${filter}`);
    return (json['people'] as { id: string }[]).map((person) => person.id);
  };

  t.test('shows the people that somebody has something to do about', async (t) => {
    const now = new Date();
    const before = new Date(now.getTime() - 1000);
    const row = (id: string, email: string | null, expiresAt: Date | null = null) => ({
      ...{ id, name: `z ${id}`, nameFolded: `z ${id}`, email, emailFolded: email },
      ...{ employeeId: null, consent: 'form', consentAt: now, createdAt: now, expiresAt },
    });
    await db
      .insertInto('people')
      .values([
        row('ended', 'e@example.com', before),
        row('tried', 't@example.com'),
        row('bare', null),
      ])
      .execute();
    await db
      .insertInto('person_tries')
      .values([
        { personId: 'tried', failures: 100, triedAt: now },
        { personId: 'bare', failures: 99, triedAt: now },
      ])
      .execute();
    t.strictSame(await onlyIds('ended'), ['ended']);
    t.strictSame(await onlyIds('face_off'), ['tried']);
    t.strictSame(await onlyIds('no_email'), ['bare']);
    t.strictSame(await onlyIds('no_photos'), ['bare', 'ended', 'tried']);
    t.strictSame(await onlyIds('ask_again'), [], 'while there is no text');
    const { json } = await auditor.get('/desk/api/people?only=no_photos&find=tried');
    t.match(json, { count: 1, people: [{ id: 'tried', faceOff: true }] });
    t.equal((await auditor.get('/desk/api/people?only=everybody')).status, 400);
    await db.deleteFrom('people').where('nameFolded', 'like', 'z %').execute();
  });

  t.test('renews and withdraws a consent', async (t) => {
    const page = async () => {
      const { json } = await manager.get(`/desk/api/people/${id}`);
      const { currentText: textVersion, consents } = json as unknown as PersonShown;
      return { textVersion, withdrawnAt: consents[0]?.withdrawnAt ?? null };
    };
    let seen = await page();
    const renew = (statement: string, expiresAt: string | null = null) =>
      manager.post(`/desk/api/people/${id}/consent`, {
        ...{ statement, given: 'desk', expiresAt, seen },
      });
    t.match((await renew(' ')).status, 422);
    t.match((await renew('said yes', '2020-01-01T00:00:00.000Z')).status, 422);
    t.match((await renew('said yes at the desk')).json, { message: 'Ada Example consents.' });
    await publishConsentText(db, { version: '1', text: 'You agree.' }, 'command:test');
    const changed = { status: 422, json: { error: 'consent_changed_since' } };
    t.match(await renew('said yes to none'), changed);
    t.strictSame(await onlyIds('ask_again'), [id], 'until they agree to the text');
    seen = await page();
    t.match((await renew('said yes to it')).json, {
      message: 'Ada Example consents to the text "1".',
    });
    t.strictSame(await onlyIds('ask_again'), []);
    t.strictSame(await onlyIds('ended'), []);
    t.match((await manager.post(`/desk/api/people/${id}/withdraw`)).json, {
      message: /is withdrawn/,
    });
    t.equal((await manager.post(`/desk/api/people/${id}/withdraw`)).status, 409);
    t.match(await renew('said yes before'), changed, 'of somebody who has not seen that');
    const { json } = await auditor.get(`/desk/api/people/${id}`);
    t.match(json, { person: { consent: 'withdrawn' }, consents: [{ given: 'desk' }, {}, {}] });
    t.strictSame(await onlyIds('ended'), [id]);
    t.strictSame(await onlyIds('ask_again'), [], 'who withdrew is asked for nothing');
    const refused = await manager.upload(`/desk/api/people/${id}/photos`, {}, [ada]);
    t.match(refused.json, { mistakes: [{ code: 'consent_ended' }] });
    const restore = () => manager.post(`/desk/api/people/${id}/restore-consent`);
    t.match((await restore()).json, { code: 'consent_restored' });
    t.equal((await restore()).status, 409);
    const standing = (await auditor.get(`/desk/api/people/${id}`)).json;
    t.match(standing, { person: { consent: 'stands' }, consents: [{ withdrawnAt: null }, {}, {}] });
    t.equal((await manager.post(`/desk/api/people/${id}/withdraw`)).status, 200);
  });

  t.test('enrols nobody under a consent text that the form did not show', async (t) => {
    const before = await stored();
    const photographed = (textVersion: string | null) =>
      manager.upload('/desk/api/people', { ...newAda, textVersion }, [bo]);
    const atScreen = (textVersion: string | null) => {
      const who = { details, textVersion };
      return manager.post('/desk/api/people/camera', { screenId: 'none', who });
    };
    const refused = { status: 409, json: { error: 'text_changed', message: /open it again/ } };
    for (const enrol of [photographed, atScreen]) {
      for (const outdated of [null, '0']) t.match(await enrol(outdated), refused);
    }
    t.match(await atScreen('1'), { json: { error: 'no_such_screen' } }, 'the text that counts');
    t.same(await stored(), before);
  });

  t.test('opts out, and takes that back', async (t) => {
    const isOptedOut = async () => (await auditor.get(`/desk/api/people/${id}`)).json['optedOut'];
    const opt = (way: 'in' | 'out') => manager.post(`/desk/api/people/${id}/opt-${way}`);
    t.equal(await isOptedOut(), false);
    t.equal((await opt('in')).status, 409);
    t.match((await opt('out')).json, { code: 'opted_out' });
    t.equal(await isOptedOut(), true);
    t.match((await opt('in')).json, { code: 'opted_in' });
    t.equal(await isOptedOut(), false);
    t.equal((await auditor.post(`/desk/api/people/${id}/opt-in`)).status, 403);
  });

  t.test('corrects what they are known by, as the command does', async (t) => {
    const ada = { name: 'Ada Example', email: 'ada@example.com', employeeId: null };
    const correct = (changes: object, by = manager, was: object = ada) =>
      by.post(`/desk/api/people/${id}/details`, { ...ada, ...changes, was });
    t.equal((await correct({}, auditor)).status, 403);
    t.match((await correct({ name: ' ' })).json, { mistakes: [{ code: 'name_missing' }] });
    t.match((await correct({})).json, { state: 'unchanged' });
    const married = { name: 'Ada Wed', email: 'ada.wed@example.com', employeeId: '7' };
    t.match((await correct(married)).json, { state: 'updated', mistakes: { length: 0 } });
    const { json } = await auditor.get(`/desk/api/people/${id}`);
    t.match(json, { person: { ...married, consent: 'withdrawn' } });
    const late = await correct({ employeeId: '8' });
    t.match(late.json, { state: 'refused', mistakes: [{ code: 'changed_meanwhile' }] });
    t.match((await correct({}, manager, married)).json, { state: 'updated' });
  });

  t.test('gives what is held, puts on the opt-out list, and erases by name', async (t) => {
    const exported = await manager.post(`/desk/api/people/${id}/export`);
    const files = exported.json['files'] as { name: string; content: string }[];
    t.same(
      files.map(({ name }) => name),
      ['data.json', 'data.html'],
    );
    t.match(JSON.parse(files[0]?.content ?? ''), { person: { name: 'Ada Example' } });
    t.match((await manager.post(`/desk/api/people/${id}/opt-out`)).json, { message: /Added 1/ });
    const now = { ...newAda, textVersion: '1' };
    const again = await manager.upload('/desk/api/people', now, [ada]);
    t.match(again.json, { mistakes: [{ code: 'opted_out' }] });

    const erase = (name: string) => manager.post(`/desk/api/people/${id}/erase`, { name });
    const slip = await erase('Bo Example');
    t.equal(slip.status, 422);
    t.match(slip.json, { message: /Ada Example \(ada@example\.com\).*Nobody was erased/ });
    const { json } = await erase('ada example');
    t.match(json, { message: /Erased Ada Example/, receipt: /"because": "asked"/ });
    t.same(await stored(), { people: 0, templates: 0 });
    t.equal((await erase('Ada Example')).status, 404);
    const acts = (await auditEventsAbout(db, id)).map(({ action }) => action);
    t.same(acts, [
      'person_enrolled',
      'person_updated',
      'consent_renewed',
      'consent_renewed',
      'consent_withdrawn',
      'consent_restored',
      'consent_withdrawn',
      'person_updated',
      'person_updated',
      'person_exported',
      'person_erased',
    ]);
  });

  t.test('puts a face on the own list, replaces and removes it', async (t) => {
    const list = '/desk/api/manage/watchlist';
    const entry = {
      ...{ name: '', birthDate: '', country: '', email: '', domain: '', phone: '', company: '' },
      ...{ aliases: [], note: 'house ban', legalBasis: '', expiresAt: null },
    };
    const basis = 'house ban of 2026-11-24';
    const add = (given: object, photos: Uint8Array[], who = manager) =>
      who.upload(list, { ...entry, ...given }, photos);
    const shown = async () => ((await manager.get(list)).json as unknown as WatchlistShown).entries;
    const faces = async () =>
      (await db.selectFrom('watchlist_faces').select('ciphertext').execute()).map(
        ({ ciphertext }) => Buffer.from(ciphertext).toString('hex').slice(0, 40),
      );
    const listed = { legalBasis: basis };
    t.equal((await add(listed, [bo], reception)).status, 403);
    const lacking = { status: 422, json: { error: 'listed_legal_basis_missing', photos: [] } };
    t.match(await add({}, [bo]), lacking);
    const unusable = (photos: object[]) => ({
      ...{ status: 422, json: { error: 'listed_photos_unusable', photos } },
    });
    const nobody = await changed(bo, (photo) => photo.linear(0, 128));
    const noFace = { state: 'refused', findings: [{ code: 'no_face' }] };
    t.match(await add(listed, [nobody]), unusable([noFace]));
    const another = { state: 'refused', findings: [{ code: 'another_face' }] };
    t.match(await add(listed, [bo, ada]), unusable([{ state: 'good' }, another]));
    t.same([await shown(), await faces()], [[], []], 'nothing of it was stored');

    t.match(await add(listed, [bo]), { status: 200 });
    const [first] = await faces();
    t.match(await shown(), [{ name: '', hasFace: true, legalBasis: basis }]);
    const change = async (given: object, photos: Uint8Array[] = [], who = manager) => {
      const [{ id: entryId, version } = { id: '', version: '' }] = await shown();
      const body = { ...entry, ...listed, version, removesFace: false, ...given };
      return who.upload(`${list}/${entryId}`, body, photos, 'PUT');
    };
    t.equal((await change({}, [ada], reception)).status, 403);
    t.match(await change({}, [ada, nobody]), unusable([{ state: 'good' }, noFace]));
    t.match(await change({ legalBasis: '' }), lacking);
    t.same(await faces(), [first], 'the face stays');
    const [{ version } = { version: '' }] = await shown();
    t.match(await change({}, [ada]), { status: 200 });
    const replaced = await faces();
    t.equal(replaced.length, 1);
    t.notMatch(replaced, [first]);
    const outdated = { status: 409, json: { error: 'listed_changed' } };
    t.match(await change({ version }, [bo]), outdated, 'of somebody who saw the face before');
    t.same(await faces(), replaced);
    const nothing = { status: 422, json: { error: 'listed_nothing_to_find' } };
    t.match(await change({ removesFace: true }), nothing);
    t.match(await change({ removesFace: true, name: 'Eve Example' }), { status: 200 });
    t.same(await faces(), []);
    t.match(await shown(), [{ name: 'Eve Example', hasFace: false }]);
    const [{ id: entryId } = { id: '' }] = await shown();
    t.match(await auditEventsAbout(db, entryId), [
      { action: 'watchlist_added', actor: /^desk:/, details: /"faces":1/ },
      { action: 'watchlist_changed', actor: /^desk:/, details: '{"fields":["face"]}' },
      { action: 'watchlist_changed', details: '{"fields":["name","face"]}' },
    ]);
  });

  t.test('no name, e-mail, score or picture is in the log or on the disk', async (t) => {
    await noneLeaked(t, trial, log);
  });
});

async function noneLeaked(t: Test, trial: Trial, log: Lines): Promise<void> {
  t.match(log.text(), 'request refused: the desk account lacks the right');
  for (const secret of ['Ada', 'ada@example.com', 'photo-1', 'signed form', 'score']) {
    t.notMatch(log.text(), secret);
  }
  for (const name of await readdir(trial.config.dataDir)) {
    if (name.endsWith('.new')) continue;
    const file = path.join(trial.config.dataDir, name);
    if (!(await stat(file)).isFile()) continue;
    t.notOk((await readFile(file)).includes(Buffer.from([0xff, 0xd8, 0xff])), name);
  }
}
