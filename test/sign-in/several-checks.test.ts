import path from 'node:path';
import { Type } from 'typebox';
import t from 'tap';
import { defineCheck, type CheckResult, type RequiredCheck } from '#server/sign-in/check.ts';
import type { SignInRequest } from '#server/sign-in/sign-in.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { collected } from '../support/collected.ts';
import { startHook } from '../support/hook.ts';

type Check = RequiredCheck['check'];

const always = (name: string, result: CheckResult): Check => ({ name, run: async () => result });

/** A check that runs until its signal aborts, and notes that it did. */
function untilAborted(name: string): Check & { wasAborted: boolean } {
  const check = {
    name,
    wasAborted: false,
    run: (_signIn: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise<CheckResult>((resolve) =>
        signal.addEventListener('abort', () => {
          check.wasAborted = true;
          resolve({ passed: false, reason: 'timed_out' });
        }),
      ),
  };
  return check;
}

t.test('a sign-in is approved only when each of several checks passed', async (t) => {
  const face = always('face', { passed: true, reason: 'matched' });
  const form = always('document', { passed: true, reason: 'passed' });
  const hook = await startHook(t, { checks: [form, face] });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn({ jobId: 'both' })).status, 200);
  t.match(await findSignIn(hook.store.db, 'both'), { reason: 'matched', check: 'face' });
  t.match(await checksOf(hook.store.db, 'both'), [
    { check: 'document', passed: true, reason: 'passed' },
    { check: 'face', passed: true, reason: 'matched' },
  ]);
});

t.test('a failed check ends the others, and its reason is told', async (t) => {
  const slow = untilAborted('face');
  const form = always('document', { passed: false, reason: 'document_missing' });
  const hook = await startHook(t, { checks: [slow, form] });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn({ jobId: 'one' })).status, 412);
  t.ok(slow.wasAborted);
  t.match(await findSignIn(hook.store.db, 'one'), {
    reason: 'document_missing',
    check: 'document',
  });
});

t.test('a discreet failure lets the others run on, and outweighs them', async (t) => {
  let finish: (result: CheckResult) => void = () => {};
  let aborted = false;
  const face: Check = {
    name: 'face',
    run: (_signIn, { signal }) => {
      return new Promise<CheckResult>((resolve) => {
        finish = (result) => {
          aborted = signal.aborted;
          resolve(result);
        };
      });
    },
  };
  const list: Check = {
    name: 'watchlist',
    run: async () => {
      setImmediate(() => finish({ passed: false, reason: 'no_match' }));
      return { passed: false, reason: 'watchlist_hit', keepOtherChecksRunning: true };
    },
  };
  const hook = await startHook(t, { checks: [face, list] });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn({ jobId: 'hit' })).status, 412);
  t.match(await findSignIn(hook.store.db, 'hit'), { reason: 'watchlist_hit', check: 'watchlist' });
  t.notOk(aborted, 'nothing was cut short before it had answered');
});

t.test('a check is given its own settings, completed, and the fields it needs only', async (t) => {
  let seen: unknown;
  const check = defineCheck({
    name: 'curious',
    settings: Type.Object({ limit: Type.Integer({ default: 3 }) }),
    needs: ['hostName'],
    run: async (signIn, { settings }) => {
      seen = { signIn, settings };
      return { passed: true, reason: 'passed' };
    },
  });
  const hook = await startHook(t, { checks: [check] });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn({ jobId: 'asked', host: 'Grace Host' })).status, 200);
  t.strictSame(seen, {
    signIn: { jobId: 'asked', hostName: 'Grace Host' },
    settings: { limit: 3 },
  });
});

t.test('a check that is given settings it does not know what to do with is a review', async (t) => {
  const settings = Type.Object({ limit: Type.Integer({ minimum: 1 }) });
  const run = async (): Promise<CheckResult> => ({ passed: true, reason: 'passed' });
  const check = defineCheck({ name: 'strict', settings, needs: [], run });
  const hook = await startHook(t, {
    checks: [],
    requires: (signIn) => ({ signIn, checks: [{ check, settings: { limit: 0 } }] }),
  });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn({ jobId: 'strict' })).status, 412);
  t.match(await findSignIn(hook.store.db, 'strict'), { reason: 'internal_error', check: 'strict' });
});

t.test('a policy that fails, or asks for nothing, lets nobody in', async (t) => {
  const asks = [
    () => {
      throw new Error('no rule');
    },
    (signIn: SignInRequest) => ({ signIn, checks: [] }),
  ];
  for (const [i, requires] of asks.entries()) {
    const databaseFile = path.join(t.testdir(), `${i}.sqlite`);
    const hook = await startHook(t, { checks: [], requires, databaseFile });
    t.equal((await hook.signIn({ jobId: 'asked' })).status, 412);
    // The call is answered before the decision is stored.
    await hook.signIns.stop();
    t.match(await findSignIn(hook.store.db, 'asked'), { reason: 'internal_error' });
    await hook.stop();
  }
});

t.test('a check that listens for its end holds on to nothing when it is over', async (t) => {
  const gathered: WeakRef<object>[] = [];
  const listening: Check = {
    name: 'listening',
    run: async (_signIn, { signal }) => {
      const frames = { of: 'this visitor' };
      gathered.push(new WeakRef(frames));
      signal.addEventListener('abort', () => Object.freeze(frames));
      return { passed: true, reason: 'passed' };
    },
  };
  const hook = await startHook(t, { checks: [listening] });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn()).status, 200);
  for (const one of gathered) t.ok(await collected(one));
});
