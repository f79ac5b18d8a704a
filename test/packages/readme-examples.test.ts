import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { format } from 'node:util';
import t, { type Test } from 'tap';
import { Type } from 'typebox';
import { packageFolder } from '../../packages/data-file/index.ts';
import { asCodes, makeCard } from '../../packages/health-pass/lab/make-cards.ts';
import { makeIssuer } from '../../packages/health-pass/lab/make-issuer.ts';
import { newSigned } from '../../packages/minisign/test/signed.ts';
import { createMasterList, createSigner } from '../../packages/passport/lab/authority.ts';
import { issueDocument } from '../../packages/passport/lab/issue-document.ts';
import { VirtualChip } from '../../packages/passport/virtual-chip/virtual-chip.ts';
import { createFile, replaceFile } from '../../packages/safe-files/index.ts';
import { repositoryModels } from '../../packages/face/test/repository-models.ts';

// The example of each library's README runs, and prints what the README says. An example stands for a caller: what
// the caller already has, such as a URL or a photo, is given to it here.

type Given = Record<string, unknown>;

const { resolve } = createRequire(import.meta.url);
const samples = path.join(path.dirname(resolve('@vladmandic/face-api/package.json')), 'demo');

/** What examples use beside their library. */
const given: Record<string, (t: Test) => Promise<Given>> = {
  face: async () => ({
    modelsDir: repositoryModels.modelsDir,
    photo: readFileSync(path.join(samples, 'sample1.jpg')),
    text: Buffer.from('no picture'),
  }),
  'form-parts': async (t) => ({ request: await uploadedForm(t) }),
  'health-pass': async () => {
    const issuer = await makeIssuer();
    const doses = [
      ['208', '2026-01-10'],
      ['208', '2026-02-20'],
    ] as const;
    return { keySet: issuer.keySet, codes: asCodes(await makeCard(issuer, { doses }), 2) };
  },
  'http-calls': async (t) => {
    const url = await serve(t, (_request, response) => {
      response.writeHead(429, { 'retry-after': '2' }).end('come back later');
    });
    return { url };
  },
  'linked-versions': async (t) => {
    const base = t.testdir({ program: { models: {} } });
    const manifest = path.join(base, 'program/package.json');
    const unpacked = (version: string) => {
      writeFileSync(manifest, JSON.stringify({ version }));
      return base;
    };
    return { unpacked };
  },
  minisign: async () => ({ ...newSigned('ED') }),
  'notification-channels': async (t) => {
    let received: unknown;
    const url = await serve(t, (request, response) => {
      void json(request).then((body) => {
        received = body;
        response.end();
      });
    });
    return { url, received: () => received };
  },
  'openid-login': async (t) => {
    const issuer: string = await serve(t, (_request, response) => {
      const endpoints = {
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
      };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ issuer, ...endpoints, response_types_supported: ['code'] }));
    });
    return { issuer };
  },
  passport: async () => {
    const authority = createSigner();
    const lister = createSigner({ name: 'L', extendedUsages: ['2.23.136.1.1.3'] }, authority);
    const signer = createSigner({ name: 'DS' }, authority);
    const { image } = issueDocument({ signer, activeAuthentication: 'ecdsa' });
    const masterList = createMasterList(lister, [authority.certificate]);
    return { masterList, reader: new VirtualChip(image) };
  },
  'remote-list': async (t) => {
    const url = await serve(t, (request, response) => {
      void json(request).then((body) => {
        const { id, name } = (body as { data: { id: string; name: string } }).data;
        const isListed = name === 'Bob Barred';
        response.end(JSON.stringify({ id, hit: isListed, ...(isListed && { reference: '17' }) }));
      });
    });
    return { url };
  },
  'safe-files': async (t) => {
    const folder = t.testdir();
    const inside = (file: string) => path.join(folder, file);
    return {
      createFile: (file: string, content: string) => createFile(inside(file), content),
      replaceFile: (file: string, content: string) => replaceFile(inside(file), content),
      readdirSync: (name: string) => readdirSync(inside(name)),
      readFileSync: (file: string) => readFileSync(inside(file), 'utf8'),
    };
  },
  'schema-mistakes': async () => ({ Type }),
  'server-certificate': async () => ({ X509Certificate }),
};

/** Files that examples name, and where they are in a test. */
const files: Record<string, (t: Test) => [name: string, file: string]> = {
  'data-file': (t) => [
    'legal-forms.txt',
    path.join(t.testdir({ 'legal-forms.txt': 'DE | GmbH' }), 'legal-forms.txt'),
  ],
  database: (t) => ['notes.sqlite', path.join(t.testdir(), 'notes.sqlite')],
  'reloadable-files': (t) => [
    'hours.yaml',
    path.join(t.testdir({ 'hours.yaml': 'hours: 9-17' }), 'hours.yaml'),
  ],
  'sanctions-lists': () => ['test/lists', packageFolder('sanctions-lists/test/lists')],
};

for (const name of readdirSync(path.dirname(packageFolder('timing')))) {
  t.test(`the example of ${name} prints what its README says`, async (t) => {
    const readme = readFileSync(path.join(packageFolder(name), 'README.md'), 'utf8');
    const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
    t.not(example, '', 'there is one');
    const library = (await import(`../../packages/${name}/index.js`)) as Given;
    const beside = (await given[name]?.(t)) ?? {};
    const [named = '', file = ''] = files[name]?.(t) ?? [];
    t.same(await printed(example.replaceAll(named || '\0', file), library, beside), [
      ...(example.match(/(?<=^\/\/ ).+$/gm) ?? []),
    ]);
  });
}

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<void>;

/** Runs an example. @returns the lines that it prints */
async function printed(example: string, library: Given, beside: Given): Promise<string[]> {
  const lines: string[] = [];
  const console = { log: (...words: unknown[]) => lines.push(format(...words)) };
  const scope = { library, console, ...beside };
  const body = example
    .replaceAll(/^import \* as (\w+) from '@vestibule\/.*$/gm, 'const $1 = library;')
    .replaceAll(/^import (\{[^}]+\}) from '@vestibule\/.*$/gm, (_line, names: string) =>
      isGiven(names, beside) ? '' : `const ${names} = library;`,
    )
    .replaceAll(/^import .*$/gm, '')
    // The examples are TypeScript; this is the one place with types.
    .replaceAll('<string>', '');
  await new AsyncFunction(...Object.keys(scope), body)(...Object.values(scope));
  return lines;
}

function isGiven(names: string, beside: Given): boolean {
  return names.split(/[{},\s]+/).some((name) => name in beside);
}

async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The request of a form with a text and a file. */
async function uploadedForm(t: Test): Promise<IncomingMessage> {
  const form = new FormData();
  form.append('name', 'Ada');
  form.append('photo', new Blob(['bytes']), 'ada.jpg');
  return new Promise((resolve) => {
    void serve(t, (request, response) => {
      t.teardown(() => response.end());
      resolve(request);
    }).then((url) => fetch(url, { method: 'POST', body: form }));
  });
}
