import { iso31661, iso31663 } from 'iso-3166';
import t from 'tap';
import { Countries, demonyms } from '../countries.ts';
import { officialNames } from './official-names.ts';

const countries = await Countries.load();
const codes = (text: string) => [...countries.codesOf(text)].sort().join(' ');

t.test('every country is known by its codes, and by its name in ISO 3166 and in CLDR', (t) => {
  const languages = ['en', 'de', 'fr', 'es', 'ru', 'ar', 'zh', 'tr', 'pl', 'ja', 'fa', 'uk'];
  for (const { alpha2, alpha3, name } of iso31661) {
    t.equal(codes(alpha2), alpha2);
    t.equal(codes(alpha3.toLowerCase()), alpha2);
    t.equal(codes(name), name === 'Congo' ? 'CD CG' : alpha2, name);
    for (const language of languages) {
      for (const style of language === 'en' ? (['long', 'short'] as const) : (['long'] as const)) {
        const said = new Intl.DisplayNames([language], { type: 'region', style }).of(alpha2) ?? '';
        t.ok(countries.codesOf(said).has(alpha2), `${language} ${said}`);
      }
    }
  }
  t.end();
});

t.test('a withdrawn code or name stands for what became of the country, and takes no code', (t) => {
  const current = new Set(iso31661.flatMap(({ alpha2, alpha3 }) => [alpha2, alpha3]));
  for (const { from } of iso31663) {
    const known = countries.codesOf(from.name);
    t.ok(known.size > 0, from.name);
    for (const code of known) t.ok(current.has(code) || code === 'XK', `${from.name}: ${code}`);
    if (!current.has(from.alpha2)) t.ok(countries.codesOf(from.alpha2).size > 0, from.alpha2);
  }
  t.equal(codes('SU'), codes('Soviet Union'));
  t.ok(countries.codesOf('USSR').has('UA'));
  t.equal(codes('GE'), 'GE', 'once the Gilbert Islands');
  for (const [text, code] of Object.entries({ BU: 'MM', ZR: 'CD', TP: 'TL', DD: 'DE', YD: 'YE' })) {
    t.equal(codes(text), code);
  }
  t.equal(codes('CS'), 'CZ ME RS SK XK');
  t.end();
});

t.test('every demonym is known, alone and in a sentence', (t) => {
  for (const [code = '', ...names] of demonyms) {
    for (const name of names) {
      t.ok(countries.codesOf(name).has(code), name);
      t.ok(countries.codesOf(`possibly ${name.toUpperCase()} (by birth)`).has(code), name);
    }
  }
  const withPeople = iso31661
    .filter(({ alpha2 }) => !demonyms.some(([code]) => code === alpha2))
    .map((one) => one.alpha2);
  t.same(withPeople, ['BV', 'GS', 'HM', 'SJ', 'TF', 'UM'], 'only where nobody is from');
  t.end();
});

t.test('a country is known by its official name', (t) => {
  for (const line of officialNames.trim().split('\n')) {
    const [, code, name = ''] = /^(\w\w) (.+)$/.exec(line) ?? [];
    t.equal(codes(name), code, name);
    t.equal(codes(`The ${name.toUpperCase()}`), code, name);
  }
  t.end();
});

t.test('a country is known by what lists call it', (t) => {
  const said: Record<string, string> = {
    'The Kingdom of Sweden': 'SE',
    'French Republic': 'FR',
    'Swiss Confederation': 'CH',
    'the United Mexican States': 'MX',
    'Republic of the Union of Myanmar': 'MM',
    'Kyrgyz Republic': 'KG',
    'Republic of Serbia': 'RS',
    'Korea, North': 'KP',
    'Korea, Republic of': 'KR',
    "Democratic People's Republic of Korea": 'KP',
    'DEMOCRATIC PEOPLES REP. OF KOREA': 'KP',
    'Congo, Democratic Republic of the': 'CD',
    'Republic of the Congo': 'CG',
    'Macedonia, The Former Yugoslav Republic of': 'MK',
    'Iran (Islamic Republic of)': 'IR',
    'Libyan Arab Jamahiriya': 'LY',
    'Bahamas, The': 'BS',
    'United Kingdom of Great Britain and Northern Ireland': 'GB',
    'Northern Ireland': 'GB',
    'Papua New Guinea': 'PG',
    'Guinea-Bissau': 'GW',
    'Equatorial Guinea': 'GQ',
    'American Samoa': 'AS',
    'South Sudan': 'SS',
    'Cote d Ivoire': 'CI',
    'Bahrain (citizenship revoked in Jan. 2015)': 'BH',
    'Sudanese by birth': 'SD',
    'United States of America. Also believed to hold Syrian nationality': 'SY US',
    'Iranian national and US national/citizen': 'IR US',
    'Stateless Palestinian': 'PS',
    'St. Kitts and Nevis': 'KN',
    'U.S.A.': 'US',
  };
  for (const [text, code] of Object.entries(said)) t.equal(codes(text), code, text);
  for (const text of ['', '?', 'Atlantis', 'born in', 'x'.repeat(100_000), 'stateless']) {
    t.equal(codes(text), '', text.slice(0, 20));
  }
  t.end();
});

t.test('only a country that is surely another one is another one', (t) => {
  t.notOk(countries.isOther(['Russia'], 'RU'));
  t.notOk(countries.isOther(['RUSSIAN FEDERATION'], 'Россия'));
  t.notOk(countries.isOther(['Soviet Union'], 'Georgian'));
  t.notOk(countries.isOther(['China'], 'Hong Kong'), 'a part of it');
  t.notOk(countries.isOther(['Puerto Rico'], 'USA'));
  t.notOk(countries.isOther(['France', 'undetermined'], 'Fiji'), 'one is not known');
  t.notOk(countries.isOther([], 'Fiji'));
  t.notOk(countries.isOther(['France'], null));
  t.notOk(countries.isOther(['France'], 'Atlantis'));
  t.ok(countries.isOther(['Niger'], 'Nigeria'));
  t.ok(countries.isOther(['North Korea'], 'South Korean'));
  t.ok(countries.isOther(['Mali'], 'Guinea'));
  t.ok(countries.isOther(['French', 'DE'], 'Fiji'));
  t.end();
});
