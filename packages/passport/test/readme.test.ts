import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as passport from '../index.ts';
import { createMasterList, createSigner } from '../lab/authority.ts';
import { issueDocument } from '../lab/issue-document.ts';
import { VirtualChip } from '../virtual-chip/virtual-chip.ts';

type Example = (
  library: typeof passport,
  masterList: Uint8Array,
  reader: VirtualChip,
  console: { log: (text: string) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('passport'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const [, imported = ''] = /^import \{ (.+) \} from '@vestibule\/passport';$/m.exec(example) ?? [];
  const [, expected = ''] = /^\/\/ (.+)$/m.exec(example) ?? [];
  const authority = createSigner();
  const lister = createSigner({ name: 'L', extendedUsages: ['2.23.136.1.1.3'] }, authority);
  const { image } = issueDocument({
    signer: createSigner({ name: 'DS' }, authority),
    activeAuthentication: 'ecdsa',
  });
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { ${imported} } = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  await new Run('library', 'masterList', 'reader', 'console', body)(
    passport,
    createMasterList(lister, [authority.certificate]),
    new VirtualChip(image),
    { log: (text) => printed.push(text) },
  );
  t.same(printed, [expected]);
});
