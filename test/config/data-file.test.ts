import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { projectRoot } from '#server/config/environment.ts';

t.test('every file with data says what it is, its source and its licence', (t) => {
  const files = ['packages', 'server', 'scripts'].flatMap((folder) =>
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
