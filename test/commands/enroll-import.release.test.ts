import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { changed, portrait } from '../people/photos.ts';
import { enroll, enrollJson } from './enroll-command.ts';

const ada = await portrait('womanA');
const ada2 = await portrait('womanB');
const bo = await portrait('guest3');
const blurred = await changed(bo, (photo) => photo.blur(10));
const list = path.join('lists', 'people.csv');

function folderWith(t: Test, text: string): string {
  const folder = t.testdir({ 'ada.jpg': ada, 'bo.jpg': bo, 'blurred.jpg': blurred });
  mkdirSync(path.join(folder, 'lists', 'ada'), { recursive: true });
  writeFileSync(path.join(folder, 'lists', 'ada', '1.jpg'), ada);
  writeFileSync(path.join(folder, 'lists', 'ada', '2.JPG'), ada2);
  writeFileSync(path.join(folder, 'lists', 'ada', 'notes.txt'), 'not a photo');
  writeFileSync(path.join(folder, list), text);
  return folder;
}

t.test('good rows go in, bad rows are named with their number and every reason', async (t) => {
  // As a spreadsheet program saves a file: byte order mark, CRLF, quotes, an empty row, a row of commas.
  const text = [
    '\ufeffName,Email,Employee ID,Consent,Photos',
    'Ada Example,ada@example.com,,"signed form, ""2026""",ada',
    '',
    'No Consent,,,,../bo.jpg',
    '"Example, Bo",,640,form,../blurred.jpg;gone.jpg',
    ',,,,',
    'Too Short,form',
    'Bo Again,ada@example.com,,form,../bo.jpg',
    'Bo Example,,640,"signed',
    'form",../bo.jpg',
    'No Photos,,,form,',
  ].join('\r\n');
  const folder = folderWith(t, text);
  await enroll(folder, 'list');
  const { code, out, err } = await enroll(folder, 'import', list);
  t.equal(code, 1);
  t.equal(out, '');
  const said = err.replace(/\n +/g, ' ');
  for (const refusal of [
    /Row 4, No Consent: refused\. ✗ There is no consent/,
    /Row 5, Example, Bo: refused\. ✗ \.\.\/blurred\.jpg: The face is blurred: .* ✗ gone\.jpg: There is no such file/,
    /Row 7, Too Short: refused\. ✗ The row has 2 cells, the heading 5/,
    /Row 8, Bo Again: refused\. ✗ The e-mail ada@example.com is enrolled already/,
    /Row 10, No Photos: refused\. ✗ There are no photos/,
    /7 rows: 2 enrolled, 5 refused\.\n$/,
  ]) {
    t.match(said, refusal);
  }
  t.ok(
    err.split('\n').every((line) => line.length <= 80),
    'fits 80 columns',
  );
  const { json } = await enrollJson(folder, 'list');
  t.match(json['people'], [
    { name: 'Ada Example', email: 'ada@example.com', consent: 'signed form, "2026"', templates: 2 },
    { name: 'Bo Example', employeeId: '640', consent: 'signed\nform', templates: 1 },
  ]);
});

t.test('the same list again adds nobody twice; --update adds what is new', async (t) => {
  const folder = folderWith(t, 'name;consent;folder\nAda Example;form;ada\n');
  const again = (...options: string[]) => enrollJson(folder, 'import', list, ...options);
  t.match(await again(), { code: 0, json: { ok: true, enrolled: 1, rows: [{ added: 2 }] } });
  const twice = [{ row: 2, state: 'refused', mistakes: [{ code: 'already_enrolled' }] }];
  t.match(await again(), { code: 1, json: { ok: false, enrolled: 0, refused: 1, rows: twice } });
  t.match(await again('--update'), { code: 0, json: { unchanged: 1, refused: 0 } });

  const text =
    'name,consent,photos,expires\n' +
    'Ada Example,form,../bo.jpg,2099-12-31\n' +
    'Ada Example,new form,../ada.jpg,2099-12-31\n';
  writeFileSync(path.join(folder, list), text);
  t.match(await again('--update'), {
    code: 1,
    json: {
      updated: 1,
      rows: [
        { photos: [{ findings: [{ code: 'another_face' }] }] },
        { state: 'updated', added: 0 },
      ],
    },
  });
  const { json } = await enrollJson(folder, 'list');
  t.match(json['people'], [{ consent: 'new form', expiresAt: /^2(099|100)/, templates: 2 }]);
});

t.test(
  'a face that is enrolled already: the row is refused, unless a column tells why',
  async (t) => {
    const rows = ['Ada Example,form,ada/1.jpg,', 'Eve,form,ada/2.JPG,', 'Bo,form,../bo.jpg,Nobody'];
    const folder = folderWith(t, ['name,consent,photos,twin_of', ...rows].join('\n'));
    const { code, json } = await enrollJson(folder, 'import', list);
    t.equal(code, 1);
    t.match(json['rows'], [
      { state: 'enrolled' },
      { state: 'refused', mistakes: [{ explanation: /looks like Ada Example/ }] },
      { state: 'unusable', explanation: /No person is enrolled as "Nobody"/ },
    ]);
    const named = 'name,consent,photos,twin_of\nEve,form,ada/2.JPG,ada example\n';
    writeFileSync(path.join(folder, list), named);
    t.match(await enrollJson(folder, 'import', list), { code: 0, json: { enrolled: 1 } });
  },
);

t.test('a list that cannot be used is refused as a whole', async (t) => {
  const folder = folderWith(t, 'name,photos\nAda,../ada.jpg\n');
  t.match(await enrollJson(folder, 'import', list), {
    code: 1,
    json: { ok: false, error: { code: 'csv_heading', message: /"consent" is missing/ } },
  });
});
