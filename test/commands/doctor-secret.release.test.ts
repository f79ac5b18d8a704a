import t from 'tap';
import type { Finding } from '#server/installation/diagnosis/finding.ts';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import { projectRoot } from '#server/config/environment.ts';
import { runInTurn } from '../support/in-turn.ts';
import { Receiver } from '../support/receiver.ts';
import { StartingService } from '../support/starting-service.ts';

interface Health {
  trouble?: object;
  refused?: object;
}

t.test('what only the calls show is found by the doctor, and one message says it', async (t) => {
  const receiver = new Receiver();
  const url = await receiver.start();
  t.teardown(() => receiver.stop());
  const notify = 'channels: [{ name: ops, type: slack }]\nalerts: { to: [ops] }\n';
  const data = t.testdir({ 'notify.yaml': notify });
  const service = await StartingService.begin(t, data, { NOTIFY_OPS_URL: url });
  await service.said(/Engine/);
  const env = {
    VESTIBULE_DATA_DIR: data,
    VESTIBULE_HOOK_PORT: new URL(service.origin).port,
  };
  const finding = async (code: Finding['code'], found = /./) => {
    const { out } = await runInTurn(projectRoot, ['doctor', '--json'], env);
    const { findings } = JSON.parse(out) as { findings: Finding[] };
    return findings.find((each) => each.code === code && found.test(each.found));
  };
  const signIn = (jobId: string, by?: string, signedInAt = new Date()) =>
    service.post('sign-in', heldSignIn({ name: 'Ada Example', jobId, signedInAt }), by);
  const health = async (headers: Record<string, string> = {}) =>
    (await (await fetch(`${service.origin}/healthz`, { headers })).json()) as Health;

  await fetch(`${service.origin}/envoy/sign-in`, { method: 'POST', body: '{}' });
  t.notOk((await health()).trouble, 'a call without a signature is none');

  t.equal((await signIn('another', 'the-secret-of-another-app')).status, 401);
  t.match(await finding('wrong_signatures'), {
    state: 'warning',
    found:
      /^1 call with the signature of another secret came since the start .*, the last on .* from this machine, or by a tunnel/,
    guide: 'docs/troubleshoot.md#finding-wrong_signatures',
  });

  const named = {
    'x-forwarded-for': '198.51.100.1, 203.0.113.7',
    'x-envoy-signature': `${'A'.repeat(43)}=`,
  };
  const method = 'POST';
  await fetch(`${service.origin}/envoy/sign-in`, { method, headers: named, body: '{}' });
  t.match(await finding('wrong_signatures'), {
    found: /2 calls .* from 203\.0\.113\.7, as a header of the tunnel says\./,
  });
  t.ok((await health()).refused);
  t.notOk((await health(named)).refused, 'nobody learns of it through a tunnel');
  await signIn('signed as it should be');
  await signIn('another', 'the-secret-of-another-app');
  t.match(
    await finding('wrong_signatures'),
    { state: 'warning', found: /^3 calls with the signature of another secret/ },
    'one between calls of Envoy may be a stranger',
  );

  const old = new Date(Date.now() - 15 * 60_000);
  const toldOfClock = receiver.next();
  for (const job of ['old 1', 'old 1', 'old 2']) await signIn(job, undefined, old);
  t.notOk((await health()).trouble, 'one may have waited in Envoy');
  await signIn('old 3', undefined, old);
  t.match((await toldOfClock).body, /15 minutes ahead/);
  t.match(await finding('clock', /sign-ins were/), {
    state: 'failing',
    found: /clock is probably ahead/,
  });
  t.equal(receiver.all.length, 1, 'a few refused calls are no message');
  await signIn('now');
  t.notOk((await health()).trouble);
});
