import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as database from '../index.ts';

type Example = (
  library: typeof database,
  console: { log: (...words: unknown[]) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('database'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const [, imported = ''] = /^import \{ (.+) \} from '@vestibule\/database';$/m.exec(example) ?? [];
  const inFolder = example.replace("'notes.sqlite'", `'${t.testdir()}/notes.sqlite'`);
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { ${imported} } = library; ${inFolder.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  await new Run('library', 'console', body)(database, {
    log: (...words) => printed.push(words.join(' ')),
  });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
