import {
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';

t.test('what a killed command left is removed by the next one, and nothing else', async (t) => {
  const folder = t.testdir({ theirs: { 'photo.jpg': '' } });
  const { TMPDIR } = process.env;
  process.env['TMPDIR'] = folder;
  t.teardown(() => {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  });
  const longAgo = new Date(Date.now() - 3 * 24 * 3600_000);
  const left = path.join(folder, 'vestibule-try-abc123');
  mkdirSync(left);
  writeFileSync(path.join(left, 'template.key'), 'a key');
  symlinkSync(path.join(folder, 'theirs'), path.join(left, 'link'));
  for (const name of ['vestibule-try-def456', 'vestibule-demo-abc123', 'vestibule-try-archive']) {
    mkdirSync(path.join(folder, name));
  }
  for (const name of [left, path.join(folder, 'vestibule-demo-abc123')]) {
    utimesSync(name, longAgo, longAgo);
  }
  await inTemporaryFolder('try', async (own) => t.ok(existsSync(own)));
  t.same(readdirSync(folder).sort(), [
    'theirs',
    'vestibule-demo-abc123',
    'vestibule-try-archive',
    'vestibule-try-def456',
  ]);
  t.same(readdirSync(path.join(folder, 'theirs')), ['photo.jpg']);
});
