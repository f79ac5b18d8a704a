import t from 'tap';
import { NameIndex } from '../name-index.ts';

async function indexOf(kind: 'person' | 'company', ...names: string[]): Promise<NameIndex<string>> {
  const index = new NameIndex<string>(kind);
  for (const name of names) await index.add(name, [name]);
  return index;
}

/** Lists the queries that do not find their listed name, and that name alone. */
async function findsEach(kind: 'person' | 'company', written: Record<string, readonly string[]>) {
  const index = await indexOf(kind, ...Object.keys(written));
  const wrong: string[] = [];
  for (const [listed, others] of Object.entries(written)) {
    for (const name of others) {
      const found = (await index.find(name)).map(({ ref }) => ref);
      if (found.length !== 1 || found[0] !== listed) wrong.push(`${name}: ${found.join('; ')}`);
    }
  }
  return wrong;
}

t.test('a slip is found where the patronymic or middle name is left out as well', async (t) => {
  const wrong = await findsEach('person', {
    'SAVCHUK, Svetlana Borisovna': ['Svetlana SAVCHUKK', 'Svetlana Savhcuk', 'Svetlna Savchuk'],
    'Oleg Mikhaylovich Sotvarov': ['Oleg Sotvrov', 'Oleg Sodvarov'],
    'QUENTARIS, Mario Alberto': ['Mario Quentarsi', 'Mario Quentars'],
    // With a slip in the rare name, the common given name counts as much as before.
    'SHAHLAI, Abdul Reza': ['Abdul Shaglai'],
  });
  t.same(wrong, []);
});

t.test('scripts that leave vowels out, and romanisations side by side', async (t) => {
  const wrong = await findsEach('person', {
    'Bashar al-Assari': ['بشار الأسري'],
    'Mohammadi Husayn': ['حسین محمدی'],
    'Narendra Modavi': ['नरेन्द्र मोदवी'],
    'Pak Kun-hye': ['Park Geun-hye', '박근혜'],
    'Teng Hsiao-ping': ['Deng Xiaoping', '邓小平'],
    'Xi Jinping': ["Hsi Chin-p'ing", '习近平'],
    'Viktoras Kalnynis': ['Viktor Kalnyn'],
    'Kim Song Ho': ['김성호'],
  });
  t.same(wrong, []);
  const index = await indexOf('person', 'Muhammad Ehsan', 'RI, Su Yong', 'Zhang Jian');
  // Other long vowels, another order of syllables, or one more syllable is no match.
  for (const name of ['حسین محمد', '이영수', '张建平', '建平 勇 张'])
    t.same(await index.find(name), [], name);
});

t.test('Japanese characters are the same or not, and never read as Chinese', async (t) => {
  const index = await indexOf('person', 'Tian Zhong Tailang', '篠田 建市');
  t.same(await index.find('田中太郎'), []);
  t.same(await index.find('田中 たろう'), []);
  t.match(await index.find('篠田建市'), [{ ref: '篠田 建市' }]);
});

t.test('an initial is enough only beside a rare family name, written as listed', async (t) => {
  const index = await indexOf('person', 'JONES, Sally', 'QUENTARIS, Sally', 'KHRYAKOV, Alexander');
  t.match(await index.find('S. Quentaris'), [{ ref: 'QUENTARIS, Sally' }]);
  // A common family name, a slip, and the initial of a family name are no match.
  for (const name of ['S. Jones', 'S. Quentarsi', 'K. Alexander'])
    t.same(await index.find(name), [], name);
});

t.test('honorifics and words split by spaces do not hide a name', async (t) => {
  const wrong = await findsEach('person', {
    'Shaikh Isa Bin Tarif Quentari': ['QUENTARI, Isa Ben Tarif', 'Hajji Isa Tarif Quentari'],
    'Nikolai Platonovich Quentarushev': ['Nikolai Plat Ono Vich Quentarushev'],
  });
  t.same(wrong, []);
});

t.test('companies are the same whatever their legal form is called', async (t) => {
  const wrong = await findsEach('company', {
    'Vortega Shipping Ltd.': [
      'LIMITED LIABILITY COMPANY VORTEGA SHIPPING',
      'AO Vortega Shipping',
      'OOO "Vortega Shipping"',
      'Vortega Shipping FZE',
      'Vortega Shipping d.o.o.',
      'Vortega Shipping Aktiengesellschaft',
      'Vortega Shipping Gesellschaft mit beschränkter Haftung',
      'Vortega Shipping Sp. z o.o.',
      'Vortega Shipping, S.A. de C.V.',
      'Vortega Shipping Joynt Stock Compan',
      'Vortega Shipping (Schweiz) AG',
    ],
    'Открытое акционерное общество «Квентарнефть»': ['OAO Kventarneft', 'ПАО Квентарнефть'],
    QuentarisAG: ['Quentaris AG', 'Quentaris Limited'],
    'First Quentana Bank Intl': ['1st Quentana Bank International', 'First Quentana Bank Int’l'],
    'Brigade 44 Kessan': ['Brigade Forty-Four Kessan'],
  });
  t.same(wrong, []);
});

t.test('a word more, or another place, is another company', async (t) => {
  const index = await indexOf('company', 'Vortega Solutions LLC', 'Quentana Bank (Asia) Limited');
  t.match(await index.find('VORTEGA SOLUTIONS'), [{ name: 'Vortega Solutions LLC' }], 'as listed');
  for (const name of [
    'Vortega Litigation Solutions LP',
    'Quentana Bank (London) plc',
    'Limited Liability Company',
    'Vortega',
  ]) {
    t.same(await index.find(name), [], name);
  }
});

t.test('a long or strange company name costs no more than another', async (t) => {
  const index = await indexOf('company', 'Vortega Shipping Ltd.');
  for (const name of [
    'limited '.repeat(50_000),
    '(('.repeat(50_000),
    'a.'.repeat(50_000),
    '((',
    '',
  ]) {
    t.same(await index.find(name), [], name.slice(0, 20));
  }
});
