import path from 'node:path';
import type { FastifyRequest } from 'fastify';
import t, { type Test } from 'tap';
import type { DeskRole } from '#server/protocol/desk-account-messages.ts';
import type { HistoryPage } from '#server/protocol/desk-history-messages.ts';
import type { WatchlistShown } from '#server/protocol/desk-manage-messages.ts';
import { revokeDeskAccount } from '#server/desk/accounts/accounts.ts';
import { createDesk } from '#server/desk/start-desk.ts';
import { createLogger } from '#server/ops/logging.ts';
import { review } from '#server/sign-in/decision.ts';
import { createLedger } from '#server/sign-in/ledger.ts';
import { listDeskAccounts } from '#server/desk/accounts/account-rows.ts';
import { latestAuditEvent } from '#server/store/tables/audit-events.ts';
import { listWatchlistEntries } from '#server/store/tables/watchlists.ts';
import { saveInstall } from '#server/store/tables/kiosks.ts';
import { ownList } from '#server/watchlist/sources.ts';
import { signInOf } from '../notify/told.ts';
import { untilTrue } from '../postgres/installation.ts';
import { DeskBrowser, startDesk } from './start-desk.ts';
import { approvalMark } from '../support/approval-mark.ts';

const password = 'a long pass phrase of this test';

async function place(t: Test) {
  const desk = await startDesk(t);
  const url = await desk.listen();
  const enter = async (name: string, role: DeskRole) => {
    const account = await desk.add(name, role);
    const browser = new DeskBrowser(url);
    await browser.post('/desk/api/set-password', { link: account.link, password });
    return { browser, id: account.id };
  };
  /** The actor of the latest event of this action. */
  const doer = async (action: string) => (await latestAuditEvent(desk.db, action))?.actor;
  return { ...desk, url, enter, doer };
}

const manage = '/desk/api/manage';

t.test('what is managed is managed by managers alone', async (t) => {
  const { enter } = await place(t);
  for (const role of ['reception', 'auditor'] as const) {
    const { browser } = await enter(`Some ${role}`, role);
    for (const what of ['accounts', 'screens', 'watchlist', 'consent']) {
      t.match(await browser.get(`${manage}/${what}`), { status: 403 }, `${role}, ${what}`);
    }
    const body = { name: 'Eve', login: '', role: 'manager' };
    t.match(await browser.post(`${manage}/accounts`, body), { status: 403 });
  }
  const { browser } = await enter('Mo Manager', 'manager');
  const atOther = 'https://evil.example';
  const sent = browser.call('POST', `${manage}/screens`, { name: 'X', locationId: null }, atOther);
  t.match(await sent, { status: 403 }, 'and from this page alone');
});

t.test('no manager takes their own account away, by whichever of its names', async (t) => {
  const { db, enter } = await place(t);
  const { browser, id } = await enter('Mo Manager', 'manager');
  await enter('Ada Example', 'manager');
  for (const name of [id, 'Mo Manager', 'MO MANAGER', 'mo.manager', ' mo manager']) {
    const account = `${manage}/accounts/${encodeURIComponent(name)}`;
    const refused = { status: 409, json: { error: 'own_account' } };
    t.match(await browser.post(`${account}/revoke`), refused, name);
    t.match(await browser.post(`${account}/role`, { role: 'auditor' }), refused, name);
  }
  const accounts = await listDeskAccounts(db);
  t.ok(accounts.every(({ role, revokedAt }) => role === 'manager' && revokedAt === null));
});

t.test('of two managers who take each other away at once, one stays', async (t) => {
  const { db, sessions, enter } = await place(t);
  const acts = ['revoke', 'role'];
  for (const [i, act] of acts.entries()) {
    const [one, other] = [await enter(`One ${i}`, 'manager'), await enter(`Other ${i}`, 'manager')];
    // Holds both requests until each has passed the guard twice: before and after its body was read.
    const userOf = sessions.userOf.bind(sessions);
    const guarded = new Map<FastifyRequest, number>();
    const isPast = () => [...guarded.values()].filter((times) => times === 2).length === 2;
    sessions.userOf = async (request) => {
      const user = await userOf(request);
      const times = (guarded.get(request) ?? 0) + 1;
      guarded.set(request, times);
      if (times === 2) await untilTrue(isPast);
      return user;
    };
    const body = { role: 'auditor' };
    const answers = [
      one.browser.post(`${manage}/accounts/${other.id}/${act}`, body),
      other.browser.post(`${manage}/accounts/${one.id}/${act}`, body),
    ];
    const sorted = (await Promise.all(answers)).sort((a, b) => a.status - b.status);
    t.match(sorted, [{ status: 200 }, { status: 422, json: { error: 'last_manager' } }], act);
    const left = (await listDeskAccounts(db)).filter(
      ({ role, revokedAt }) => role === 'manager' && revokedAt === null,
    );
    t.equal(left.length, 1);
    const [last] = left;
    if (last) await revokeDeskAccount(db, last, { actor: 'command:test' });
    sessions.userOf = userOf;
  }
});

t.test('accounts are added, changed and revoked, each on record', async (t) => {
  const { url, enter, doer } = await place(t);
  const { browser, id } = await enter('Mo Manager', 'manager');
  const ada = { name: 'Ada Example', login: '', role: 'reception' };
  const { json } = await browser.post(`${manage}/accounts`, ada);
  t.match(json, { name: 'Ada Example', login: 'ada.example', token: /.{20}/ });
  const own = new DeskBrowser(url);
  const link = json['token'];
  t.match(await own.post('/desk/api/set-password', { link, password }), { status: 200 });
  t.match(await browser.post(`${manage}/accounts`, ada), {
    status: 422,
    json: { message: /login "ada.example" already/ },
  });
  const listed = (await browser.get(`${manage}/accounts`)).json as {
    accounts: { id: string; name: string }[];
  };
  const adaId = listed.accounts.find(({ name }) => name === 'Ada Example')?.id;
  t.match(listed.accounts, [
    { isOwn: true },
    { name: 'Ada Example', state: 'active', isOwn: false },
  ]);
  const role = await browser.post(`${manage}/accounts/${adaId}/role`, { role: 'auditor' });
  t.match(role, { status: 200, json: { message: /auditor/ } });
  t.match((await own.get('/desk/api/me')).json, { signedIn: false }, 'who has to log in again');
  t.match((await browser.post(`${manage}/accounts/${adaId}/link`)).json, { token: /.{20}/ });
  t.match(await browser.post(`${manage}/accounts/${id}/revoke`), { status: 409 }, 'not oneself');
  t.match(await browser.post(`${manage}/accounts/${adaId}/revoke`), { status: 200 });
  t.match(await browser.post(`${manage}/accounts/nobody/revoke`), { status: 422 });
  for (const action of [
    'desk_account_added',
    'desk_role_changed',
    'desk_link_made',
    'desk_account_revoked',
  ]) {
    t.equal(await doer(action), `desk:${id}`, action);
  }
});

t.test('a screen is paired by a code, and unpaired', async (t) => {
  const { enter, doer, kioskRegistry, pairing } = await place(t);
  const { browser, id } = await enter('Mo Manager', 'manager');
  const { json } = await browser.post(`${manage}/screens`, { name: 'Lobby', locationId: null });
  const redeemed = await pairing.redeem(String(json['code']));
  t.match(redeemed, { paired: true, kiosk: { name: 'Lobby' } });
  const kioskId = redeemed.paired ? redeemed.kiosk.id : '';
  const taken = await browser.post(`${manage}/screens`, { name: 'Lobby', locationId: null });
  t.match(taken, { status: 422, json: { message: /paired already/ } });
  await kioskRegistry.pairingChanged();
  t.match(kioskRegistry.status(), [{ name: 'Lobby' }]);
  t.match(await browser.post(`${manage}/screens/${kioskId}/revoke`), { status: 200 });
  t.same(kioskRegistry.status(), [], 'at once, whatever it looks at');
  t.match(await browser.post(`${manage}/screens/${kioskId}/revoke`), { status: 404 });
  for (const action of ['pairing_code_made', 'kiosk_revoked']) {
    t.equal(await doer(action), `desk:${id}`, action);
  }
});

t.test('a place of which Envoy tells a number has the name that a manager gave it', async (t) => {
  const { enter, doer, db, store, desk, dataDir } = await place(t);
  const { browser, id } = await enter('Mo Manager', 'manager');
  const reception = await enter('Ann Reception', 'reception');
  const now = new Date();
  const ledger = createLedger(db, approvalMark, [desk.board.ledgerHook]);
  const hold = (jobId: string, locationId: string) =>
    ledger.record(review(jobId, now, 'no_face'), {
      ...signInOf({ jobId }, now),
      ...{ locationId, locationName: null },
    });
  await hold('zoe', '1042');
  await hold('bo', '1043');
  const name = (placeId: string, called: string, { browser: by } = { browser }) =>
    by.post(`${manage}/screens/places`, { id: placeId, name: called });
  const shown = async () => {
    const { json } = await browser.get('/desk/api/history');
    const { entries, locations } = json as unknown as HistoryPage;
    const csv = (await browser.get('/desk/api/history.csv')).text;
    const card = (await desk.board.card('zoe'))?.location;
    const message = await desk.hostMessages.form('zoe');
    return {
      card,
      history: entries.find(({ jobId }) => jobId === 'zoe')?.location,
      filter: locations.find((one) => one.id === '1042')?.name,
      isInFile: csv.includes(`"${card}"`),
      isInMessage: message?.location === card,
    };
  };
  const everywhere = (called: string) => ({
    ...{ card: called, history: called, filter: called, isInFile: true, isInMessage: true },
  });
  t.same(await shown(), everywhere('Location 1042'));
  t.match(await name('1042', 'Annex', reception), { status: 403 });
  t.match(await name('7', 'Annex'), { status: 404 }, 'nobody was ever there');
  t.match(await name('1042', 'x'.repeat(61)), { status: 422 });
  t.match(await name('1042', 'Location 1043'), { status: 409 }, 'another place is called so');
  t.equal(await doer('place_named'), undefined);

  const files = { templateKeyFile: path.join(dataDir, 'template.key') };
  const other = await createDesk({
    config: files,
    store,
    people: { findClaimed: async () => [] },
    optOuts: { has: async () => false },
    log: createLogger('silent'),
  });
  t.match(await name('1042', ' Annex\u202e '), { status: 200 });
  t.same(await shown(), everywhere('Annex'));
  t.equal(await doer('place_named'), `desk:${id}`);
  await untilTrue(async () => (await other.board.card('zoe'))?.location === 'Annex');
  t.match((await browser.get(`${manage}/screens`)).json, {
    places: [{ id: '1042', name: 'Annex', isTold: false }, { id: '1043' }],
  });
  t.match(await name('1043', 'annex'), { status: 409 });

  t.match(await name('1042', ''), { status: 200 });
  t.same(await shown(), everywhere('Location 1042'), 'until it is taken away');
  t.match(await name('1042', 'Annex'), { status: 200 });
  const settings = { locationCode: null, contact: null };
  await saveInstall(db, '9', { locationId: '1042', locationName: 'HQ', ...settings }, now);
  t.match(await name('1042', 'Annex'), { status: 409, json: { message: /comes from Envoy/ } });
  await desk.places.renew();
  t.same(await shown(), everywhere('HQ'), 'or Envoy tells one');

  const at = (locationId: string, locationName: string) => {
    desk.started({ ...signInOf({ jobId: 'ida' }, now), locationId, locationName });
    return untilTrue(async () => desk.places.nameOf(locationId) === locationName);
  };
  await at('1042', 'Head office');
  t.same(await shown(), everywhere('Head office'), 'and the latest sign-in has the latest one');
  await at('1043', 'Warehouse');
  const { json } = await browser.get('/desk/api/history');
  t.match(json, { locations: [{}, { id: '1043', name: 'Warehouse' }] }, 'without a set-up, too');
  t.match(await name('1043', 'Annex'), { status: 409, json: { message: /comes from Envoy/ } });
});

t.test('the own watchlist and the consent text are kept from the page', async (t) => {
  const { enter, doer, db, desk } = await place(t);
  const { browser, id } = await enter('Mo Manager', 'manager');
  const nobody = {
    ...{ name: '', birthDate: '', country: '', email: '', domain: '', phone: '', company: '' },
    ...{ aliases: [], note: '', legalBasis: '', expiresAt: null },
  };
  const add = (entry: object) => browser.upload(`${manage}/watchlist`, { ...nobody, ...entry }, []);
  t.match(await add({ note: 'house ban' }), { status: 422, json: { message: /to be found by/ } });
  t.match(await add({ name: 'Eve Example', note: 'house ban' }), { status: 200 });
  const list = async () => (await browser.get(`${manage}/watchlist`)).json as WatchlistShown;
  const shown = await list();
  t.match(shown, {
    entries: [{ name: 'Eve Example', note: 'house ban', addedBy: 'Mo Manager', hasFace: false }],
    lists: { length: 0 },
  });
  const entryId = shown.entries[0]?.id ?? '';
  const note = `Entry ${entryId} of your own list, by name.`;
  const hit = review('eve', new Date(), 'watchlist_hit');
  const ledger = createLedger(db, approvalMark, [desk.board.ledgerHook]);
  const found = { list: ownList, entry: entryId, by: 'name', percent: 100 };
  const hits = [{ ...found, birthDate: null, country: null }];
  await ledger.record({ ...hit, evidence: { note, hits } }, signInOf({ jobId: 'eve' }, new Date()));
  const remark = async () => (await desk.board.card('eve'))?.remark;
  t.equal(await remark(), 'Entry “Eve Example” (house ban) of your own list, by name.');

  const change = (entry: object, version = shown.entries[0]?.version) =>
    browser.upload(
      `${manage}/watchlist/${entryId}`,
      { ...nobody, ...entry, version, removesFace: false },
      [],
      'PUT',
    );
  const corrected = { name: 'Eve Sample', aliases: ['Eva Sample'], note: 'house ban' };
  t.match(await change({ ...corrected, phone: '12' }), { status: 422, json: { error: /phone/ } });
  t.equal((await list()).entries[0]?.name, 'Eve Example', 'nothing of it was saved');
  t.match(await change(corrected), { status: 200 });
  t.match((await list()).entries, [{ id: entryId, name: 'Eve Sample', aliases: ['Eva Sample'] }]);
  t.match(await change({ ...corrected, name: 'Eve Third' }), { status: 409 }, 'of one from before');
  t.equal(
    await remark(),
    'Entry “Eve Sample, or Eva Sample” (house ban) of your own list, by name.',
  );
  const [event] = await db
    .selectFrom('audit_events')
    .select(['subject', 'details'])
    .where('action', '=', 'watchlist_changed')
    .execute();
  t.strictSame(event, { subject: entryId, details: '{"fields":["name","aliases"]}' });

  const entry = `${manage}/watchlist/${entryId}/remove`;
  t.match(await browser.post(entry), { status: 200 });
  t.match(await browser.post(entry), { status: 404 });
  t.match(await change(corrected), { status: 404, json: { error: 'not_listed' } });
  t.equal(await remark(), note, 'of an entry that is there no more');

  // A consent text with everything that a law requires is long.
  const textIn = (language: string) =>
    language === 'en' ? 'Text in en. '.repeat(8000) : `Text in ${language}`;
  const publish = (version: string, language: string) =>
    browser.post(`${manage}/consent`, { version, language, text: textIn(language) });
  t.match(await publish('two words', 'en'), { status: 422, json: { message: /A version has/ } });
  t.match(await publish('1', 'english'), { status: 422, json: { message: /language tag/ } });
  t.match(await publish('1', 'en'), { json: { message: /counts from now on/ } });
  t.match(await publish('1', 'fr'), { json: { message: /Earlier consents still count/ } });
  t.match(await publish('1', 'fr'), { status: 422, json: { message: /in this language already/ } });
  t.match((await browser.get(`${manage}/consent`)).json, {
    texts: [{ version: '1', languages: ['en', 'fr'] }],
    current: [{ language: 'en' }, { language: 'fr', text: 'Text in fr' }],
  });
  for (const action of ['watchlist_added', 'watchlist_removed', 'consent_text_published']) {
    t.equal(await doer(action), `desk:${id}`, action);
  }
});

t.test('a table of entries is put on the own list row by row', async (t) => {
  const { enter, db } = await place(t);
  const { browser } = await enter('Mo Manager', 'manager');
  const send = (table: string | Uint8Array<ArrayBuffer>) =>
    browser.post(`${manage}/watchlist/import`, new Blob([table], { type: 'text/csv' }));
  const table =
    'name;aliases;email;note;expires\nZoltan Miro;Soltan Miro;;house ban;2999-01-31\n;;nobody;;\nIda Sample;;ida@example.com;nuisance;31.01.2999\n';
  t.match(await send(table), {
    status: 200,
    json: {
      added: 1,
      refused: [
        { row: 3, mistakes: [{ code: 'listed_note_missing' }, { code: 'listed_email_unusable' }] },
        { row: 4, mistakes: [{ code: 'listed_expires_unusable' }] },
      ],
    },
  });
  t.match(await send(table), {
    json: {
      added: 0,
      refused: [{ row: 2, mistakes: [{ code: 'listed_already_listed' }] }, {}, {}],
    },
  });
  t.match(await listWatchlistEntries(db), [{ name: 'Zoltan Miro', aliases: ['Soltan Miro'] }]);
  const many = `name,note\n${'Ada,why\n'.repeat(1001)}`;
  for (const [odd, error] of [
    ['name,shoe_size\nAda,38', 'listed_heading'],
    ['name\nAda', 'listed_heading'],
    ['name,note\n', 'csv_empty'],
    [Uint8Array.of(0xff, 0xfe, 0x41), 'csv_not_utf8'],
    [many, 'listed_too_many'],
    [`name,note\nAda,${'x'.repeat(600_000)}`, 'listed_too_many'],
  ] as const) {
    t.match(await send(odd), { status: 422, json: { error } }, error);
  }
  const { browser: reception } = await enter('Rik Reception', 'reception');
  t.match(await reception.post(`${manage}/watchlist/import`, {}), { status: 403 });
  t.match(await browser.post(`${manage}/watchlist/import`, {}), { status: 415 });
  t.equal((await listWatchlistEntries(db)).length, 1);
});

t.test('two imports of one table at once put no entry on twice', async (t) => {
  const { enter, db } = await place(t);
  const { browser } = await enter('Mo Manager', 'manager');
  const table = new Blob(['name,note\nWen Twin,ban\nAda Twin,ban\n'], { type: 'text/csv' });
  const send = () => browser.post(`${manage}/watchlist/import`, table);
  const answers = await Promise.all([send(), send()]);
  t.equal(
    answers.map(({ json }) => json['added'] as number).reduce((a, b) => a + b),
    2,
  );
  t.equal((await listWatchlistEntries(db)).length, 2);
});

t.test('one’s own password is changed by whoever knows the present one', async (t) => {
  const { url, enter } = await place(t);
  const { browser } = await enter('Ann Reception', 'reception');
  const change = (current: string, next: string) =>
    browser.post('/desk/api/password', { current, password: next });
  const next = 'another long pass phrase';
  t.match(
    await new DeskBrowser(url).post('/desk/api/password', { current: password, password: next }),
    { status: 401 },
  );
  t.match(await change('a wrong pass phrase', next), { status: 403 });
  t.match(await change(password, 'short'), { status: 422 });
  const atOther = new DeskBrowser(url);
  const logIn = (secret: string) =>
    atOther.post('/desk/api/login', { account: 'ann.reception', password: secret });
  t.match(await logIn(password), { status: 200 });
  t.match(await change(password, next), { status: 200, json: { signedIn: true } });
  t.match((await browser.get('/desk/api/me')).json, { signedIn: true });
  t.match((await atOther.get('/desk/api/me')).json, { signedIn: false });
  t.match(await logIn(password), { status: 403 });
  t.match(await logIn(next), { status: 200 });
});
