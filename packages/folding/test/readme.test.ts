import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as folding from '../index.ts';

type Example = (
  library: typeof folding,
  console: { log: (...line: unknown[]) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('folding'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const [, imported = ''] = /^import \{ (.+) \} from/m.exec(example) ?? [];
  const body = `const { ${imported} } = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  const log = (...line: unknown[]) => printed.push(line.join(' '));
  await new Run('library', 'console', body)(folding, { log });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
