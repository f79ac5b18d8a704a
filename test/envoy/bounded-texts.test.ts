import t from 'tap';
import { heldSignIn, type Visitor, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import type { Check } from '#server/sign-in/check.ts';
import { maxLength, parseJson } from '#envoy';
import { readSignIn } from '../support/read-sign-in.ts';
import { foldName } from '#base/text';
import type { SignInRequest } from '#server/sign-in/sign-in.ts';
import { listInstalls } from '#server/store/tables/kiosks.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { createWatchlistCheck } from '#server/checks/watchlist.ts';
import { addToWatchlist } from '#server/watchlist/change.ts';
import { Watchlist } from '#server/watchlist/watchlist.ts';
import { startRuledHook } from '../policy/ruled-hook.ts';
import { growth, linearGrowth, processorTimeOf } from '../support/growth.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import { openedStore } from '../watchlist/open-store.ts';
import path from 'node:path';
import fc from '../support/fast-check.ts';

const bytes = (body: unknown) => Buffer.from(JSON.stringify(body));
const arrivedAt = new Date('2026-03-12T17:05:10Z');
type Body = ReturnType<typeof heldSignIn>;

t.test('a text that a verdict may hang on is read whole, or the sign-in is not', async (t) => {
  const places: [string, number, (body: Body, text: string) => void][] = [
    ['the name', maxLength.name, ({ payload }, text) => (payload.attributes['full-name'] = text)],
    ['the e-mail', maxLength.email, ({ payload }, text) => (payload.attributes.email = text)],
    [
      'the telephone number',
      maxLength.phone,
      ({ payload }, text) => Object.assign(payload.attributes, { 'phone-number': text }),
    ],
    ['the host', maxLength.name, ({ payload }, text) => (payload.attributes.host = text)],
    ['the flow', maxLength.name, ({ payload }, text) => (payload.attributes['flow-name'] = text)],
    ['the location', maxLength.name, ({ meta }, text) => (meta.location.attributes.name = text)],
    ['the job', maxLength.id, ({ meta }, text) => (meta.job.id = text)],
    ['the install', maxLength.id, ({ meta }, text) => (meta.install_id = text)],
  ];
  for (const [what, most, put] of places) {
    const reads = (length: number) => {
      const body = heldSignIn({ name: 'Ada Example', email: 'ada@example.com' });
      put(body, 'x'.repeat(length));
      return readSignIn(bytes(body), arrivedAt) !== null;
    };
    t.ok(reads(most), `${what}, as long as it may be`);
    t.notOk(reads(most + 1), `${what}, one character longer`);
  }
  const answers = Array.from({ length: 300 }, () => ({ field: 'Purpose', value: 'Meeting' }));
  t.equal(readSignIn(bytes(heldSignIn({ name: 'Ada', answers })), arrivedAt), null, 'the form');
});

t.test('a body of more values than Envoy sends is not read, and holds the visitor', async (t) => {
  const hook = await startHook(t, { checks: [] });
  t.teardown(() => hook.stop());
  const send = (jobId: string, values: number) => {
    const { meta, payload } = heldSignIn({ name: 'Ada Example', jobId });
    const body = JSON.stringify({ meta, payload, more: Array<number>(values).fill(0) });
    return sendSigned(hook.url, hookSecret, body);
  };
  const [usual, most] = [await send('usual', 1000), await send('most', 20_000)];
  t.notMatch(usual.body, 'could not be read');
  t.match(most, { status: 412, body: /could not be read/ });
});

t.test('a legal document that is too large to be read counts as not signed', async (t) => {
  const read = (...legalDocs: Record<string, unknown>[]) =>
    readSignIn(bytes(heldSignIn({ name: 'Ada', legalDocs })), arrivedAt)?.legalDocs;
  const signed = { id: '1', url: `https://x.example/${'a'.repeat(2000)}`, agreement: { id: '5' } };
  t.strictSame(read(signed), [signed]);
  t.strictSame(read({ name: 'NDA', status: 'x'.repeat(400) }, signed), [signed]);
  t.strictSame(read({ attributes: { name: 'NDA', state: 'x'.repeat(400) } }), []);
  const wide = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`key ${i}`, i]));
  t.strictSame(read({ name: 'NDA', ...wide }), []);
  t.equal(read(...Array.from({ length: 1000 }, () => signed))?.length, 100);
});

const policy = `
answers: { company: Company }
default:
  checks:
    watchlist:
    document:
      answers: [{ question: Purpose, oneOf: [Meeting] }]
`;

t.test('an answer that is too long is no answer, and no other answer', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const store = await openedStore(t, databaseFile);
  const nothing = { aliases: [], country: null, email: null, domain: null, phone: null };
  await addToWatchlist(store.db, 'command:test', {
    ...nothing,
    name: null,
    company: 'Barred Trading',
    birthDate: null,
    note: 'barred',
    legalBasis: null,
    expiresAt: null,
  });
  const check = createWatchlistCheck({
    watchlist: new Watchlist(store.db),
    people: { findClaimed: async () => [] },
  });
  const hook = await startRuledHook(t, policy, [check], databaseFile);
  let count = 0;
  const ask = async (purpose: string, company: string) => {
    const jobId = `job ${++count}`;
    const answers = [
      { field: 'Purpose', value: purpose },
      { field: 'Company', value: company },
    ];
    const { status } = await hook.signIn({ jobId, answers });
    const stored = await findSignIn(hook.store.db, jobId);
    return { status, reason: stored?.reason, note: stored?.note };
  };
  t.match(await ask('Meeting', 'Acme'), { status: 200 });
  t.match(
    await ask(`${' '.repeat(9000)}Meeting`, 'Acme'),
    { status: 200 },
    'spaces are none of it',
  );
  const padded = (text: string) => text + '\u200b'.repeat(maxLength.answer);
  t.match(await ask(padded('Meeting'), 'Acme'), {
    status: 412,
    reason: 'document_missing',
    note: 'The answer to "Purpose" is too long to be read.',
  });
  t.match(await ask(`Meeting${' x'.repeat(3000)}`, 'Acme'), { status: 412 });
  t.match(await ask('Meeting', 'Barred Trading'), { status: 412, reason: 'watchlist_hit' });
  t.match(
    await ask('Meeting', padded('Barred Trading')),
    {
      status: 412,
      reason: 'document_missing',
      note: 'What was answered is too long to be read: "Company".',
    },
    'somebody on a list is not let in because their company was not read',
  );
});

t.test('marks without end are put into order in no time, and a name is still itself', async (t) => {
  t.equal(foldName('Zoe\u0308 A\u030a'), foldName('Zoë Å'));
  t.not(foldName('Zoe\u0308'), foldName('Zoe'));
  const cost = (share: number) => {
    const text = 'a' + '\u0315\u0300'.repeat(share * 160_000);
    return processorTimeOf(() => {
      for (let i = 0; i < 3; i++) foldName(text);
    });
  };
  t.ok((await growth(cost, 1)) < linearGrowth, 'the time grows with the length');
});

/** Any string that JavaScript allows, often with lone surrogates. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit)),
    fc.constantFrom('\\', '"', 'u', 'd', '8', '\\ud800', '\u{1f600}', '\0', '\\u0000'),
  ),
  maxLength: 30,
});

t.test(
  'whatever JSON escapes, every text and key comes out as one that can be stored',
  async (t) => {
    fc.assert(
      fc.property(anyText, anyText, (key, text) => {
        const body = { a: [{ [`${key}x`]: text }], b: text };
        const stored = (each: string) => each.toWellFormed().replaceAll('\0', '\ufffd');
        const expected = { a: [{ [stored(`${key}x`)]: stored(text) }], b: stored(text) };
        t.strictSame(parseJson(bytes(body)), expected);
      }),
      { numRuns: 500 },
    );
    const upper = Buffer.from('{"a":"\\uD800","\\uDFFF":"\\uD83D\\uDE00"}');
    t.strictSame(parseJson(upper), { a: '\ufffd', '\ufffd': '😀' });
  },
);

t.test('what the checks see and the database holds is well-formed', async (t) => {
  const seen: SignInRequest[] = [];
  const looking: Pick<Check, 'name' | 'run'> = {
    name: 'looking',
    run: async (signIn) => {
      seen.push(signIn);
      return { passed: true, reason: 'passed' };
    },
  };
  const hook = await startHook(t, { checks: [looking] });
  t.teardown(() => hook.stop());
  const lone = (text: string) => `${text}\ud800`;
  const visitor: Visitor = {
    name: lone('Ada'),
    email: lone('ada@example.com'),
    host: lone('Grace'),
    hostEmail: lone('grace@acme.example'),
    phone: lone('+1415'),
    flow: lone('Visitor'),
    inviteId: lone('7001'),
    deviceId: lone('88'),
    jobId: 'job',
    installId: lone('9001'),
    locationId: lone('1042'),
    locationName: lone('HQ'),
    answers: [{ field: lone('Purpose'), value: lone('Meeting') }],
    legalDocs: [{ id: lone('1'), agreement: { id: lone('5') } }],
  };
  t.equal((await hook.signIn(visitor)).status, 200);
  t.equal((await hook.signIn(visitor)).status, 200, 'and again, from the record');
  t.equal(seen.length, 1);
  t.ok(JSON.stringify(seen).includes('\ufffd'));
  t.notMatch(JSON.stringify(seen), /\\ud[89a-f]/, 'nothing that JSON would have to escape');
  const stored = await findSignIn(hook.store.db, 'job');
  t.match(stored, { jobId: 'job', deviceId: '88\ufffd', locationId: '1042\ufffd' });
  t.equal((await checksOf(hook.store.db, 'job')).length, 1);

  // With the surrogates replaced, both would be one job, and the second would get the answer of the first.
  for (const jobId of ['other\ud800', 'other\ud801']) {
    t.equal((await hook.signIn({ ...visitor, jobId })).status, 412);
  }
  t.equal(seen.length, 1);

  const step = {
    meta: { install_id: lone('i'), location: { id: lone('l'), attributes: { name: lone('HQ') } } },
    payload: { location_code: 'SF-1', contact: null },
  };
  const { origin } = new URL(hook.url);
  const send = (address: string, body: unknown) =>
    sendSigned(origin + address, hookSecret, JSON.stringify(body));
  t.equal((await send('/envoy/setup', step)).status, 200);
  t.match(await listInstalls(hook.store.db), [
    { installId: 'i\ufffd', locationId: 'l\ufffd', locationName: 'HQ\ufffd' },
  ]);
  const off = { meta: { event: 'plugin_uninstalled', install_id: lone('i') } };
  t.match(JSON.parse((await send('/envoy/events', off)).body), { forgotten: true });
  t.same(await listInstalls(hook.store.db), []);
});
