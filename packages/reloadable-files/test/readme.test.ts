import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as reloadableFiles from '../index.ts';

type Example = (
  library: typeof reloadableFiles,
  console: { log: (line: string) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('reloadable-files'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const [, imported = ''] = /^import \{ (.+) \} from '@vestibule\//m.exec(example) ?? [];
  const folder = t.testdir({ 'hours.yaml': 'hours: 9-17' });
  const inFolder = example.replace("'hours.yaml'", `'${folder}/hours.yaml'`);
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { ${imported} } = library; ${inFolder.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  await new Run('library', 'console', body)(reloadableFiles, { log: (line) => printed.push(line) });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
