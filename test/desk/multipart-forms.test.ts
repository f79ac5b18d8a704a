import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { UploadFormError, formParts, type FormPart } from '#server/desk/people/form-parts.ts';

const limits = { parts: 3, fieldBytes: 100, fileBytes: 200_000, allBytes: 300_000 };

/** The parts that a server reads from a request. `sent` is a form of `fetch`, or bytes. */
async function read(sent: FormData | Buffer, type?: string) {
  let came: (parts: Promise<FormPart[] | string>) => void;
  const parts = new Promise<FormPart[] | string>((resolve) => (came = resolve));
  const server = createServer((request, response) => {
    came(partsOf(request).finally(() => response.end()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const headers = { ...(type && { 'content-type': type }), connection: 'close' };
  const body = Buffer.isBuffer(sent) ? Uint8Array.from(sent) : sent;
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  server.close();
  return parts;
}

async function partsOf(request: IncomingMessage): Promise<FormPart[] | string> {
  const parts: FormPart[] = [];
  try {
    for await (const part of formParts(request, limits)) parts.push(part);
    return parts;
  } catch (error) {
    if (!(error instanceof UploadFormError)) throw error;
    return error.code;
  }
}

t.test('a form is read as it was filled in', async (t) => {
  const photo = randomBytes(150_000);
  const form = new FormData();
  form.append('request', '{"name":"Zoë"}');
  form.append('photos', new Blob([Uint8Array.from(photo)]), 'Zoë "1".jpg');
  form.append('photos', new Blob([]), 'empty.jpg');
  t.same(await read(form), [
    { name: 'request', filename: null, content: Buffer.from('{"name":"Zoë"}') },
    { name: 'photos', filename: 'Zoë %221%22.jpg', content: photo },
    { name: 'photos', filename: 'empty.jpg', content: Buffer.alloc(0) },
  ]);
});

const type = 'multipart/form-data; boundary=b';
const head = 'content-disposition: form-data; name="x"';
const field = (content: string) => `--b\r\n${head}\r\n\r\n${content}\r\n`;
const file = (content: string) => `--b\r\n${head}; filename="f"\r\n\r\n${content}\r\n`;

t.test('what looks like the end of a part and is none belongs to it', async (t) => {
  for (const content of ['\r\n--', '\r\n--\r\n--a', '--b--']) {
    const parts = await read(Buffer.from(`${field(content)}--b--\r\n`), type);
    t.match(parts, [{ content: Buffer.from(content) }], JSON.stringify(content));
  }
  const almost = '\r\n--'.repeat(30_000);
  t.match(await read(Buffer.from(`${file(almost)}--b--`), type), [
    { content: Buffer.from(almost) },
  ]);
});

const refused: Record<string, [body: string, code: string, type?: string]> = {
  'no boundary': [`${field('x')}--b--`, 'no_form', 'multipart/form-data'],
  'no end': [field('x'), 'no_form'],
  'something before the first part': [`x${field('x')}--b--`, 'no_form'],
  'something behind a delimiter': [`--bx\r\n${head}\r\n\r\n\r\n--b--`, 'no_form'],
  'a part without a head': ['--b\r\n\r\n\r\n--b--', 'no_form'],
  'a part without a name': ['--b\r\ncontent-disposition: form-data\r\n\r\n\r\n--b--', 'no_form'],
  'a long head': [`--b\r\n${head}\r\n${'x: y\r\n'.repeat(400)}\r\nx\r\n--b--`, 'no_form'],
  'too many parts': [`${field('').repeat(4)}--b--`, 'too_many_parts'],
  'a long field': [`${field('x'.repeat(101))}--b--`, 'too_large'],
  'a large file': [`${file('x'.repeat(200_001))}--b--`, 'too_large'],
  'much in all': [`${file('x'.repeat(160_000)).repeat(2)}--b--`, 'too_large'],
};

for (const [what, [body, code, contentType = type]] of Object.entries(refused)) {
  t.test(`refused: ${what}`, async (t) => {
    t.equal(await read(Buffer.from(body), contentType), code);
  });
}
