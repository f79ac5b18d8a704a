import t from 'tap';
import { type CheckResult, refuse } from '#server/sign-in/check.ts';

const kept = {
  documented: { names: ['Ada Example'], birthDate: '1990-12-31', nationality: 'UTO' },
  comparedWith: ['ada'],
  listeners: [() => {}],
};

t.test('a refusal keeps who was compared and who hears of it, and nothing that lets in', (t) => {
  const passed: CheckResult = {
    ...{ passed: true, reason: 'matched', evidence: { score: 0.9 }, ...kept },
    ...{ identified: { id: 'ada', name: 'Ada Example', email: null }, againWithinMs: 1000 },
    preconditions: { hold: async () => true, reevaluate: async () => passed },
  };
  t.same(refuse(passed, { reason: 'no_match' }), { passed: false, reason: 'no_match', ...kept });
  t.end();
});

t.test('a refusal says what its caller says, and leaves the desk no right to approve', (t) => {
  const doubt: CheckResult = {
    ...{ passed: false, reason: 'no_match', deskMayApprove: true, evidence: { score: 0.4 } },
    ...kept,
  };
  const said = { evidence: { note: 'Why.' }, keepOtherChecksRunning: true } as const;
  t.same(refuse(doubt, { reason: 'watchlist_hit', ...said }), {
    ...{ passed: false, reason: 'watchlist_hit', ...said },
    ...kept,
  });
  t.end();
});
