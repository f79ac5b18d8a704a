import path from 'node:path';
import t from 'tap';
import type { Finding } from '../../server/installation/diagnosis/finding.ts';
import { runJson } from '../support/command.ts';

t.test('the doctor says which pictures a setting, or a rule, lets in', async (t) => {
  const policy = `
rules:
  - name: Couriers
    when: { flow: Courier }
    checks: { face: { liveness: off } }
default:
  checks:
    face:
`;
  const folder = t.testdir({ 'policy.yaml': policy });
  const VESTIBULE_POLICY_FILE = path.join(folder, 'policy.yaml');
  const liveness = async (env: Record<string, string>) => {
    const { json } = await runJson(folder, ['doctor'], env);
    return (json as unknown as { findings: Finding[] }).findings.filter(
      ({ code }) => code === 'liveness',
    );
  };
  t.match(await liveness({}), [
    {
      state: 'ok',
      found: /^active lets in a screen on which a program moves a photo/,
    },
  ]);
  t.match(await liveness({ VESTIBULE_LIVENESS: 'passive' }), [
    {
      state: 'warning',
      found: /^passive lets in a good photo or film/,
      todo: /VESTIBULE_LIVENESS=active/,
    },
  ]);
  t.match(await liveness({ VESTIBULE_POLICY_FILE }), [
    { state: 'ok' },
    {
      state: 'warning',
      found: /^off lets in any photo.*The rule "Couriers"/,
      todo: /out of the rule/,
    },
  ]);
});
