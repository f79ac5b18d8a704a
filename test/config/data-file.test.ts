import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { DataFile } from '../../server/config/data-file.ts';
import { projectRoot } from '../../server/config/environment.ts';

const codes = { section: 'codes', like: /^[A-Z]{2} \| .+$/, example: 'GR | Greek' };

t.test('rows are read by section, without remarks', (t) => {
  const folder = t.testdir({
    'data.txt':
      '# A head.\nanna maria\n\n[codes]\n# Of two letters.\nGR | Greek | Hellenic\r\nFR|x\n',
  });
  const data = new DataFile(path.join(folder, 'data.txt'));
  t.same(data.groups({ like: /^[a-z ]+$/, example: 'anna' }), [['anna', 'maria']]);
  t.same([...data.words({ like: /^[a-z ]+$/, example: 'anna' })], ['anna', 'maria']);
  const rows = data.rows({ ...codes, like: /^[A-Z]{2} ?\|/ });
  t.same(rows, [
    ['GR', 'Greek', 'Hellenic'],
    ['FR', 'x'],
  ]);
  t.end();
});

t.test('a line that is not like the others is named with its file and number', (t) => {
  const folder = t.testdir({ 'data.txt': '# A head.\n[codes]\nGR | Greek\nFrance | French\n' });
  const file = path.join(folder, 'data.txt');
  const data = new DataFile(file);
  t.throws(() => data.rows(codes), {
    message: `${file}:4 is "France | French", and not like "GR | Greek". Fix the file, and start again.`,
  });
  t.throws(() => data.words({ ...codes, section: 'kodes' }), { message: 'below [kodes]' });
  t.end();
});

t.test('every file with data says what it is, its source and its licence', (t) => {
  const files = ['server', 'lab'].flatMap((folder) =>
    readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\/data\/[^/]+$/.test(name))
      .map((name) => path.join(projectRoot, folder, name)),
  );
  t.ok(files.length >= 13);
  for (const file of files) {
    const [head = ''] = readFileSync(file, 'utf8').split(/\n(?!#)/);
    t.match(head, /^# \S[^]*\n# Source: \S[^]*Licence: \S/, file);
  }
  t.end();
});
