import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as passwordRules from '../index.ts';

type Example = (
  library: typeof passwordRules,
  console: { log: (...line: unknown[]) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('password-rules'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const [, imported = ''] = /^import \{ (.+) \} from/m.exec(example) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { ${imported} } = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  const log = (...line: unknown[]) => printed.push(line.map(String).join(' '));
  await new Run('library', 'console', body)(passwordRules, { log });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
