import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as healthPass from '../index.ts';
import { asCodes, makeCard } from '../lab/make-cards.ts';
import { makeIssuer } from '../lab/make-issuer.ts';

type Example = (
  library: typeof healthPass,
  keySet: object,
  codes: readonly string[],
  console: { log: (line: string) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('health-pass'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const [, imported = ''] =
    /^import \{ (.+) \} from '@vestibule\/health-pass';$/m.exec(example) ?? [];
  const issuer = await makeIssuer();
  const doses = [
    ['208', '2026-01-10'],
    ['208', '2026-02-20'],
  ] as const;
  const card = await makeCard(issuer, { doses });
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { ${imported} } = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  await new Run('library', 'keySet', 'codes', 'console', body)(
    healthPass,
    issuer.keySet,
    asCodes(card, 2),
    { log: (line) => printed.push(line) },
  );
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
