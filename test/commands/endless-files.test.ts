import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { runInTurn as run } from '../support/in-turn.ts';

/** Every command that reads a file which its caller names; `FILE` is that file. */
const commands = [
  ['backup', '--out', 'copy.sqlite', '--with-keys', '--passphrase-file', 'FILE'],
  ['csca', 'import', 'FILE'],
  ['enroll', 'import', 'FILE'],
  ['enroll', 'check', 'FILE'],
  ['evaluate', '--root', '.', '--labels', 'FILE'],
  ['models', 'add', 'FILE', '--preset', 'sface'],
  ['notify', 'check', 'FILE'],
  ['policy', 'check', 'FILE'],
  ['privacy', 'consent-text', 'set', 'FILE', '--version', '2'],
  ['restore', 'FILE', '--yes'],
  ['restore', 'copy-of-it.sqlite', '--yes', '--trust-files', '--key', 'FILE'],
  ['restore', 'copy-of-it.sqlite', '--yes', '--trust-files', '--erasures', 'FILE'],
  ['setup', '--yes', '--as', 'folder', '--from-backup', 'FILE'],
  ['setup', '--yes', '--as', 'folder', '--secret-file', 'FILE'],
  ['simulate', 'sign-in', '--name', 'Zoe', '--body', 'FILE'],
  ['store', 'move', '--from', 'FILE', '--to', 'sqlite'],
  ['watchlist', 'import', 'FILE'],
  ['watchlist', 'import-list', 'FILE', '--source', 'ofac'],
];

async function installed(t: Test): Promise<string> {
  const folder = t.testdir({ zoe: { 'a.jpg': '' } });
  writeFileSync(path.join(folder, 'secret'), 'a passphrase of many letters');
  await run(folder, ['enroll', 'list']);
  await run(folder, ['backup', '--out', 'copy-of-it.sqlite']);
  return folder;
}

t.test('a pipe that nobody writes to, or an endless device, is refused in words', async (t) => {
  const folder = await installed(t);
  const pipe = path.join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);
  const endless = [
    ...commands.map((words) => ({ words, file: pipe })),
    { words: ['csca', 'import', 'FILE'], file: '/dev/zero' },
  ];
  for (const { words, file } of endless) {
    const line = words.map((word) => (word === 'FILE' ? file : word));
    await t.test(words.join(' '), async (t) => {
      const { code, out, err } = await run(folder, line);
      const said = (out + err).replace(/\s+/g, ' ');
      t.match({ code, said }, { code: /[12]/, said: /pipe|no file|not a file/ });
      t.notMatch(said, / at .*\.[jt]s:/);
    });
  }
});
