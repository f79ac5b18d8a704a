import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { readPeopleCsv } from '../../scripts/commands/enroll/import.ts';
import { RefusalError } from '../../scripts/terminal/answer.ts';

function listOf(t: Test, content: string | Buffer): string {
  const file = path.join(t.testdir(), 'people.csv');
  writeFileSync(file, content);
  return file;
}

t.test(
  'commas, semicolons and tabs separate; titles may be written as people write them',
  async (t) => {
    for (const [separator, photos] of [
      [',', 'a.jpg; b.jpg ;'],
      [';', '"a.jpg; b.jpg ;"'],
      ['\t', 'a.jpg; b.jpg ;'],
    ] as const) {
      const heading = [' NAME ', 'Employee-ID', 'consent', 'photos', 'folder'].join(separator);
      const text = [heading, ['Zoë', '640', 'form', photos, 'more'].join(separator)].join('\n');
      t.strictSame(await readPeopleCsv(listOf(t, text)), [
        {
          row: 2,
          name: 'Zoë',
          email: '',
          employeeId: '640',
          consent: 'form',
          consentGiven: '',
          expiresAt: '',
          photos: ['a.jpg', 'b.jpg', 'more'],
          twinOf: [],
          problem: null,
        },
      ]);
    }
  },
);

t.test('the way of a consent may be told', async (t) => {
  const text = 'name,consent,Consent given,photos\nAda,form, Paper ,a.jpg';
  t.match(await readPeopleCsv(listOf(t, text)), [{ consent: 'form', consentGiven: 'paper' }]);
});

t.test('several people can be named as looking alike', async (t) => {
  const text = 'name,consent,photos,Twin of\nAda,form,a.jpg,id-1; Eve ;';
  const [row] = await readPeopleCsv(listOf(t, text));
  t.match(row, { twinOf: ['id-1', 'Eve'] });
});

t.test('any kind of line end, and none at the end of the file', async (t) => {
  for (const end of ['\n', '\r\n', '\r']) {
    const rows = await readPeopleCsv(
      listOf(t, ['name,consent,photos', 'Ada,form,a.jpg', 'Bo,form,b.jpg'].join(end)),
    );
    t.strictSame(
      rows.map(({ row, name, problem }) => [row, name, problem]),
      [
        [2, 'Ada', null],
        [3, 'Bo', null],
      ],
    );
  }
});

t.test('a list that cannot be used is refused with the reason', async (t) => {
  const unusable: [string, RegExp, string | Buffer][] = [
    ['csv_heading', /"consent" is missing/, 'name,photos\nAda,a.jpg\n'],
    ['csv_heading', /"photos" is missing/, 'name,consent\nAda,form\n'],
    ['csv_heading', /"phone" is not known/, 'name,consent,photos,phone\nAda,form,a.jpg,1\n'],
    ['csv_heading', /"name" is there twice/, 'name,Name,consent,photos\nAda,Ada,form,a.jpg\n'],
    ['csv_heading', /"name" is missing/, ''],
    ['csv_empty', /no row below/, 'name,consent,photos\n\n,,\n'],
    ['csv_malformed', /quotation mark/, 'name,consent,photos\n"Ada,form,a.jpg\n'],
    ['csv_not_utf8', /CSV UTF-8/, Buffer.from('name,consent,photos\nZo\xeb,form,a\n', 'latin1')],
    ['csv_not_utf8', /CSV UTF-8/, Buffer.from('\ufeffname,consent\n', 'utf16le')],
    ['csv_not_text', /some other file/, Buffer.alloc(100)],
    ['csv_too_large', /21 MB; up to 20 .* Split it/, Buffer.alloc(21e6, 'a')],
  ];
  for (const [code, message, content] of unusable) {
    const refused = readPeopleCsv(listOf(t, content));
    await t.rejects(refused, { constructor: RefusalError, code, message });
  }
  const file = listOf(t, '');
  await t.rejects(readPeopleCsv(`${file}.none`), {
    code: 'csv_unreadable',
    message: /no such file/,
  });
  await t.rejects(readPeopleCsv(path.dirname(file)), { code: 'csv_unreadable', message: /folder/ });
});
