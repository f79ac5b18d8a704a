import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as nameMatching from '../index.ts';

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('name-matching'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const [, imported = ''] =
    /^import \{ (.+) \} from '@vestibule\/name-matching';$/m.exec(example) ?? [];
  const body = example.replace(/^import .*$/gm, '').replace(/<string>/g, '');
  const printed: string[] = [];
  const Run = (async () => {}).constructor as unknown as new (
    ...parts: string[]
  ) => (library: typeof nameMatching, console: { log: (value: unknown) => void }) => Promise<void>;
  await new Run('library', 'console', `const { ${imported} } = library; ${body}`)(nameMatching, {
    log: (value) => printed.push(inspect(value)),
  });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
