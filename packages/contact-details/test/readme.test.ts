import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as contactDetails from '../index.ts';

type Example = (
  library: typeof contactDetails,
  console: { log: (...line: unknown[]) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('contact-details'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const contacts = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  const log = (...line: unknown[]) => printed.push(line.map(String).join(' '));
  await new Run('library', 'console', body)(contactDetails, { log });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
