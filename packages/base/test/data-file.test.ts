import path from 'node:path';
import t from 'tap';
import { DataFile, DataFileError, packageFolder } from '../files/index.ts';

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
  t.throws(() => data.rows(codes), DataFileError);
  t.end();
});

t.test('the folder of a package is found from its sources and from what is built of them', (t) => {
  const root = t.testdir({
    packages: { words: { data: {}, 'package.json': '{}' } },
    dist: { packages: { words: { data: {} } } },
  });
  const data = path.join(root, 'packages/words/data');
  t.equal(packageFolder('words/data', path.join(root, 'packages/words')), data);
  t.equal(packageFolder('words/data', path.join(root, 'dist/packages/words')), data);
  t.throws(() => packageFolder('none', root), { message: 'packages/none is missing' });
  t.end();
});

t.test('a published package has its data beside its modules', (t) => {
  const manifest = JSON.stringify({ name: '@vestibule/words' });
  const root = t.testdir({ words: { 'package.json': manifest, base: { files: {} }, data: {} } });
  const folder = packageFolder('words/data', path.join(root, 'words/base/files'));
  t.equal(folder, path.join(root, 'words/data'));
  t.end();
});
