import path from 'node:path';
import t from 'tap';
import type { Finding } from '../../scripts/commands/doctor/finding.ts';
import { heldSignIn } from '../../scripts/simulate/held-sign-in.ts';
import { projectRoot } from '../../server/config/environment.ts';
import { runInTurn } from '../support/in-turn.ts';
import { StartingService } from '../support/starting-service.ts';

t.test('doctor says that calls bear the signature of another secret', async (t) => {
  const data = path.join(t.testdir(), 'data');
  const service = await StartingService.begin(t, data);
  await service.said(/Engine/);
  const env = {
    VESTIBULE_DATA_DIR: data,
    VESTIBULE_HOOK_PORT: new URL(service.origin).port,
  };
  const finding = async () => {
    const { out } = await runInTurn(projectRoot, ['doctor', '--json'], env);
    const { findings } = JSON.parse(out) as { findings: Finding[] };
    return findings.find(({ code }) => code === 'wrong_signatures');
  };
  await service.signIn('signed as it should be');
  t.equal(await finding(), undefined);

  const body = heldSignIn({ name: 'Ada Example', jobId: 'another' });
  const answer = await service.post('sign-in', body, 'the-secret-of-another-app');
  t.equal(answer.status, 401);
  t.match(await finding(), {
    state: 'failing',
    found: /^1 call with the signature of another secret/,
    guide: 'docs/troubleshoot.md#finding-wrong_signatures',
  });

  await fetch(`${service.origin}/envoy/sign-in`, { method: 'POST', body: '{}' });
  t.match(await finding(), { found: /^1 call/ }, 'a call without a signature is not counted');
});
