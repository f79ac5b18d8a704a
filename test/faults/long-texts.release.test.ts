import path from 'node:path';
import t from 'tap';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { end, secret, start } from '../../lab/running-service.ts';
import { openTestStore } from '../support/store.ts';
import { addToWatchlist } from '#server/watchlist/change.ts';
import { growth, linearGrowth } from '../support/growth.ts';
import { processorTime } from '../support/process-time.ts';
import { casesOf } from '../support/release.ts';

const policy = `
answers:
  birthDate: Date of birth
  country: Country
  company: Company
  employeeNumber: Badge
  phone: Mobile
  healthCard: Health card
dates: day-first
rules:
  - name: employees
    when: { flow: [Staff, 310], location: [HQ, North] }
    checks: { face: }
default:
  checks:
    watchlist:
    face:
    health_pass: { vaccines: ['208'] }
    document:
      answers:
        - { question: Purpose, oneOf: [Meeting, Interview, Delivery] }
        - { question: Visa until, date: not-in-the-past }
      legalDocuments: [{ agreement: '5', name: Site rules }, { agreement: '6', name: NDA }]
`;

const answers = ['Purpose', 'Visa until', 'Date of birth', 'Country', 'Company', 'Badge'].concat([
  'Mobile',
  'Health card',
]);

/** A sign-in with every text that Envoy can send. */
function fullSignIn(jobId: string) {
  const body = heldSignIn({
    name: 'Ada Example',
    email: 'ada@example.com',
    hostEmail: 'grace@acme.example',
    phone: '+14155550100',
    flow: 'Visitor',
    inviteId: '7001',
    answers: answers.map((field) => ({ field, value: 'Meeting' })),
    legalDocs: [
      { id: '1', name: 'Site rules', url: 'https://x.example/1', agreement: { id: '5' } },
    ],
    jobId,
  });
  Object.assign(body.payload, { 'visitor-profile-id': '5550001' });
  Object.assign(body.payload.attributes, { 'private-notes': 'none' });
  Object.assign(body.payload.relationships, { flow: { data: { id: '310', type: 'flows' } } });
  return body;
}

type Path = readonly (string | number)[];

/** The path to each text in a body. */
function textsIn(value: unknown, way: Path = []): Path[] {
  if (typeof value === 'string') return [way];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...way, key]));
}

/** The body's JSON with `json` as the value at this path. */
function withText(body: object, way: Path, json: string): string {
  const mark = 'here it goes';
  const copy = structuredClone(body);
  let inner = copy as Record<string | number, unknown>;
  for (const key of way.slice(0, -1)) inner = inner[key] as typeof inner;
  inner[way.at(-1)!] = mark;
  return JSON.stringify(copy).replace(JSON.stringify(mark), () => json);
}

/** Bytes of a text that fills a body of 1 MB. */
const most = 1_040_000;
const filled =
  (piece: string, begin = '', bytes = most) =>
  (share: number) =>
    JSON.stringify(begin + piece.repeat(Math.floor((share * bytes) / Buffer.byteLength(piece))));
/** Makes each filling as JSON, with this share of the largest size. */
const fillings: Record<string, (share: number) => string> = {
  'pairs of combining marks': filled('\u0315\u0300', 'a'),
  'pairs of combining marks, as many as a check may see': filled('\u0315\u0300', 'a', 1900 * 2),
  'half-width marks that become combining ones': filled('\uff9e\u0301', 'か'),
  'ligatures of eighteen letters': filled('\ufdfa'),
  'ligatures of eighteen letters, as many as a check may see': filled('\ufdfa', '', 1900 * 3),
  'lone surrogates': (share) => `"${'\\ud800'.repeat((share * most) / 6)}"`,
  'a family of emoji, joined': filled('👨‍👩‍👧‍👦\u200d'),
  'words of one letter': filled('a '),
  'a health pass without end': filled('0 a', 'HC1:', 128 * 1024 - 10),
  spaces: filled(' ', 'a', most - 1),
  'arrays in arrays': (share) => '['.repeat((share * most) / 2) + ']'.repeat((share * most) / 2),
  'objects in objects': (share) =>
    '{"a":'.repeat((share * most) / 6) + '1' + '}'.repeat((share * most) / 6),
  'a long array': (share) => `[${'0,'.repeat((share * most) / 2 - 1)}0]`,
  'many answers': (share) =>
    `[${'{"field":"Purpose","value":"no"},'.repeat((share * most) / 34)}{}]`,
  'many keys': (share) =>
    `{${Array.from({ length: share * 80_000 }, (_, i) => `"${i}k":0`).join()}}`,
};
const usual = [
  'pairs of combining marks',
  'ligatures of eighteen letters, as many as a check may see',
  'a health pass without end',
  'arrays in arrays',
  'many keys',
];
/** Milliseconds of processor time, below which a measurement does not count: a tick is 10 ms. */
const least = 10;

t.test('no text of a sign-in, whatever it holds, keeps others from being answered', async (t) => {
  const folder = t.testdir({ 'policy.yaml': policy });
  const store = await openTestStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
  const listed = { aliases: [], country: null, email: null, domain: null, phone: null };
  for (const name of ['Boris Listed', 'Ada Listed']) {
    await addToWatchlist(store.db, 'command:test', {
      ...listed,
      name,
      company: `${name} Trading`,
      birthDate: '1970-01-02',
      note: 'barred',
      legalBasis: null,
      expiresAt: null,
    });
  }
  await store.close();
  const service = await start(folder);
  t.teardown(() => end(service, 'SIGTERM'));
  const pid = service.process.pid!;
  const healthz = new URL('/healthz', service.hookUrl).href;
  const signIn = (body: string) => sendSigned(service.hookUrl, secret, body);

  const texts = textsIn(fullSignIn('j'));
  t.ok(texts.length > 40, 'all that Envoy sends');
  t.equal((await signIn(JSON.stringify(fullSignIn('first')))).status, 412, 'the code is warm');

  let count = 0;
  /** Milliseconds of processor time that the service spends on the body, since other programs may be running. */
  const cost = async (what: string, way: Path, json: string) => {
    const before = processorTime(pid);
    const isOwnJob = way.join('.') === 'meta.job.id';
    const body = withText(fullSignIn(isOwnJob ? 'j' : `job ${++count}`), way, json);
    const [answer, { status }] = await Promise.all([signIn(body), fetch(healthz)]);
    if (status !== 200) t.fail(`answered ${status} while a long text was looked at`);
    if (answer.status !== 412 || !answer.body.startsWith('{"message":"Vestibule: ')) {
      t.fail(`${what}: answered ${answer.status}`);
    }
    return (processorTime(pid) ?? 0) - (before ?? 0);
  };
  for (const [filling, made] of casesOf(fillings, usual)) {
    const json = made(1);
    // A value that is no text costs the same to parse at every place.
    const places = json.startsWith('"') ? texts : texts.filter((_, i) => i % 3 === 0);
    let dearest = { spent: -1, what: filling, way: places[0]! };
    for (const way of places) {
      const what = `${way.join('.')}: ${filling}`;
      const spent = await cost(what, way, json);
      if (spent > dearest.spent) dearest = { spent, what, way };
    }
    const { what, way, spent } = dearest;
    const grown = await growth((share) => cost(what, way, made(share)), least);
    t.comment(`${what}: ${spent} ms, ${grown.toFixed(1)} times what an eighth takes`);
    t.ok(grown < linearGrowth, `${what}: ${grown} times what an eighth takes`);
  }
});
