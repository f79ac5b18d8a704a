import path from 'node:path';
import t from 'tap';
import type { Finding } from '#server/installation/diagnosis/finding.ts';
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

t.test('the doctor warns of one camera that nobody at a desk sees', async (t) => {
  const policy = `
rules:
  - name: Staff
    when: { kind: employee }
    checks: { face: { liveness: two_cameras } }
  - name: Annex
    when: { location: Annex }
    checks: { face: {}, personal_code: {} }
  - name: Guests
    when: { flow: Guest }
    checks: { face: { whenNotEnrolled: document }, identity_document: {} }
default:
  checks:
    face: { liveness: two_cameras, whenCamerasMoved: active }
`;
  const folder = t.testdir({ 'policy.yaml': policy });
  const warnings = async (env: Record<string, string>) => {
    const { json } = await runJson(folder, ['doctor'], env);
    return (json as unknown as { findings: Finding[] }).findings.filter(
      ({ code, state }) => code === 'liveness' && state === 'warning',
    );
  };
  const unseen = { VESTIBULE_DESK_SEES_CAMERA: 'false' };
  t.match(await warnings(unseen), [
    { found: /^Nobody at a desk sees the camera.*"default"\.$/, todo: /second camera, a personal/ },
  ]);
  t.strictSame(await warnings({ ...unseen, VESTIBULE_LIVENESS: 'two_cameras' }), []);
  t.strictSame(await warnings({}), [], 'somebody sees it');
  const VESTIBULE_POLICY_FILE = path.join(folder, 'policy.yaml');
  t.match(
    await warnings({ ...unseen, VESTIBULE_POLICY_FILE }),
    [{ found: /In the policy: "default"\.$/ }],
    'what asks for more is not named',
  );
});
