import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { checkSettings } from '#server/checks/registry.ts';
import { projectRoot } from '#server/config/environment.ts';
import { ruleFor } from '#server/policy/apply.ts';
import { readPolicy } from '#server/policy/read-policy.ts';

const folder = path.join(projectRoot, 'docs', 'policies');
const read = (name: string) =>
  readPolicy(readFileSync(path.join(folder, name), 'utf8'), checkSettings);

t.test('the policies by example are in order, and every rule of them can apply', (t) => {
  const names = readdirSync(folder);
  t.same(names.sort(), ['data-center.yaml', 'hospital.yaml', 'office.yaml']);
  for (const name of names) {
    const { policy, mistakes, warnings } = read(name);
    t.same(mistakes, [], name);
    t.same(warnings, [], name);
    t.ok(policy);
  }
  t.end();
});

t.test('they ask what their comments say', (t) => {
  const asked = (
    name: string,
    signIn: { flow?: string; location?: string; kind?: 'employee'; invited?: boolean },
  ) => {
    const { policy } = read(name);
    if (!policy) throw new Error(name);
    const { checks } = ruleFor(policy, {
      kind: signIn.kind ?? 'visitor',
      flowId: null,
      flowName: signIn.flow ?? 'Visitor',
      locationId: '1',
      locationName: signIn.location ?? 'Main entrance',
      inviteId: signIn.invited ? '7' : null,
      timezone: 'UTC',
      arrivedAt: new Date(),
    });
    return checks.map((check) => check.name);
  };
  t.same(asked('office.yaml', { flow: 'delivery' }), ['none']);
  t.same(asked('office.yaml', { invited: true }), ['watchlist', 'face', 'recent']);
  t.same(asked('data-center.yaml', {}), ['face', 'watchlist', 'remote_list', 'document', 'recent']);
  t.same(asked('data-center.yaml', { flow: 'Delivery' }).length, 5, 'deliveries at the dock only');
  t.same(asked('hospital.yaml', { kind: 'employee', flow: 'Patient' }), ['none'], 'a nurse is ill');
  t.same(asked('hospital.yaml', { flow: 'Oncology visitor' }), [
    'watchlist',
    'health_pass',
    'document',
    'recent',
  ]);
  t.end();
});

t.test('the policy in the guide is in order', (t) => {
  const guide = readFileSync(path.join(projectRoot, 'docs', 'policy.md'), 'utf8');
  const blocks = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
  t.equal(blocks.length, 2);
  for (const text of blocks) t.same(readPolicy(text, checkSettings).mistakes, []);
  t.end();
});
