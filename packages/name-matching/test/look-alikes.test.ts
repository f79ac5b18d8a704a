import t from 'tap';
import { mixesScripts, skeleton } from '../look-alikes.ts';

t.test('the skeleton is that of TR 39, normalization on both sides', async (t) => {
  t.equal(skeleton('\u{1d52d}\ud835\udcb6\u1eff\u{1d561}\ud835\udd52\u2113'), skeleton('paỿpal'));
  t.equal(skeleton('scope'), skeleton('ѕсоре'));
  t.equal(skeleton('Zoë'), skeleton('Zoe\u0308'));
  t.equal(skeleton('A\u0301da'), skeleton('\u0391\u0301da'), 'letters apart from their accents');
  t.equal(skeleton('a\u200b\u2060da'), 'ada', 'what is not shown is not there');
  t.not(skeleton('ada'), skeleton('adé'));
});

t.test('a name may mix some scripts, and mixing others is a sign of look-alikes', async (t) => {
  for (const name of [
    'Ada Łuk',
    'Анна',
    'Wei 王',
    'ワン・小明',
    '김 Minho',
    'علی',
    '😀 Ada 2',
    '',
  ]) {
    t.notOk(mixesScripts(name), name);
  }
  for (const name of ['Аda', 'Αda', 'Адa', 'Анна 王', 'ᎪᎠᎪ', 'ꓮꓓꓮ', 'ⲁda', '\u2800', '\u{378}da']) {
    t.ok(mixesScripts(name), name);
  }
});
