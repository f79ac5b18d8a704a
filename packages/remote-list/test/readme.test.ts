import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as remoteList from '../index.ts';

type Example = (
  library: typeof remoteList,
  url: string,
  console: { log: (...line: unknown[]) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const list = createServer((request, response) => {
    void json(request).then((body) => {
      const { id, name } = (body as { data: { id: string; name: string } }).data;
      const answer =
        name === 'Bob Barred' ? { id, hit: true, reference: '17' } : { id, hit: false };
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => list.listen(0, '127.0.0.1', resolve));
  t.teardown(() => list.close());
  const url = `http://127.0.0.1:${(list.address() as AddressInfo).port}`;
  const readme = readFileSync(path.join(packageFolder('remote-list'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const [, imported = ''] = /^import \{ (.+) \} from/m.exec(example) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { ${imported} } = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  const log = (...line: unknown[]) => printed.push(line.map(String).join(' '));
  await new Run('library', 'url', 'console', body)(remoteList, url, { log });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
