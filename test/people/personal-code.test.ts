import path from 'node:path';
import t, { type Test } from 'tap';
import { newPersonalCode, judgeCode, stepOfCode } from '#server/people/personal-code.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { Authenticator, setUpCode } from '../support/authenticator.ts';
import { openTestStore } from '../support/store.ts';
import { enrolledPerson } from '../store/rows.ts';
import { insertPerson } from '#server/store/tables/people.ts';

/** Test vectors of RFC 6238, appendix B, for SHA-1: the last six of the eight digits. */
const vectors: [seconds: number, step: number, code: string][] = [
  [59, 0x1, '287082'],
  [1111111109, 0x23523ec, '081804'],
  [1111111111, 0x23523ed, '050471'],
  [1234567890, 0x273ef07, '005924'],
  [2000000000, 0x3f940aa, '279037'],
  [20000000000, 0x27bc86aa, '353130'],
];
const secret = Buffer.from('12345678901234567890');

t.test('codes are those of RFC 6238, one step early or late too', async (t) => {
  for (const [seconds, step, code] of vectors) {
    const time = seconds * 1000;
    t.equal(stepOfCode(secret, code, time), step, code);
    t.equal(stepOfCode(secret, code, time + 30_000), step, 'by a telephone that is late');
    t.equal(stepOfCode(secret, code, time - 30_000), step, 'by one that is early');
    t.equal(stepOfCode(secret, code, time + 60_000), null);
    t.equal(stepOfCode(secret, code, time - 60_000), null);
  }
  for (const typed of ['', '28708', '2870821', 'abcdef', '28708２']) {
    t.equal(stepOfCode(secret, typed, 59_000), null, typed);
  }
});

t.test('what an app scans names the office and the person, whatever they are called', async (t) => {
  const { secret: own, uri } = newPersonalCode('Acme: Widgets & Söhne', `Ada ${'x'.repeat(200)}`);
  t.equal(own.length, 20);
  const { protocol, host, pathname, searchParams } = new URL(uri);
  t.same([protocol, host], ['otpauth:', 'totp']);
  t.match(decodeURIComponent(pathname), /^\/Acme {2}Widgets & Söhne:Ada x{56}$/);
  t.match(Object.fromEntries(searchParams), { algorithm: 'SHA1', digits: '6', period: '30' });
  const time = 1_700_000_000_000;
  t.ok(stepOfCode(own, Authenticator.scan(uri).code(0, time), time) !== null);
  t.not(newPersonalCode('a', 'b').uri, newPersonalCode('a', 'b').uri, 'another one each time');
});

async function somebody(t: Test) {
  const folder = t.testdir();
  const databaseFile = path.join(folder, 'vestibule.sqlite');
  const store = await openTestStore({ databaseFile });
  const other = await openTestStore({ databaseFile });
  t.teardown(() => Promise.all([store.close(), other.close()]));
  const keyFile = path.join(folder, 'template.key');
  const cipher = await openTemplateCipher(store.db, keyFile);
  const personId = '0f9a1c52-5d0e-4a57-9d4e-8a3c1f2b7d60';
  await insertPerson(store.db, enrolledPerson(personId));
  const app = await setUpCode(store.db, keyFile, personId);
  const judge = async (code: string, time: number, { db } = store) =>
    (await judgeCode(db, cipher, { personId, code, time })).state;
  return { app, judge, other };
}

t.test('a code is accepted once, and none of a step before it', async (t) => {
  const { app, judge, other } = await somebody(t);
  const now = Date.now();
  const at = (steps: number) => app.code(steps, now);
  t.equal(await judge(at(0), now), 'correct');
  t.equal(await judge(at(0), now), 'used');
  t.equal(await judge(at(0), now, other), 'used', 'nor at another instance');
  t.equal(await judge(at(-1), now), 'used');
  t.equal(await judge(at(1), now), 'correct');
  t.equal(await judge(at(0), now), 'used', 'a clock that is set back brings none back');
  t.equal(await judge(at(3), now), 'wrong');
});

t.test('of many who type the same code at once, one has it', async (t) => {
  const { app, judge, other } = await somebody(t);
  const now = Date.now();
  const code = app.code(0, now);
  const all = Array.from({ length: 8 }, (_, i) => judge(code, now, i % 2 ? other : undefined));
  const states = await Promise.all(all);
  t.equal(states.filter((state) => state === 'correct').length, 1);
  t.equal(states.filter((state) => state === 'used').length, 7);
});
