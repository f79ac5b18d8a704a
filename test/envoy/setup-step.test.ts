import t, { type Test } from 'tap';
import { envoyMeta, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { HookCalls, type SetUp } from '../../lab/simulate/envoy/hook-calls.ts';
import { contactsFor } from '#server/envoy/installs.ts';
import { listInstalls } from '#server/store/tables/kiosks.ts';
import { hookSecret, startHook } from '../support/hook.ts';

async function set(t: Test) {
  let setUps = 0;
  const hook = await startHook(t, { checks: [], onSetUp: () => setUps++ });
  t.teardown(() => hook.stop());
  const calls = new HookCalls({ hook: hook.url, secret: hookSecret, timeoutMs: 120_000 });
  const { db } = hook.store;
  const url = hook.url.replace('sign-in', 'setup');
  return {
    hook,
    db,
    calls,
    send: (body: string | Buffer) => sendSigned(url, hookSecret, body as string),
    setUps: () => setUps,
    rows: () => listInstalls(db),
    records: () => db.selectFrom('audit_events').select(['action', 'subject', 'details']).execute(),
  };
}

const messageOf = (setUp: SetUp) => (setUp.outcome === 'refused' ? setUp.message : setUp.outcome);

t.test('the first call of a step, without a form, is answered with an empty object', async (t) => {
  const { send, setUps, rows } = await set(t);
  const meta = { route: 'step-0-validation', ...envoyMeta({}) };
  for (const body of [{ meta }, { meta, payload: null }, { meta, payload: {} }]) {
    const answer = await send(JSON.stringify(body));
    t.same([answer.status, answer.body], [200, '{}']);
  }
  t.match(await rows(), [
    { installId: '9001', locationId: '1042', locationName: 'HQ', locationCode: null },
  ]);
  t.equal(setUps(), 3, 'the purpose is registered from the first call on');
});

t.test("the guide's own sample is answered as the guide says", async (t) => {
  const { send } = await set(t);
  const sample =
    '{"meta":{"route":"step-0-validation","plugin_id":"501","install_id":"9001","config":{},"params":{},"location":{"id":"1042","type":"locations","attributes":{"name":"HQ","company-name-override":null,"timezone":"America/Los_Angeles","locale":"en","address":"410 Townsend St, San Francisco, CA 94107","address-line-one":"410 Townsend St","address-line-two":null,"city":"San Francisco","state":"CA","country":"US","zip":"94107","longitude":-122.39,"latitude":37.77,"created-at":"2021-05-04 17:20:11 UTC"}},"company":{"id":"77","type":"companies","attributes":{"name":"Acme","active":true,"created-at":"2021-05-04 17:20:11 UTC"}},"zone":null,"auth":null},"payload":{"LOCATION_CODE":"SF-1"}}';
  t.equal(Buffer.byteLength(sample), 684);
  t.match(await send(sample), { status: 200, body: '{"LOCATION_CODE":"SF-1"}' });
});

t.test('a form binds the install to a location and contacts', async (t) => {
  const { calls, rows, records, db } = await set(t);
  const form = {
    location_code: 'SF-1',
    Contact: 'desk@acme.example, guard@acme.example',
    kiosk: 'Lobby',
  };
  t.match(await calls.setUp({}, form), {
    outcome: 'saved',
    config: {
      location_code: 'SF-1',
      Contact: 'desk@acme.example, guard@acme.example',
      kiosk: undefined,
    },
  });
  t.match(await rows(), [
    {
      installId: '9001',
      locationCode: 'SF-1',
      contact: 'desk@acme.example, guard@acme.example',
      purposeState: 'pending',
    },
  ]);
  const both = ['desk@acme.example', 'guard@acme.example'];
  const contactsAt = (installId: string | null, locationId: string | null) =>
    contactsFor(db, { installId, locationId });
  t.same(await contactsAt('9001', null), both);
  t.same(await contactsFor(db, 'all'), both);
  t.same(await contactsAt('another', '1042'), both, 'by its location, when it is not known');
  t.same(await contactsAt(null, '1042'), both);
  t.same(await contactsAt('another', '7'), []);
  t.same(await contactsAt(null, null), []);
  t.match(await records(), [
    {
      action: 'envoy_installed',
      subject: '9001',
      details: JSON.stringify({ hasContact: true }),
    },
  ]);
});

t.test('what a later form leaves out stays, and what it leaves empty is taken away', async (t) => {
  const { calls, rows, records } = await set(t);
  const first = { location_code: 'SF-1', contact: 'desk@acme.example' };
  t.match(await calls.setUp({}, first), { outcome: 'saved' });
  t.match(await calls.setUp({}, { contact: ' ' }), { outcome: 'saved', config: { contact: '' } });
  t.match(await rows(), [{ locationCode: 'SF-1', contact: null }]);
  t.match(await calls.setUp({}), { outcome: 'saved', config: {} });
  t.match(await rows(), [{ locationCode: 'SF-1' }]);
  t.match(await calls.setUp({}, { location_code: '' }), { outcome: 'saved' });
  t.match(await rows(), [{ locationCode: null }]);
  const actions = (await records()).map(({ action }) => action);
  t.same(actions, ['envoy_installed', 'envoy_changed', 'envoy_changed']);
});

t.test('a form that does not fit is refused with what to do, and nothing is saved', async (t) => {
  const { calls, rows, setUps } = await set(t);
  const refusal = async (form: unknown) => messageOf(await calls.setUp({}, form));
  t.match(await refusal({ location_code: '<b>' }), 'may have letters, digits, spaces');
  t.match(await refusal({ location_code: 'x'.repeat(33) }), '32 of them at most');
  t.match(await refusal({ location_code: 'A', contact: 'desk' }), 'no e-mail address: "desk"');
  for (const odd of [
    true,
    {},
    { value: 'A' },
    { label: 'A' },
    [[]],
    ['A', {}],
    { label: 1, value: 'A' },
  ]) {
    t.match(await refusal({ location_code: odd }), 'must be a text', JSON.stringify(odd));
  }
  for (const two of [
    ['A', 'B'],
    [{ label: 'x', value: 'A' }, 'B'],
  ]) {
    t.match(
      await refusal({ location_code: two }),
      'Please choose only one at the field "location_code".',
    );
  }
  t.match(await refusal({ location_code: Array(1000).fill('A') }), 'must be a text');
  t.match(await refusal({ location_code: 'A', LOCATION_CODE: 'B' }), 'twice');
  t.match(await refusal([1]), 'it is no object');
  t.match(await refusal('SF-1'), 'it is no object');
  t.same(await rows(), []);
  t.equal(setUps(), 0);
});

t.test('a field may come as text, as an option, or as an array of one', async (t) => {
  const { calls, rows } = await set(t);
  const option = { label: 'San Francisco', value: 'SF-1' };
  for (const code of ['SF-1', ['SF-1'], option, [option]]) {
    await calls.setUp({}, { location_code: '' });
    const saved = await calls.setUp({}, { location_code: code });
    t.match(saved, { outcome: 'saved' });
    t.same('config' in saved && saved.config, { location_code: code }, 'in the shape it came in');
    t.match(await rows(), [{ locationCode: 'SF-1' }], JSON.stringify(code));
  }
  for (const nothing of [
    null,
    '',
    [],
    [''],
    { label: '', value: null },
    { label: '-', value: '' },
  ]) {
    await calls.setUp({}, { location_code: 'SF-1' });
    t.match(await calls.setUp({}, { location_code: nothing }), { outcome: 'saved' });
    t.match(await rows(), [{ locationCode: null }], JSON.stringify(nothing));
  }
  const contact = ['desk@acme.example', { label: 'Guard', value: 'guard@acme.example' }];
  t.match(await calls.setUp({}, { contact }), { outcome: 'saved' });
  t.match(await rows(), [{ contact: 'desk@acme.example, guard@acme.example' }]);
  const more = { ...option, colour: 'red', nested: { a: 1 } };
  t.match(await calls.setUp({}, { location_code: more }), {
    outcome: 'saved',
    config: { location_code: { ...option, colour: undefined, nested: undefined } },
  });
});

t.test('what Envoy did not sign is refused, and nothing is saved', async (t) => {
  const { hook, rows } = await set(t);
  const stranger = new HookCalls({ hook: hook.url, secret: 'another', timeoutMs: 120_000 });
  t.match(await stranger.setUp({}, { location_code: 'SF-1' }), { answer: { status: 401 } });
  t.same(await rows(), []);
});

t.test(
  'whatever comes signed is answered with 200 and an object, or 412 and a sentence',
  async (t) => {
    const { send } = await set(t);
    const meta = envoyMeta({});
    const odd = [undefined, null, 0, -1.5, '', 'x', '\u0000', [], [1], {}, { a: 1 }, true, '🙂'];
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '{}',
      '{"meta":null}',
      '{"meta":{"install_id":{}}}',
      '{"meta":{"install_id":""},"payload":{"location_code":"A"}}',
      '{"payload":{"location_code":"A"}}',
      '{"meta":{},"payload":{"location_code":"A"}}',
      '{"meta":{},"payload":{"__proto__":{"location_code":"A"},"constructor":1}}',
      ...odd.map((location) => JSON.stringify({ meta: { ...meta, location } })),
      ...odd.map((id) =>
        JSON.stringify({ meta: { ...meta, install_id: id }, payload: { contact: 1 } }),
      ),
      ...odd.map((payload) => JSON.stringify({ meta, payload })),
      ...[...odd, [null], [[1]], { label: 'a', value: 'b' }, [{ label: 'a' }]].flatMap((value) =>
        ['location_code', 'CONTACT', 'contact'].map((key) =>
          JSON.stringify({ meta, payload: { location_code: 'A', [key]: value } }),
        ),
      ),
      JSON.stringify({ meta, payload: { location_code: 'A', contact: '@'.repeat(200_000) } }),
      JSON.stringify({ meta, payload: { location_code: 'x'.repeat(2_000_000) } }),
      Buffer.from([0xff, 0xfe, 0x00]),
    ];
    for (const body of bodies) {
      const answer = await send(body);
      const parsed = JSON.parse(answer.body) as { message?: unknown };
      const shown = body.toString().slice(0, 80);
      if (answer.status === 200) t.ok(typeof parsed === 'object' && !Array.isArray(parsed), shown);
      else t.match([answer.status, parsed.message], [412, /^Vestibule: [A-Z].*\.$/], shown);
    }
  },
);
