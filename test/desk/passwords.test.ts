import t from 'tap';
import { QueueFullError } from '#server/platform/work-queue.ts';
import { faultOfPassword, Passwords } from '#server/desk/accounts/passwords.ts';

t.test('a password fits its own hash in any Unicode form, and no other', async (t) => {
  const passwords = new Passwords();
  const stored = await passwords.hash('ein schöner Garten');
  t.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  t.not(await passwords.hash('ein schöner Garten'), stored, 'the salt is another one');
  t.equal(await passwords.matches(stored, 'ein schöner Garten'.normalize('NFD')), true);
  t.equal(await passwords.matches(stored, 'ein schoner Garten'), false);
  t.equal(await passwords.matches(null, 'ein schöner Garten'), false);
});

t.test('few are looked at at once, and too many are turned away', async (t) => {
  const passwords = new Passwords();
  const results = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) => passwords.matches(null, `password ${index}`)),
  );
  const turnedAway = results.filter(
    (result) => result.status === 'rejected' && result.reason instanceof QueueFullError,
  );
  t.equal(turnedAway.length, 30 - 17);
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 17);
  t.equal(await passwords.matches(null, 'afterwards'), false, 'and then it goes on');
});

t.test('a password is not the name of its account', async (t) => {
  const ada = { name: 'Ada Example', login: 'ada.example' };
  for (const own of ['ada.example1', 'Example Ada 2026', 'ADAEXAMPLEADA', 'ａｄａ example 12']) {
    t.match(await faultOfPassword(own, ada), /own name/);
  }
  t.equal(await faultOfPassword('ada likes her garden', ada), null);
  t.equal(await faultOfPassword('correct horse battery', { name: 'Li', login: 'li' }), null);
});

t.test('a password is none of the common ones', async (t) => {
  const li = { name: 'Li', login: 'li' };
  for (const common of [
    'password1234',
    'Password2026!',
    'qwertyuiop12',
    'Sunshine sunshine',
    '1q2w3e4r5t6y',
    'Vestibule2026',
    '1234567890123',
    'qwertyuiopasdf',
    'pässword1234',
    'p.a.s.s.w.o.r.d',
    'ｉｌｏｖｅｙｏｕ ２０２６',
  ]) {
    t.match(await faultOfPassword(common, li), /common passwords/, common);
  }
  for (const own of ['sunshine and a teapot', 'correct horse battery', 'vR7pQ-dragon-kk2']) {
    t.equal(await faultOfPassword(own, li), null, own);
  }
});
