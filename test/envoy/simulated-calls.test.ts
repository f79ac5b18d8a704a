import t from 'tap';
import { checkInstalls } from '#server/installation/diagnosis/envoy.ts';
import { stepsDone } from '#server/protocol/set-up-steps.ts';
import { runCommand } from '../support/command.ts';
import { hookSecret, startHook } from '../support/hook.ts';

t.test('a simulated sign-in does not tick that Envoy sends its sign-ins here', async (t) => {
  const hook = await startHook(t, {
    checks: [{ name: 'check', run: async () => ({ passed: true, reason: 'passed' }) }],
  });
  t.teardown(() => hook.stop());
  const findings = () => checkInstalls(hook.store.db, null);
  const isTicked = async () => stepsDone(await findings()).envoy;
  t.match(await findings(), [{ state: 'warning', found: /No setup step/ }]);

  const simulate = ['simulate', 'sign-in', '--name', 'Ada Example', '--url', hook.url];
  for (const more of [[], ['--job', 'given']]) {
    const { code } = await runCommand(t.testdirName, [
      ...simulate,
      '--secret',
      hookSecret,
      ...more,
    ]);
    t.equal(code, 0, 'let in');
  }
  t.match(await findings(), [{ state: 'warning', found: /^Only simulated sign-ins have arrived/ }]);
  t.notOk(await isTicked());

  t.equal((await hook.signIn({ jobId: '48213' })).status, 200);
  t.match(await findings(), [{ state: 'ok', found: /^Sign-ins arrive/ }]);
  t.ok(await isTicked());
});
