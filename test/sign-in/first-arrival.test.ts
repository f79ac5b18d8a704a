import t, { type Test } from 'tap';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import { sign } from '#envoy';
import { hookSecret, startHook } from '../support/hook.ts';

/** Signs in at a hook whose only check passes. @returns the HTTP status and the stored sign-in */
async function answered(t: Test, msAgo?: string) {
  const passing = {
    name: 'passing',
    run: async () => ({ passed: true, reason: 'matched' }) as const,
  };
  const hook = await startHook(t, { checks: [passing] });
  t.teardown(() => hook.stop());
  const body = JSON.stringify(heldSignIn({ name: 'Ada Example' }));
  const response = await fetch(hook.url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-envoy-signature': sign(hookSecret, body),
      ...(msAgo !== undefined && { 'vestibule-first-arrival-ms-ago': msAgo }),
    },
  });
  return { status: response.status, body: await response.text() };
}

t.test('a call whose first arrival is longer ago than the deadline is held', async (t) => {
  for (const msAgo of ['20000', '30000', '20000.125', '999999999999']) {
    t.match(await answered(t, msAgo), { status: 412, body: /out of time/ }, msAgo);
  }
});

t.test('a call that is tried again in time, and one without the header, is decided', async (t) => {
  for (const msAgo of [undefined, '', '0', '1', '0.25', '3.7091049999999997', '1e-7', '4000']) {
    t.match(await answered(t, msAgo), { status: 200 }, String(msAgo));
  }
});

t.test('a first arrival that is no number of milliseconds may be any time ago', async (t) => {
  for (const msAgo of ['-30000', '+30000', '3e4', '0x7530', '30 000', 'NaN', '4000, soon', ',']) {
    t.match(await answered(t, msAgo), { status: 412, body: /out of time/ }, msAgo);
  }
});

t.test('of two proxies that say how long ago, the longer time counts', async (t) => {
  for (const msAgo of ['30000, 1', '1, 30000']) {
    t.match(await answered(t, msAgo), { status: 412, body: /out of time/ }, msAgo);
  }
  t.match(await answered(t, '4000, 1'), { status: 200 });
});
