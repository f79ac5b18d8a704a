import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { format } from 'node:util';
import t, { type Test } from 'tap';
import { Type } from 'typebox';
import { packageFolder, createFile, replaceFile } from '#base/files';
import { asCodes, makeCard } from '#health-pass/lab/make-cards.ts';
import { makeIssuer } from '#health-pass/lab/make-issuer.ts';
import { createVical, issueMobileDocument } from '#mobile-document/lab/issue-mobile-document.ts';
import { answerRequest } from '#mobile-document/virtual-wallet';
import { certificateFingerprint, parseCertificate, TrustStore } from '#passport';
import { createMasterList, createSigner } from '#passport/lab/authority.ts';
import { issueDocument } from '#passport/lab/issue-document.ts';
import { VirtualChip } from '#passport/virtual-chip/virtual-chip.ts';
import { repositoryModels } from '#face/test/repository-models.ts';

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
  'health-pass': async () => {
    const issuer = await makeIssuer();
    const doses = [
      ['208', '2026-01-10'],
      ['208', '2026-02-20'],
    ] as const;
    return { keySet: issuer.keySet, codes: asCodes(await makeCard(issuer, { doses }), 2) };
  },
  'base/http': async (t) => {
    const url = await serve(t, (_request, response) => {
      response.writeHead(429, { 'retry-after': '2' }).end('come back later');
    });
    return { url };
  },
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
  passport: async () => {
    const authority = createSigner();
    const lister = createSigner({ name: 'L', extendedUsages: ['2.23.136.1.1.3'] }, authority);
    const signer = createSigner({ name: 'DS' }, authority);
    const { image } = issueDocument({ signer, activeAuthentication: 'ecdsa' });
    const masterList = createMasterList(lister, [authority.certificate]);
    return { masterList, reader: new VirtualChip(image) };
  },
  'mobile-document': async () => {
    const provider = createSigner({ name: 'Provider' });
    const authority = createSigner({ name: 'IACA' });
    const held = issueMobileDocument({ signer: createSigner({ name: 'DS' }, authority) });
    const ask = (data: unknown) =>
      answerRequest({ protocol: 'openid4vp-v1-unsigned', data }, 'https://lobby.example', held);
    return {
      TrustStore,
      vical: createVical([provider], [authority.certificate]),
      published: certificateFingerprint(parseCertificate(provider.certificate)),
      wallet: { ask },
    };
  },
  'base/files': async (t) => {
    const folder = t.testdir();
    const inside = (file: string) => path.join(folder, file);
    return {
      createFile: (file: string, content: string) => createFile(inside(file), content),
      replaceFile: (file: string, content: string) => replaceFile(inside(file), content),
      readdirSync: (name: string) => readdirSync(inside(name)),
      readFileSync: (file: string) => readFileSync(inside(file), 'utf8'),
    };
  },
  'base/schema': async () => ({ Type }),
};

/** Files that examples name, and where they are in a test. */
const files: Record<string, (t: Test) => [name: string, file: string]> = {
  'base/files': (t) => [
    'legal-forms.txt',
    path.join(t.testdir({ 'legal-forms.txt': 'DE | GmbH' }), 'legal-forms.txt'),
  ],
  database: (t) => ['notes.sqlite', path.join(t.testdir(), 'notes.sqlite')],
  'base/reloadable': (t) => [
    'hours.yaml',
    path.join(t.testdir({ 'hours.yaml': 'hours: 9-17' }), 'hours.yaml'),
  ],
  'sanctions-lists': () => ['test/lists', packageFolder('sanctions-lists/test/lists')],
};

for (const name of readdirSync(path.dirname(packageFolder('base')))) {
  t.test(`the examples of ${name} print what its README says`, async (t) => {
    const readme = readFileSync(path.join(packageFolder(name), 'README.md'), 'utf8');
    const examples = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, example = '']) => example);
    t.not(examples.length, 0, 'there is one');
    for (const example of examples) {
      const [, entry = ''] = /'@vestibule\/([^']+)'/.exec(example) ?? [];
      const library = (await import(`#${entry}`)) as Given;
      const beside = (await given[entry]?.(t)) ?? {};
      const [named = '', file = ''] = files[entry]?.(t) ?? [];
      t.same(await printed(example.replaceAll(named || '\0', file), library, beside), [
        ...(example.match(/(?<=^\/\/ ).+$/gm) ?? []),
      ]);
    }
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
