import t from 'tap';
import { countsWith } from '../../lab/attacks/counts.ts';
import type { PlayedAttack } from '../../lab/attacks/play.ts';

const tried = (conclusion: string, wasAsked = true): PlayedAttack => ({
  ...{ conclusion, wasAsked, milliseconds: 4000, paths: 1, isSuspected: false },
});
const before = {
  mesh: { session: { letIn: 9, of: 10 }, service: { letIn: 1, of: 2 } },
  tube: { session: { letIn: 0, of: 5 } },
};
const run = {
  ...{ look: true, throughService: false },
  results: {
    judge: { mesh: [tried('matched'), tried('movement_not_seen'), tried('no_match', false)] },
  },
};

t.test('a run takes the place of the counts of its kinds, and of no other', async (t) => {
  t.same(countsWith(before, [run, run]), {
    ...before,
    mesh: { ...before.mesh, session: { letIn: 2, of: 4 } },
  });
  t.same(countsWith(before, [{ ...run, throughService: true }]), {
    ...before,
    mesh: { ...before.mesh, service: { letIn: 1, of: 2 } },
  });
});

t.test('what was not looked at, or of the half that tunes, is no result', async (t) => {
  t.same(countsWith(before, [{ ...run, look: false }]), before);
  t.same(countsWith(before, [{ ...run, results: {} }]), before);
  const notAsked = { judge: { mesh: [tried('no_match', false)] } };
  t.same(countsWith(before, [{ ...run, results: notAsked }]), before);
});
