import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as channels from '../index.ts';

type Example = (
  library: typeof channels,
  url: string,
  received: () => unknown,
  console: { log: (...line: unknown[]) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  let received: unknown;
  const receiver = createServer((request, response) => {
    void json(request).then((body) => {
      received = body;
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  t.teardown(() => receiver.close());
  const readme = readFileSync(
    path.join(packageFolder('notification-channels'), 'README.md'),
    'utf8',
  );
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const [, imported = ''] = /^import \{ (.+) \} from/m.exec(example) ?? [];
  const body = `const { ${imported} } = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const console = { log: (...line: unknown[]) => printed.push(line.join(' ')) };
  await new Run('library', 'url', 'received', 'console', body)(
    channels,
    url,
    () => received,
    console,
  );
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
