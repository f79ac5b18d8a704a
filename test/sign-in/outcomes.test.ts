import t, { type Test } from 'tap';
import type { HookOptions } from '../support/hook.ts';
import { PushedTimer } from '../support/pushed-timer.ts';
import {
  answeringKinds,
  combined,
  due,
  everyCase,
  named,
  type Case,
  type Cases,
  type CheckKind,
  type OutcomeRow,
} from './outcome-cases.ts';
import { heardOf, startOutcomeHook } from './outcome-hook.ts';

// The table of outcomes: what Envoy hears, what is stored, and who learns of it, for every way in which one check or two may
// end, the desk may act, and the store may take it; then for a repeat, and for a repeat after a restart.

const longMs = 600_000;
/** Longest time after a deadline in which Envoy may still hear an answer. */
const heardMs = 8000;

function start(t: Test, cases: Cases, options: Partial<HookOptions> & { isAlone?: boolean } = {}) {
  return startOutcomeHook(t, cases, { deadlineMs: longMs, ...options });
}

/** Asserts every row. Shows the rows that are wrong only. */
function assertRows(
  t: Test,
  found: ReadonlyMap<string, OutcomeRow>,
  wanted: ReadonlyMap<string, OutcomeRow>,
): void {
  const wrong = [...wanted].filter(([job, row]) => JSON.stringify(found.get(job)) !== text(row));
  const message = `${wrong.length} of ${wanted.size} rows are wrong`;
  t.same(Object.fromEntries(wrong.map(([job]) => [job, found.get(job)])), {}, message);
  t.same(Object.fromEntries(wrong), {}, 'and what is due in these');
}

const text = ({ heard, stored, isByAnother, told, shown }: OutcomeRow) =>
  JSON.stringify({ heard, stored, isByAnother, told, shown });

const dueIn = (cases: Cases, then: readonly string[] = []): Map<string, OutcomeRow> =>
  new Map(
    [...cases].map(([job, one]) => {
      const row = due(one);
      return [job, { ...row, told: [...row.told, ...then] }];
    }),
  );

t.test('what Envoy hears in every case, again, and after a restart', async (t) => {
  const cases = named(everyCase());
  const first = await start(t, cases);
  const answers = await first.answers();
  t.same(await first.answers(), answers, 'a repeat gets the same bytes');
  assertRows(t, await first.outcomes(answers), dueIn(cases, ['left']));

  // Nobody knows any more who would pass, and a repeat does not look.
  const stored = new Map([...cases].filter(([, one]) => one.stored !== 'never'));
  const asked = new Map([...stored].map(([job, one]) => [job, { ...one, checks: [] }]));
  const { databaseFile } = first.hook;
  const next = await start(t, asked, { databaseFile, isAlone: true });
  const again = await next.answers();
  t.same(again, new Map([...asked.keys()].map((job) => [job, answers.get(job)])));
  const approved = [...again].filter(([, { status }]) => status === 200).map(([job]) => job);
  const nameless = await next.answers({ jobs: approved, name: ' ' });
  const letIn = [...nameless].filter(([, answer]) => heardOf(answer) !== '412 not enrolled');
  t.same(letIn, [], 'a repeat that names nobody is no approval');
  const changed = [...(await next.outcomes(again))].filter(
    ([job, { stored: reason, told, shown }]) =>
      reason !== due(cases.get(job)!).stored || told.some((what) => what !== 'left') || shown[0],
  );
  t.same(changed, [], 'and nothing changes by it');
});

t.test('nobody is let in at the deadline, whatever the other checks say', async (t) => {
  const others = [[], ...answeringKinds.map((kind) => [kind]), ['is late' as const]];
  const checks = others.flatMap((beside): CheckKind[][] => [
    ['is late', ...beside],
    [...beside, 'is late'],
  ]);
  const cases = named(combined(checks, ['is not asked', 'approves'], ['here']));
  const hook = await start(t, cases, { deadlineMs: 1500 });
  // A check that is late hears nothing.
  const wanted = new Map([...dueIn(cases)].map(([job, row]) => [job, { ...row, shown: [] }]));
  const found = await hook.outcomes(await hook.answers());
  assertRows(t, new Map([...found].map(([job, row]) => [job, { ...row, shown: [] }])), wanted);
});

/** Cases in which Envoy has its answer before the store or the desk has acted. */
const overdue: readonly {
  one: Case;
  becomes: Omit<OutcomeRow, 'isByAnother' | 'shown'>;
  isTooLateForEnvoy?: true;
}[] = [
  {
    one: { checks: ['passes'], desk: 'is not asked', stored: 'too late' },
    becomes: { heard: '412 timed out', stored: 'timed_out', told: ['timed_out first'] },
  },
  {
    one: { checks: ['fails'], desk: 'is not asked', stored: 'too late' },
    becomes: { heard: '412 timed out', stored: 'timed_out', told: ['timed_out first'] },
  },
  {
    one: { checks: ['doubts'], desk: 'approves', stored: 'too late' },
    becomes: { heard: '412 no match', stored: 'no_match', told: ['no_match first'] },
  },
  {
    one: { checks: ['doubts'], desk: 'is silent', stored: 'here' },
    becomes: { heard: '412 no match', stored: 'no_match', told: ['no_match first'] },
  },
  {
    // The process was frozen. Envoy heard nothing, so the stored approval stays.
    one: { checks: ['passes'], desk: 'is not asked', stored: 'too late' },
    becomes: { heard: '412 timed out', stored: 'matched', told: ['left'] },
    isTooLateForEnvoy: true,
  },
];

for (const { one, becomes, isTooLateForEnvoy } of overdue) {
  const cases = named([one]);
  const [job = ''] = cases.keys();
  const after = isTooLateForEnvoy ? 'long after the deadline' : 'after the deadline';
  t.test(`an answer at the deadline stays a review: ${job}, ${after}`, async (t) => {
    const timer = new PushedTimer();
    const hook = await start(t, cases, { timer });
    const called = hook.answers();
    await (one.desk === 'is silent' ? hook.deskAsked : hook.storing);
    timer.push(longMs + (isTooLateForEnvoy ? heardMs : 0));
    timer.ring();
    const answers = await called;
    // The store takes longer than Envoy waits, which changes nothing of what Envoy has heard.
    timer.push(heardMs);
    hook.letGo();
    const shown = [becomes.told[0] === 'left' ? 'timed_out' : String(becomes.stored)];
    const told = ['started', ...becomes.told];
    const wanted = { ...becomes, isByAnother: false, told, shown };
    assertRows(t, await hook.outcomes(answers), new Map([[job, wanted]]));

    const asked: Cases = new Map([[job, { ...one, checks: [], stored: 'here' }]]);
    const next = await start(t, asked, { databaseFile: hook.hook.databaseFile });
    const [again] = (await next.answers()).values();
    t.equal(again && heardOf(again), isTooLateForEnvoy ? '200' : becomes.heard, 'a repeat');
    await next.hook.stop();
  });
}

t.test('nobody is let in by a stop, and what was decided is said again', async (t) => {
  const decided = combined([['passes'], ['fails']], ['is not asked'], ['here']);
  const held: CheckKind[][] = [['is late'], ['is late', 'passes'], ['passes', 'is late']];
  const cases = named([
    ...decided,
    ...combined([...held, ['passes'], []], ['is not asked'], ['here']),
  ]);
  const jobs = [...cases.keys()];
  const hook = await start(t, cases);
  const before = await hook.answers({ jobs: jobs.slice(0, 2) });
  const holding = hook.answers({ jobs: jobs.slice(2, 5) });
  await hook.lateBegun(held.length);
  await hook.hook.signIns.hold();
  const after = await hook.answers({ jobs: jobs.slice(5) });
  for (const [job, answer] of [...(await holding), ...after]) {
    t.equal(heardOf(answer), '412 stopping', job);
  }
  t.same(await hook.answers({ jobs: jobs.slice(0, 2) }), before);
  const found = await hook.outcomes(new Map([...before, ...(await holding), ...after]));
  const stored = [...found.values()].map(({ stored }) => stored);
  t.same(stored, ['matched', 'document_missing', ...Array<string>(5).fill('stopping')]);
});
