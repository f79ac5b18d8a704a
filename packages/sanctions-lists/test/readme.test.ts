import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as sanctionsLists from '../index.ts';

const folder = packageFolder('sanctions-lists');

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const [, imported = ''] =
    /^import \{ (.+) \} from '@vestibule\/sanctions-lists';$/m.exec(example) ?? [];
  const body = example
    .replace(/^import .*$/gm, '')
    .replace('test/lists', path.join(folder, 'test/lists'));
  const printed: string[] = [];
  const Run = (async () => {}).constructor as unknown as new (
    ...parts: string[]
  ) => (library: typeof sanctionsLists, console: { log: (line: string) => void }) => Promise<void>;
  await new Run('library', 'console', `const { ${imported} } = library; ${body}`)(sanctionsLists, {
    log: (line) => printed.push(line),
  });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
