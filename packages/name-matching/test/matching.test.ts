import t from 'tap';
import { madeList } from '../lab/made-list.ts';
import { measureMatching } from '../lab/measure-made.ts';
import { defaultThreshold, NameIndex } from '../name-index.ts';

async function indexOf(...names: string[]): Promise<NameIndex<string>> {
  const index = new NameIndex<string>();
  for (const name of names) await index.add(name, [name]);
  return index;
}

t.test('the same name is found in other spellings, orders and scripts', async (t) => {
  const written: Record<string, string[]> = {
    'PETROV, Vladimir Ivanovich': ['Владимир Петров', 'Wladimir Petrow', 'vladimir petroff'],
    'al-Husayni, Muhammad Yusuf': ['محمد يوسف الحسيني', 'Mohamed Youssef Alhusseini'],
    'Papadopoulos, Georgios': ['Γεώργιος Παπαδόπουλος', 'Giorgos Papadopoulos'],
    'WANG, Xiaoming': ['王小明', 'Xiao-Ming Wang', 'Wang Xiao Ming'],
    'Müller-Lüdenscheidt, Jürgen': ['Jurgen Mueller Luedenscheidt'],
    'Abd al-Rahman Quentaris': ['Abdulrahman Quentaris', 'Abdurrahman Quentaris'],
    'William Quentaris': ['Bill Quentaris', 'W. Quentaris', 'Dr. William A. Quentaris jr.'],
    "Seán O'Brien": ['Sean OBrien', 'Sean O Brien', 'O’Brien, Seán'],
  };
  const index = await indexOf(...Object.keys(written));
  for (const [listed, others] of Object.entries(written)) {
    for (const name of [listed, ...others]) {
      const found = await index.find(name);
      t.same(
        found.map(({ ref }) => ref),
        [listed],
        name,
      );
    }
    t.equal((await index.find(listed))[0]?.score, 1);
  }
});

t.test('initials stand for given names, before the family name and behind it', async (t) => {
  const written: Record<string, string[]> = {
    'PETROV, Ivan': ['I. S. Petrov', 'Petrov I. S.', 'Petrov I.S.', 'I. Petrov', 'Петров И. С.'],
    'Robert Gabriel Mugabe': ['Mugabe R. G.', 'R. G. Mugabe', 'Mugabe, R. G.'],
    'Olga Sergeyevna Ivanova': ['Ivanova O. S.', 'O. S. Ivanova'],
    'AL-HADUL, Abd-al-Qadir Qasim': ['A. Q. al-Hadul', 'al-Hadul A. Q.'],
    'Evgraf Ermolaevich Buvamsky': ['Buvamsky E. E.', 'E. E. Buvamsky'],
  };
  const index = await indexOf(...Object.keys(written));
  for (const [listed, others] of Object.entries(written)) {
    for (const name of others) {
      const found = await index.find(name);
      t.same(
        found.map(({ ref }) => ref),
        [listed],
        name,
      );
    }
  }
  // An initial of the middle name alone, or a different initial, means another person.
  const others = ['S. Petrov', 'Petrov S. K.', 'G. Mugabe', 'John R. Mugabe', 'Ivanova K. S.'];
  for (const name of others) t.same(await index.find(name), [], name);
});

t.test('signs, digits and words more do not hide a listed name', async (t) => {
  const index = await indexOf('Jane Doe', 'Wilhelm Ivanov', 'Maria Isabel Quentaris', 'Li Wei');
  const written: Record<string, string[]> = {
    'Jane Doe': [
      ...['Ja😀ne Doe', 'J😀a😀n😀e D😀o😀e', 'J.a.n.e D.o.e', 'J a n e D o e', 'Ja\u0000ne Doe'],
      ...[
        'J4ne D0e',
        'J@ne Doe',
        'Ｊ４ｎｅ Ｄ０ｅ',
        'Jane😀Doe',
        'JаnеDое Jane Doe',
        'Jаnе Dое',
        'ꓙane Doe',
      ],
      ...['Jane0Doe', 'Doe7Jane', 'Mr1 Jane Doe'],
      ...['x Jane Doe', 'Jane 1 Doe', 'Jane Doe Visitor', 'guest: Jane Doe', 'Jane Doe (Acme)'],
      ...['Jane Smith Doe', 'Doe Jane Smith'],
    ],
    'Wilhelm Ivanov': ['Wi1he1m Ivanov', 'Wilhelm 1vanov', 'W!lhelm Ivan0v'],
    'Maria Isabel Quentaris': [
      'Maria1Isabel1Quentaris',
      'Maria★Isabel★Quentaris',
      'M4ria Isabel Quentaris 2',
    ],
    'Li Wei': ['Li 1 Wei', 'x Li Wei'],
  };
  for (const [listed, others] of Object.entries(written)) {
    for (const name of others) {
      t.match(await index.find(name), [{ name: listed, isExact: true }], name);
    }
  }
  // A slip is no exact match; another syllable or half a name is no match at all.
  t.match(await index.find('Wilhelm Ivanow'), [{ isExact: false }]);
  for (const name of ['Li Wei Jie', 'Jane Visitor', 'Doe', 'Jane Smith', 'D0e 17']) {
    t.same(await index.find(name), [], name);
  }
});

t.test('one word of a name is not the name, and short names are other names', async (t) => {
  const index = await indexOf('Wei Yes', 'Maria Quentaris', 'Jing Wang', 'Carlos', 'Hui Ji');
  for (const name of [
    'Wei Reyes',
    'Maria',
    'Quentaris',
    'Ying Wang',
    'Carlos Lopez',
    'Huo Ji',
    '',
    ' , ',
    '!!!',
  ]) {
    t.same(await index.find(name), [], name);
  }
  t.match(await index.find('carlos'), [{ name: 'Carlos' }], 'unless it is all that is known');
});

t.test('a long or strange name does no harm', async (t) => {
  const index = await indexOf('Ada Quentaris');
  t.same(await index.find('a '.repeat(50_000)), []);
  t.same(await index.find('x'.repeat(100_000)), []);
  t.match(await index.find('Ada\u200b\u202e Quentaris\u0000'), [{ name: 'Ada Quentaris' }]);
  // Characters that the front desk cannot see must not use up the limit on a name's length.
  for (const unseen of ['\u200b', ' ', '\u00a0', '\u2800', '\u0301', '. ', '\ufe0f']) {
    const filled = `Ada${unseen.repeat(400)} Quentaris`;
    t.match(await index.find(filled), [{ name: 'Ada Quentaris' }], JSON.stringify(unseen));
  }
});

t.test('names on a made list are found, and ordinary ones are not', async (t) => {
  const list = madeList({ entries: 3000, queries: 540, ordinary: 400 }, 5);
  t.same(madeList({ entries: 3000, queries: 540, ordinary: 400 }, 5), list, 'the same every time');
  const measured = await measureMatching(list, defaultThreshold);
  t.ok(measured.found / measured.asked >= 0.98, `${measured.found} of ${measured.asked}`);
  t.ok(measured.falseHits.length <= 2, JSON.stringify(measured.falseHits));
  t.ok(measured.kinds.every(({ asked }) => asked === 20));
});

t.test('a middle name more tells namesakes apart where many bear the name', async (t) => {
  const index = await indexOf('TAYLOR, Mark', 'QUENTARIS, Mark', 'Li Wei');
  // With a middle name the hit is no longer exact, so a birth date may clear the visitor.
  t.match(await index.find('Mark Albert Taylor'), [{ ref: 'TAYLOR, Mark', isExact: false }]);
  t.match(await index.find('Mark Taylor'), [{ ref: 'TAYLOR, Mark', isExact: true }]);
  // The extra word may be no given name, and Quentaris is a rare name, so these hits stay exact.
  t.match(await index.find('Mark Xyzzy Taylor'), [{ ref: 'TAYLOR, Mark', isExact: true }]);
  t.match(await index.find('Mark Albert Quentaris'), [{ ref: 'QUENTARIS, Mark', isExact: true }]);
});

t.test('an initial beside names that are only like the listed ones is nobody', async (t) => {
  const index = await indexOf('QUENTARIS, Anders Wojdanek');
  t.match(await index.find('A. Wojdanek Quentariz'), [{ ref: 'QUENTARIS, Anders Wojdanek' }]);
  t.same(await index.find('A. Wojdamek Quentari'), []);
});

t.test('a name in Arabic script says no more than it does in Latin letters', async (t) => {
  const others = Array.from(
    { length: 60 },
    (_, i) => `Mohammad Kwent${'aeiou'[i % 5]}r${'bdfgklmnprst'[i % 12]}`,
  );
  const index = await indexOf('محمد شفیق محمدی', ...others);
  t.same(await index.find('محمد محمدی'), [], 'many are called so');
  t.match(await index.find('محمد شفیق محمدی'), [{ ref: 'محمد شفیق محمدی', score: 1 }]);
});

t.test('what is a particle elsewhere is a syllable in a Korean name', async (t) => {
  const index = await indexOf('Pak Do Chun', 'Jan de Jong');
  t.same(await index.find('박 준'), [], 'a syllable less is another name');
  t.match(await index.find('박도준'), [{ ref: 'Pak Do Chun' }]);
  t.match(await index.find('Jan Jong'), [{ ref: 'Jan de Jong' }]);
});

t.test('of a name that many on the list bear, a birth date says who of them it is', async (t) => {
  const others = ['Ali', 'Omar'].flatMap((name) =>
    [...'bdfglm'].map((letter) => `${name} Kwent${letter}ris`),
  );
  const index = await indexOf('Ali Omar', 'Ali Quentaris', ...others);
  t.match(await index.find('Omar Ali'), [{ ref: 'Ali Omar', score: 1, isExact: false }]);
  t.match(await index.find('Ali Quentaris'), [{ ref: 'Ali Quentaris', isExact: true }]);
});

t.test('a legal form with dots in front of a company is one behind it', async (t) => {
  const index = new NameIndex<string>('company');
  await index.add('1', ['GRUPO SAHECT, C.A.']);
  t.match(await index.find('C.A. GRUPO SAHECT'), [{ ref: '1' }]);
});

t.test('another number makes another company of a group', async (t) => {
  const index = new NameIndex<string>('company');
  await index.add('1', ['Quentaris Growth Fund VIII']);
  t.match(await index.find('Quentaris Growth Fund 8'), [{ ref: '1' }], 'the same number');
  for (const other of ['Fund IX', 'Fund VII', 'Fund 9', 'Fund']) {
    t.same(await index.find(`Quentaris Growth ${other}`), [], other);
  }
});

t.test(
  'a name that is alike without its vowels is no slip beside a middle name left out',
  async (t) => {
    const index = await indexOf('شالیکار محمد زمان');
    t.same(await index.find('Damien Ashleigh Gray'), []);
  },
);

t.test('one slip does not hide a common name', async (t) => {
  const ahmads = [...'bdfglm'].map((letter) => `Ahmad Kwent${letter}ris`);
  const index = await indexOf('ALI, Ahmad', 'KIM, Song Chol', ...ahmads);
  t.match(await index.find('Ali Ahmda'), [{ ref: 'ALI, Ahmad' }]);
  t.match(await index.find('Kim Sog Chol'), [{ ref: 'KIM, Song Chol' }], 'no syllable ends so');
  t.same(await index.find('Kim Son Chol'), [], 'a syllable of its own');
});

t.test('the first given name and either of two family names is the name', async (t) => {
  const index = await indexOf('GIRALDO QUENTARIS, Juan Carlos');
  for (const name of ['Juan Quentaris', 'Juan Giraldo', 'Juan Carlos Quentaris']) {
    t.match(await index.find(name), [{ name: 'GIRALDO QUENTARIS, Juan Carlos' }], name);
  }
  t.same(await index.find('Carlos Quentaris'), [], 'the second given name is not the first');
  t.same(await index.find('Juana Quentaris'), [], 'nor is a slip beside half of the family name');
});
