import t from 'tap';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import { readSignIn } from '../support/read-sign-in.ts';
import { parseEnvoyTime } from '#envoy';

const arrivedAt = new Date('2026-03-12T17:05:10Z');
type Body = ReturnType<typeof heldSignIn>;
const bytes = (body: unknown) => Buffer.from(JSON.stringify(body));
const read = (body: unknown) => readSignIn(bytes(body), arrivedAt);

t.test('a visitor is claimed by name and e-mail, and the host is not the visitor', async (t) => {
  const signIn = read(heldSignIn({ name: ' Ada Example ', email: 'ada@example.com', jobId: 'j1' }));
  t.match(signIn, {
    jobId: 'j1',
    kind: 'visitor',
    claim: { name: 'Ada Example', email: 'ada@example.com', employeeId: null },
    hostName: 'Grace Host',
    locationId: '1042',
    deviceId: '88',
  });
});

t.test('in the employee flow the related employee is the one who signs in', async (t) => {
  const signIn = read(heldSignIn({ name: 'Ada', employeeId: '640' }));
  t.match(signIn, { kind: 'employee', claim: { employeeId: '640' }, hostName: null });
});

t.test('ids may be numbers, and what is absent may be null', async (t) => {
  const body = {
    meta: { event: 'entry_sign_in', job: { id: 7 }, location: null },
    payload: {
      type: 'entries',
      attributes: { 'full-name': 'Ada', email: null },
      relationships: { location: { data: { id: 1042 } }, device: { data: null } },
    },
  };
  t.match(read(body), { jobId: '7', locationId: '1042', deviceId: null, signedInAt: arrivedAt });
});

t.test('what no verdict can hang on may come as a number', async (t) => {
  const body = heldSignIn({ name: 'Ada Example' });
  Object.assign(body.payload.attributes, { host: 7, 'host-email': 8 });
  t.match(read(body), { hostName: '7', hostEmail: '8' });
});

t.test(
  'a body that names no job or no entry, or holds what nobody can read, cannot be used',
  async (t) => {
    const change = (edit: (body: Body) => void) => {
      const body = heldSignIn({ name: 'Ada' });
      edit(body);
      return body;
    };
    const unusable: [string, unknown][] = [
      ['an empty object', {}],
      ['null', null],
      ['an array', []],
      ['no job', change((body) => delete (body.meta as Partial<Body['meta']>).job)],
      ['an empty job id', change((body) => (body.meta.job.id = ''))],
      ['another type', change((body) => (body.payload.type = 'invites'))],
      [
        'a name that is no text',
        change((body) => Object.assign(body.payload.attributes, { 'full-name': 7 })),
      ],
      ...[['+1 415'], {}, true, 14155550100].map((phone): [string, unknown] => [
        'a telephone number that a watchlist could not read',
        change((body) => Object.assign(body.payload.attributes, { 'phone-number': phone })),
      ]),
      [
        'a flow that a rule of the policy could not read',
        change((body) => Object.assign(body.payload.attributes, { 'flow-name': 7 })),
      ],
      ['a name that is too long to be one', heldSignIn({ name: 'Ada '.repeat(500) })],
      [
        'an address that is too long to be one',
        heldSignIn({ name: 'Ada', email: `${'a'.repeat(2000)}@example.com` }),
      ],
      ['no payload', { meta: heldSignIn({ name: 'Ada' }).meta }],
    ];
    for (const [what, body] of unusable) t.equal(read(body), null, what);
    for (const text of ['', '{', 'null', '"x"', '\xff\xfe']) {
      t.equal(readSignIn(Buffer.from(text, 'latin1'), arrivedAt), null, JSON.stringify(text));
    }
  },
);

t.test('times are read in each form that Envoy writes', async (t) => {
  const same = '2026-03-12T17:05:09.000Z';
  for (const text of [
    '2026-03-12 17:05:09 UTC',
    '2026-03-12 17:05:09',
    '2026-03-12T17:05:09Z',
    '2026-03-12 10:05:09 -0700',
    '2026-03-12T18:05:09+01:00',
  ]) {
    t.equal(parseEnvoyTime(text)?.toISOString(), same, text);
  }
  t.equal(
    parseEnvoyTime('2026-03-12 17:05:09.123456 UTC')?.toISOString(),
    '2026-03-12T17:05:09.123Z',
  );
  for (const text of ['', 'yesterday', '2026-13-40 17:05:09 UTC', null, 0, {}]) {
    t.equal(parseEnvoyTime(text), null, JSON.stringify(text));
  }
});
