import { iso31661, iso31663 } from 'iso-3166';
import t from 'tap';
import { Countries, demonyms } from '../countries.ts';
import { officialNames } from './official-names.ts';

const countries = await Countries.load();
const codes = (text: string) => [...countries.codesOf(text)].sort().join(' ');
const codesOfEach = (texts: object) =>
  Object.fromEntries(Object.keys(texts).map((text) => [text, codes(text)]));

t.test('every country is known by its codes, and by its name in ISO 3166 and in CLDR', (t) => {
  const languages = ['en', 'de', 'fr', 'es', 'ru', 'ar', 'zh', 'tr', 'pl', 'ja', 'fa', 'uk'];
  const regions = languages.flatMap((language) => {
    const styles = language === 'en' ? (['long', 'short'] as const) : (['long'] as const);
    return styles.map((style) => new Intl.DisplayNames([language], { type: 'region', style }));
  });
  const unknown = iso31661.flatMap(({ alpha2, alpha3, name }) => {
    const exact = [alpha2, alpha3.toLowerCase(), ...(name === 'Congo' ? [] : [name])];
    const said = regions.map((names) => names.of(alpha2) ?? '');
    return [
      ...exact.filter((text) => codes(text) !== alpha2),
      ...said.filter((text) => !countries.codesOf(text).has(alpha2)),
    ];
  });
  t.same(unknown, []);
  t.equal(codes('Congo'), 'CD CG');
  t.end();
});

t.test('a withdrawn code or name stands for what became of the country, and takes no code', (t) => {
  const current = new Set(iso31661.flatMap(({ alpha2, alpha3 }) => [alpha2, alpha3])).add('XK');
  const isWrong = (text: string) => {
    const known = [...countries.codesOf(text)];
    return known.length === 0 || known.some((code) => !current.has(code));
  };
  const texts = iso31663.flatMap(({ from }) => [
    from.name,
    ...(current.has(from.alpha2) ? [] : [from.alpha2]),
  ]);
  t.same(texts.filter(isWrong), []);
  t.equal(codes('SU'), codes('Soviet Union'));
  t.ok(countries.codesOf('USSR').has('UA'));
  t.equal(codes('GE'), 'GE', 'once the Gilbert Islands');
  const became = { BU: 'MM', ZR: 'CD', TP: 'TL', DD: 'DE', YD: 'YE', CS: 'CZ ME RS SK XK' };
  t.same(codesOfEach(became), became);
  t.end();
});

t.test('every demonym is known, alone and in a sentence', (t) => {
  const unknown = demonyms.flatMap(([code = '', ...names]) =>
    names
      .flatMap((name) => [name, `possibly ${name.toUpperCase()} (by birth)`])
      .filter((text) => !countries.codesOf(text).has(code)),
  );
  t.same(unknown, []);
  const withPeople = iso31661
    .filter(({ alpha2 }) => !demonyms.some(([code]) => code === alpha2))
    .map((one) => one.alpha2);
  t.same(withPeople, ['BV', 'GS', 'HM', 'SJ', 'TF', 'UM'], 'only where nobody is from');
  t.end();
});

t.test('a country is known by its official name', (t) => {
  const official = officialNames
    .trim()
    .split('\n')
    .map((line) => /^(\w\w) (.+)$/.exec(line) ?? []);
  const unknown = official.flatMap(([, code, name = '']) =>
    [name, `The ${name.toUpperCase()}`].filter((text) => codes(text) !== code),
  );
  t.same(unknown, []);
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
  t.same(codesOfEach(said), said);
  const nowhere = ['', '?', 'Atlantis', 'born in', 'x'.repeat(100_000), 'stateless'];
  t.same(
    nowhere.filter((text) => codes(text) !== ''),
    [],
  );
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
