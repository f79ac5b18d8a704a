import t from 'tap';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import type { RequiredCheck } from '#server/sign-in/check.ts';
import { readSignIn } from '../support/read-sign-in.ts';
import { hookRoutes } from '#server/envoy/call-guards.ts';
import { sign, signatureHeader } from '#envoy';
import { isClaimEmpty } from '#server/people/person.ts';
import { isReason } from '#server/sign-in/reasons.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import { mutated, scrambled } from './mutations.ts';
import fc from '../support/fast-check.ts';
import { runsOf } from '../support/release.ts';

const held = heldSignIn({ name: 'Ada Example', email: 'ada@example.com' });
const setup = {
  meta: { route: 'step-0', plugin_id: '501', install_id: '9001', config: {}, location: null },
  payload: { LOCATION_CODE: 'SF-1', CONTACT: 'desk@example.com' },
};
const uninstalled = { meta: { event: 'plugin_uninstalled', install_id: '9001', config: {} } };

const approving: RequiredCheck['check'] = {
  name: 'approving',
  run: async () => ({ passed: true, reason: 'matched' }),
};
const refusing: RequiredCheck['check'] = {
  name: 'refusing',
  run: async () => ({ passed: false, reason: 'no_match' }),
};

function call(url: string, body: Buffer, signature: string | null) {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(signature === null ? {} : { [signatureHeader]: signature }),
    },
    body,
  });
}

const changedText = mutated(held).map((changed) => Buffer.from(JSON.stringify(changed)));
const changedBytes = scrambled(Buffer.from(JSON.stringify(held)));
const anyBody = fc.oneof(
  { weight: 6, arbitrary: changedText },
  { weight: 3, arbitrary: changedBytes },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
);

t.test('whatever is signed, a sign-in is answered 200 or 412 and nothing else', async (t) => {
  const hook = await startHook(t, { checks: [approving] });
  t.teardown(() => hook.stop());
  let approvals = 0;
  await fc.assert(
    fc.asyncProperty(anyBody, async (body) => {
      const answer = await call(hook.url, body, sign(hookSecret, body));
      const text = await answer.text();
      const signIn = readSignIn(body, new Date());
      if (answer.status === 200) {
        approvals++;
        // Only a sign-in that reached the check is let in.
        return text === '{}' && signIn !== null && !isClaimEmpty(signIn.claim);
      }
      const { message, debugInfo, attachments } = JSON.parse(text) as Record<string, unknown>;
      return (
        answer.status === 412 &&
        (signIn === null || isClaimEmpty(signIn.claim)) &&
        typeof message === 'string' &&
        message.startsWith('Vestibule: ') &&
        typeof debugInfo === 'object' &&
        Array.isArray(attachments)
      );
    }),
    { numRuns: runsOf(3000) },
  );
  t.ok(approvals > 0, 'some of them were still sign-ins');
  const stored = await hook.store.db.selectFrom('sign_ins').select(['verdict', 'reason']).execute();
  const approved = stored.filter(({ verdict }) => verdict === 'approved');
  t.ok(approved.length <= approvals, 'what was no sign-in was not stored');
  t.ok(stored.every(({ reason }) => isReason(reason)));
  t.ok(
    stored.every(({ verdict, reason }) => verdict === 'approved' || reason === 'not_enrolled'),
    'and of the others those that name nobody',
  );
});

t.test('where the check says no, nothing in a body lets anybody in', async (t) => {
  const hook = await startHook(t, { checks: [refusing] });
  t.teardown(() => hook.stop());
  await fc.assert(
    fc.asyncProperty(anyBody, async (body) => {
      const answer = await call(hook.url, body, sign(hookSecret, body));
      await answer.text();
      return answer.status === 412;
    }),
    { numRuns: runsOf(2000) },
  );
  t.pass('held throughout');
});

t.test('without the right signature every body is 401 or refused as too many', async (t) => {
  const hook = await startHook(t, { checks: [approving] });
  t.teardown(() => hook.stop());
  const good = Buffer.from(JSON.stringify(held));
  const right = sign(hookSecret, good);
  const signature = fc.oneof(
    fc.constant(null),
    fc.base64String({ maxLength: 60 }),
    fc.constantFrom(right.slice(1), right.toLowerCase(), `${right}=`, ` ${right.slice(0, -2)}`, ''),
  );
  await fc.assert(
    fc.asyncProperty(
      signature,
      fc.constantFrom(...Object.values(hookRoutes)),
      async (mac, path) => {
        const answer = await call(new URL(path, hook.url).href, good, mac);
        await answer.text();
        return answer.status === 401 || answer.status === 429;
      },
    ),
    { numRuns: runsOf(1000) },
  );
  const { count } = await hook.store.db
    .selectFrom('sign_ins')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  t.equal(count, 0);
});

t.test('a setup step and an event are answered as documented, whatever they hold', async (t) => {
  const hook = await startHook(t, { checks: [approving] });
  t.teardown(() => hook.stop());
  const bodies: [string, fc.Arbitrary<unknown>][] = [
    [hookRoutes.setup, mutated(setup)],
    [hookRoutes.events, mutated(uninstalled)],
  ];
  for (const [path, body] of bodies) {
    await fc.assert(
      fc.asyncProperty(body, async (changed) => {
        const bytes = Buffer.from(JSON.stringify(changed));
        const answer = await call(new URL(path, hook.url).href, bytes, sign(hookSecret, bytes));
        const parsed: unknown = JSON.parse(await answer.text());
        const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
        if (answer.status === 200) return isObject;
        const { message } = parsed as { message?: unknown };
        return answer.status >= 400 && answer.status < 500 && typeof message === 'string';
      }),
      { numRuns: runsOf(1000) },
    );
  }
  t.pass('held throughout');
});
