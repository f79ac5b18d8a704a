import t, { type Test } from 'tap';
import { HookCalls } from '../../lab/simulate/envoy/hook-calls.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { listInstalls } from '#server/store/tables/kiosks.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { hookSecret, startHook } from '../support/hook.ts';

async function set(t: Test) {
  const approve = {
    name: 'always',
    run: async () => ({ passed: true, reason: 'matched' }) as const,
  };
  const hook = await startHook(t, { checks: [approve] });
  t.teardown(() => hook.stop());
  const calls = new HookCalls({ hook: hook.url, secret: hookSecret, timeoutMs: 120_000 });
  const send = (route: string, body: unknown) =>
    sendSigned(hook.url.replace('sign-in', route), hookSecret, JSON.stringify(body));
  return { hook, calls, send };
}

t.test('an install that is taken off is forgotten, and it is said what is kept', async (t) => {
  const { hook, calls, send } = await set(t);
  const { db } = hook.store;
  await calls.setUp({}, { location_code: 'SF-1' });
  t.equal((await hook.signIn({ jobId: 'before' })).status, 200);
  const answer = await send('events', {
    meta: { event: 'plugin_uninstalled', install_id: '9001' },
  });
  t.equal(answer.status, 200);
  t.match(JSON.parse(answer.body), { forgotten: true, kept: 'Enrolled people' });
  t.same(await listInstalls(db), []);
  t.ok(await findSignIn(db, 'before'), 'the record of sign-ins stays');
  t.match(await db.selectFrom('audit_events').select(['action', 'subject']).execute(), [
    { action: 'envoy_installed' },
    { action: 'envoy_uninstalled', subject: '9001' },
  ]);
  t.equal((await hook.signIn({ jobId: 'after' })).status, 200, 'a sign-in is still looked at');
});

t.test('the event may stand at the top level, and the id may be a number', async (t) => {
  const { hook, calls, send } = await set(t);
  await calls.setUp({ installId: '7' }, { location_code: 'SF-1' });
  const answer = await send('events', { event: 'plugin_uninstalled', meta: { install_id: 7 } });
  t.match(JSON.parse(answer.body), { forgotten: true });
  t.same(await listInstalls(hook.store.db), []);
});

t.test('an unknown install, an unknown event and a sign-out are answered 200', async (t) => {
  const { hook, send } = await set(t);
  const bodies = [
    { meta: { event: 'plugin_uninstalled', plugin_id: '501', install_id: '1', config: {} } },
    { meta: { event: 'plugin_uninstalled' } },
    { meta: { event: 'entry_sign_out' }, payload: { id: '19', type: 'entries', attributes: {} } },
    { meta: { event: 'something_new' }, payload: { type: 'locations' } },
    { event: 'invite_created', payload: { type: 'invites' } },
    { meta: { event: 5 } },
    {},
    [],
    null,
  ];
  for (const body of bodies) {
    t.equal((await send('events', body)).status, 200, JSON.stringify(body));
  }
  const url = hook.url.replace('sign-in', 'events');
  t.equal((await sendSigned(url, 'another secret', '{}')).status, 401);
  t.equal((await fetch(url, { method: 'POST', body: '{}' })).status, 401);
  t.equal((await sendSigned(url, hookSecret, '{')).status, 400);
});

t.test('a visitor who waits at the wrong address is not let in by it', async (t) => {
  const { hook, send } = await set(t);
  const body = heldSignIn({ name: 'Ada Example', jobId: 'lost' });
  const names = [
    'entry_sign_in',
    'employee_entry_sign_in',
    'identity_verification_requested',
    'entry_screen_requested',
    undefined,
  ];
  for (const event of names) {
    const { meta, payload } = body;
    t.equal(
      (await send('events', { meta: { ...meta, event }, payload })).status,
      412,
      String(event),
    );
    const top = { event, meta: { ...meta, event: undefined }, payload };
    t.equal((await send('events', top)).status, 412, String(event));
  }
  t.notOk(await findSignIn(hook.store.db, 'lost'));
});

t.test('an event that comes to the sign-in address never gets 200', async (t) => {
  const { hook, send } = await set(t);
  const { meta, payload } = heldSignIn({ name: 'Ada Example', jobId: 'no-sign-in' });
  const bodies = [
    { meta: { event: 'plugin_uninstalled', install_id: '9001' } },
    { meta: { ...meta, event: 'plugin_uninstalled' }, payload },
    { meta: { ...meta, event: 'entry_sign_out' }, payload },
    { event: 'employee_entry_sign_out', meta: { ...meta, event: undefined }, payload },
    { meta: { ...meta, event: 'invite_created' }, payload: { ...payload, type: 'invites' } },
    { meta: { route: 'step-0-validation', install_id: '9001' }, payload: { location_code: 'A' } },
    { meta: { route: 'step-0-validation', install_id: '9001' } },
  ];
  for (const body of bodies) {
    t.equal((await send('sign-in', body)).status, 412, JSON.stringify(body).slice(0, 80));
  }
  t.notOk(await findSignIn(hook.store.db, 'no-sign-in'));
});
