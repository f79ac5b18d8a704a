import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { Type } from 'typebox';
import { packageFolder } from '../../data-file/index.ts';
import * as schemaMistakes from '../index.ts';

type Example = (
  library: typeof schemaMistakes,
  type: typeof Type,
  console: { log: (line: unknown) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('schema-mistakes'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const [, imported = ''] = /^import \{ (.+) \} from '@vestibule\//m.exec(example) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { ${imported} } = library; ${example.replace(/^import .*$/gm, '')}`;
  const printed: string[] = [];
  await new Run('library', 'Type', 'console', body)(schemaMistakes, Type, {
    log: (line) => printed.push(String(line)),
  });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
