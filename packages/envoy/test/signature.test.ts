import t from 'tap';
import { sign, SignatureCheck } from '../index.ts';

const key = 'test-client-secret';
const vectors: [string, string][] = [
  [
    '{"meta":{"event":"entry_sign_in"},"payload":{"id":"19"}}',
    'h1jAlm+ha9LsFwz7u0YX0NTe8LTEvyx6Md/EsBICp5w=',
  ],
  [
    '{"payload":{"attributes":{"full-name":"Zoë Å"}}}',
    'Eg5Gscm3zV7ZjYLcntn6Zapzg20b7E5QK9zSZtiuW4U=',
  ],
];

function isSignedBy(secrets: string[], body: Uint8Array, header: string | string[] | undefined) {
  const check = new SignatureCheck(secrets);
  // In chunks, as a body arrives.
  for (let at = 0; at < body.length; at += 5) check.update(body.subarray(at, at + 5));
  return check.matches(header);
}

t.test('the signature of known bodies is the one that Envoy sends', async (t) => {
  for (const [body, signature] of vectors) {
    t.equal(sign(key, body), signature);
    t.ok(isSignedBy([key], Buffer.from(body), signature));
  }
});

t.test('either of two secrets is accepted while they are rotated', async (t) => {
  const body = Buffer.from('{}');
  t.ok(isSignedBy(['new', 'old'], body, sign('new', body)));
  t.ok(isSignedBy(['new', 'old'], body, sign('old', body)));
  t.notOk(isSignedBy(['new'], body, sign('old', body)));
});

t.test('anything that is not the signature is refused without an exception', async (t) => {
  const body = Buffer.from('{"a":1}');
  const right = sign(key, body);
  const hex = Buffer.from(right, 'base64').toString('hex');
  const wrong = [
    undefined,
    '',
    'x',
    hex,
    `sha256=${right}`,
    right.slice(0, -1),
    `${right} `,
    `${right.slice(0, -2)}${right.at(-2) === 'A' ? 'B' : 'A'}=`,
    [right],
  ];
  for (const header of wrong) t.notOk(isSignedBy([key], body, header), String(header));
  t.notOk(isSignedBy([key], Buffer.from('{"a": 1}'), right), 'the same JSON in other bytes');
});
