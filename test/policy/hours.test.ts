import t from 'tap';
import { checkSettings, noneCheck } from '#server/checks/registry.ts';
import { requirementsOf, unmet } from '#server/policy/apply.ts';
import { readPolicy } from '#server/policy/read-policy.ts';
import { readSignIn } from '../support/read-sign-in.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { hookSecret } from '../support/hook.ts';
import { startRuledHook } from './ruled-hook.ts';

const night = `
rules:
  - name: Night
    when: { hours: [18:00-08:00, 12:00-13:00] }
    checks:
      document: { answers: [{ question: Ticket }] }
default:
  checks: none
`;

function signInAt(time: string, timezone: string | null) {
  const body = heldSignIn({ name: 'Ada Example' });
  const signIn = readSignIn(Buffer.from(JSON.stringify(body)), new Date(time));
  if (!signIn) throw new Error('not read');
  return { ...signIn, timezone };
}

t.test('a rule applies at its hours, by the clock of the location', (t) => {
  const { policy } = readPolicy(night, checkSettings);
  const checks = new Map([...Object.keys(checkSettings), 'none'].map((name) => [name, noneCheck]));
  const ruleAt = (time: string, timezone: string | null = 'America/Los_Angeles') => {
    const { signIn } = requirementsOf(policy!, checks, signInAt(time, timezone));
    return signIn.rule;
  };
  const rows = {
    '2026-07-01T00:59:59Z': 'default', // 17:59 there
    '2026-07-01T01:00:00Z': 'Night',
    '2026-07-01T14:59:59Z': 'Night', // 07:59
    '2026-07-01T15:00:00Z': 'default',
    '2026-07-01T19:00:00Z': 'Night', // 12:00
    '2026-07-01T20:00:00Z': 'default',
    '2026-12-01T01:59:59Z': 'default', // 17:59 in winter
    '2026-12-01T02:00:00Z': 'Night',
  };
  for (const [time, rule] of Object.entries(rows)) t.equal(ruleAt(time), rule, time);
  t.match(unmet(policy!.rules[0]!.when, signInAt('2026-07-01T20:00:00Z', 'UTC')), null);
  t.equal(
    unmet(policy!.rules[0]!.when, signInAt('2026-07-01T14:05:00Z', 'UTC')),
    'it is 14:05 there',
  );
  for (const timezone of [null, 'No/Where']) {
    t.equal(ruleAt('2026-07-01T20:00:00Z', timezone), 'Night', 'it may be night there');
    const { checks: asked } = requirementsOf(
      policy!,
      checks,
      signInAt('2026-07-01T20:00:00Z', timezone),
    );
    t.same(
      asked.map(({ check }) => check.name),
      ['hours'],
    );
  }
  t.end();
});

t.test(
  'who comes from a place of unknown time is held, where a rule goes by the hour',
  async (t) => {
    const always = night.replace('18:00-08:00, 12:00-13:00', '00:00-12:00, 12:00-00:00');
    const hook = await startRuledHook(t, always);
    const { status } = await hook.signIn({});
    t.equal(status, 412, 'the ticket is missing');
    const body = JSON.stringify(heldSignIn({ name: 'Ada Example' }));
    const held = await sendSigned(hook.url, hookSecret, body.replace('"timezone":"UTC",', ''));
    t.equal(held.status, 412);
    t.match(held.body, /time zone of the location/);
  },
);

t.test('hours that are none are named, and those before them are known', (t) => {
  const said = (hours: string) =>
    readPolicy(night.replace('[18:00-08:00, 12:00-13:00]', hours), checkSettings).mistakes;
  t.match(said('6pm'), [{ text: /must be .*two times of the day, like 18:00-08:00/ }]);
  t.match(said('24:00-08:00'), [{ text: /two times of the day/ }]);
  t.match(said('08:00-08:00'), [{ text: /end when they begin/ }]);
  t.same(said('18:00-08:00'), []);
  const twice = night.replace(
    'default:',
    '  - name: Late\n    when: { hours: 12:00-13:00 }\n    checks: none\ndefault:',
  );
  const other = twice.replace('hours: 12:00-13:00', 'hours: 14:00-15:00');
  t.match(readPolicy(twice, checkSettings).warnings, [{ text: /"Late" never applies/ }]);
  t.same(readPolicy(other, checkSettings).warnings, []);
  t.end();
});
