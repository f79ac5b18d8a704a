import { pino } from 'pino';
import t, { type Test } from 'tap';
import { HookCalls, type Field } from '../../scripts/simulate/envoy/hook-calls.ts';
import { envoyMeta, heldSignIn, sendSigned } from '../../scripts/simulate/held-sign-in.ts';
import { hookRoutes } from '../../server/envoy/call-guards.ts';
import { createPairing } from '../../server/kiosk/pairing.ts';
import { revokeKiosk } from '../../server/store/tables/kiosks.ts';
import { startFakeEnvoy } from '../support/fake-envoy/start.ts';
import { secret, startHook } from '../support/hook.ts';
import { Lines } from '../support/lines.ts';

const fieldRoutes = [
  hookRoutes.kioskOptions,
  hookRoutes.kioskSelected,
  hookRoutes.kioskValue,
] as const;

async function set(t: Test) {
  const log = new Lines();
  const approve = {
    name: 'always',
    run: async () => ({ passed: true, reason: 'matched' }) as const,
  };
  const hook = await startHook(t, { checks: [approve], log: pino({ level: 'trace' }, log) });
  t.teardown(() => hook.stop());
  const { db } = hook.store;
  const pair = async (name: string) => {
    const pairing = createPairing({ db });
    const redeemed = await pairing.redeem((await pairing.newCode({ name })).code);
    return redeemed.paired ? redeemed.kiosk.id : '';
  };
  const origin = new URL(hook.url).origin;
  return {
    hook,
    db,
    pair,
    origin,
    log,
    envoy: await startFakeEnvoy(t, { secret, hook: hook.url }),
  };
}

const names = (field: Field) =>
  field.outcome === 'shown' ? field.options.map(({ value }) => value) : field;

t.test('a list of the paired screens takes the place of a typed name', async (t) => {
  const { envoy, pair, db } = await set(t);
  const options = async (params = {}) =>
    names(await envoy.askKioskField('kioskOptions', {}, params));
  const selected = async (params = {}) =>
    names(await envoy.askKioskField('kioskSelected', {}, params));
  const saved = async () => names(await envoy.askKioskField('kioskValue', {}));
  t.same(await options(), [], 'none is paired');
  t.same(await saved(), [''], 'and none was chosen');
  t.same(await selected(), []);

  for (const name of ['Lobby North', 'Lobby South', 'Garage']) await pair(name);
  await revokeKiosk(db, await pair('Gone'), new Date());
  t.match(await envoy.askKioskField('kioskOptions', {}), {
    outcome: 'shown',
    options: [{ label: 'Lobby North', value: 'Lobby North' }, {}, {}],
  });
  t.same(await options({ search: ' lobby ' }), ['Lobby North', 'Lobby South']);
  t.same(await options({ search: 'nowhere' }), []);
  t.same(await options({ search: 'gar', page: '1' }), ['Garage']);
  t.same(await options({ page: '2' }), [], 'all of them are on the first page');
  t.same(await options({ cursor: 'x' }), []);
  t.same(await options({ search: '' }), ['Lobby North', 'Lobby South', 'Garage']);

  const [choice] = (await options({ search: 'north' })) as string[];
  t.match(await envoy.setUp({}, { kiosk: [{ label: choice, value: choice }] }), {
    outcome: 'saved',
  });
  t.same(await saved(), ['Lobby North']);
  t.same(await selected(), ['Lobby North'], 'what was saved, when Envoy does not say');
  t.same(await selected({ value: 'garage' }), ['Garage']);
  t.same(await selected({ value: ['Garage', 'Lobby South'] }), ['Lobby South', 'Garage']);
  t.same(await selected({ value: [{ label: 'x', value: 'Garage' }] }), ['Garage']);
  t.same(await selected({ value: 'Gone' }), [], 'one that is not paired any more');
  t.same(await selected({ value: [] }), []);
  t.same(names(await envoy.askKioskField('kioskValue', { installId: '7' })), [''], 'of another');
});

t.test('nobody who does not sign learns the name of a screen', async (t) => {
  const { hook, pair, origin } = await set(t);
  await pair('Secret Vault');
  const body = JSON.stringify({ meta: { route: 'options', ...envoyMeta({}), params: {} } });
  for (const path of fieldRoutes) {
    const answers = [
      await fetch(origin + path, { method: 'POST', body }),
      await fetch(origin + path, { method: 'POST', body, headers: { 'x-envoy-signature': 'x' } }),
      await fetch(origin + path),
    ];
    for (const answer of answers) {
      t.ok([401, 404].includes(answer.status), `${path} ${answer.status}`);
      t.notMatch(await answer.text(), 'Vault');
    }
    t.equal((await sendSigned(origin + path, 'another', body)).status, 401);
  }
  const stranger = new HookCalls({ hook: hook.url, secret: 'another', timeoutMs: 120_000 });
  t.match(await stranger.askKioskField('kioskOptions', {}), { outcome: 'refused' });
});

t.test('a sign-in or an event that is sent to such an address is held, never let in', async (t) => {
  const { origin, pair } = await set(t);
  await pair('Lobby');
  const { meta, payload } = heldSignIn({ name: 'Ada Example' });
  const { event, ...rest } = meta;
  const bodies = [
    { meta, payload },
    { meta: rest, event, payload },
    { meta: rest, payload },
    ...['entry_screen_requested', 'identity_verification_requested', 'entry_sign_out'].map(
      (event) => ({ meta: { ...meta, event }, payload }),
    ),
  ];
  for (const path of fieldRoutes) {
    for (const body of bodies) {
      const answer = await sendSigned(origin + path, secret, JSON.stringify(body));
      t.equal(answer.status, 412, `${path} ${JSON.stringify(body).slice(0, 60)}`);
      t.match(JSON.parse(answer.body), { message: /^Vestibule: / });
    }
  }
});

t.test('whatever comes signed is answered as a field expects, or 412 and a sentence', async (t) => {
  const { origin, pair, log } = await set(t);
  await pair('Lobby');
  const meta = envoyMeta({});
  const odd = [null, 0, '', 'x', '\ud800', [], [1], [[]], {}, { a: 1 }, true, 'x'.repeat(500_000)];
  const bodies = [
    ...['', '{', 'null', '[]', '{}', '{"meta":null}', '{"meta":{}}', '{"meta":{"install_id":{}}}'],
    ...odd.map((params) => JSON.stringify({ meta: { ...meta, params } })),
    ...odd.flatMap((value) =>
      ['search', 'page', 'cursor', 'value'].map((name) =>
        JSON.stringify({ meta: { ...meta, params: { [name]: value } } }),
      ),
    ),
    JSON.stringify({ meta: { ...meta, params: { value: Array(100_000).fill('a') } } }),
    JSON.stringify({ meta: { ...meta, params: { __proto__: null, constructor: 1 } } }),
  ];
  for (const path of fieldRoutes) {
    for (const body of bodies) {
      const answer = await sendSigned(origin + path, secret, body);
      const parsed: unknown = JSON.parse(answer.body);
      const shown = `${path} ${body.slice(0, 300).slice(-60)}`;
      if (answer.status === 412) t.match(parsed, { message: /^Vestibule: [A-Z].*\.$/ }, shown);
      else if (path === hookRoutes.kioskValue)
        t.same([answer.status, parsed], [200, { value: '' }]);
      else t.ok(answer.status === 200 && Array.isArray(parsed), shown);
    }
  }
  t.notMatch(log.text(), 'xxxxx');
});
