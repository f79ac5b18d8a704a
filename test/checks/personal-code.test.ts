import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { createPersonalCodeCheck } from '#server/checks/personal-code.ts';
import type { CaptureEnd, CodeScreen } from '#server/kiosk/capture.ts';
import type { SharedRequest } from '#server/checks/shared-capture.ts';
import type { CodeRequest } from '#server/protocol/code-messages.ts';
import type { IdentifiedPerson } from '#server/sign-in/check.ts';
import { decide } from '#server/sign-in/decision.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { triesOf } from '#server/store/tables/person-tries.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { setUpCode } from '../support/authenticator.ts';
import { openTestStore } from '../support/store.ts';
import { enrolledPerson } from '../store/rows.ts';

// The real check over a real store. The test ends the capture, as the deadline of a sign-in does.

const personId = '0f9a1c52-5d0e-4a57-9d4e-8a3c1f2b7d60';
const identified: IdentifiedPerson = { id: personId, name: 'Ada Example', email: null };
const where = { locationId: null, deviceId: null, language: null };

async function question(t: Test, person: IdentifiedPerson | null = identified) {
  const folder = t.testdir();
  const store = await openTestStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  const keyFile = path.join(folder, 'template.key');
  await insertPerson(db, enrolledPerson(personId));
  const app = await setUpCode(db, keyFile, personId);
  const cipher = await openTemplateCipher(db, keyFile);
  /** Judging waits for this promise. */
  let gate: Promise<void> = Promise.resolve();
  const slowly = {
    expectKeyOf: async (transaction: Parameters<typeof cipher.expectKeyOf>[0]) => {
      await gate;
      await cipher.expectKeyOf(transaction);
    },
    openSecret: cipher.openSecret.bind(cipher),
  };
  let request: SharedRequest | undefined;
  let end: (ending: CaptureEnd['ending']) => void = () => {};
  const captures = {
    handle: () => ({
      leave: () => {},
      capture: async (asked: SharedRequest) => {
        request = asked;
        const ended = new Promise<CaptureEnd['ending']>((resolve) => (end = resolve));
        asked.code?.enough?.addEventListener('abort', () => end('done'));
        return { ending: await ended, frames: 5, showOutcome: () => {} };
      },
    }),
  };
  const check = createPersonalCodeCheck({ db, cipher: slowly, captures });
  const signal = new AbortController().signal;
  const who = { identified: Promise.resolve(person), documented: Promise.resolve(null) };
  const context = { deadline: Infinity, signal, settings: {}, ...who };
  const signIn = { jobId: 'job', ...where } as Parameters<typeof check.run>[0];
  const result = check.run(signIn, context);
  const asked: CodeRequest['problem'][] = [];
  const screen: CodeScreen = { ask: ({ problem }) => void asked.push(problem) };
  while (!request) await pause(10);
  request.code?.onScreen(screen);
  const wasAsked = async (times: number) => {
    while (asked.length < times) await pause(10);
  };
  const type = (code: string | null) => request?.code?.onCode(code);
  const hold = () => {
    let open = () => {};
    gate = new Promise((resolve) => (open = resolve));
    return open;
  };
  return {
    db,
    app,
    result,
    asked,
    wasAsked,
    type,
    hold,
    endWith: (ending: CaptureEnd['ending']) => end(ending),
  };
}

const failed = (reason: string) => ({
  passed: false,
  reason,
  evidence: { personId, tried: 'failed' },
});

t.test('without a code until the deadline', async (t) => {
  const { result, wasAsked, endWith } = await question(t);
  await wasAsked(1);
  endWith('timed_out');
  t.match(await result, failed('code_missing'));
});

t.test('with a wrong one until the deadline, which counts although the other did', async (t) => {
  const { db, app, result, wasAsked, type, endWith } = await question(t);
  await wasAsked(1);
  type(app.wrong());
  await wasAsked(2);
  t.equal((await triesOf(db, personId))?.failures, 1);
  endWith('timed_out');
  t.match(await result, failed('code_wrong'));
});

t.test(
  'a third try that is judged when the deadline comes is too late, though right',
  async (t) => {
    const { app, result, wasAsked, type, hold, endWith } = await question(t);
    await wasAsked(1);
    type(app.wrong());
    await wasAsked(2);
    type(app.wrong());
    await wasAsked(3);
    const judge = hold();
    type(app.code());
    endWith('timed_out');
    t.match(await result, failed('code_wrong'));
    judge();
  },
);

t.test('a code that comes while another is judged is not', async (t) => {
  const { db, app, result, wasAsked, type, hold } = await question(t);
  await wasAsked(1);
  const judge = hold();
  type(app.wrong());
  for (let i = 0; i < 5; i++) type(app.wrong());
  judge();
  await wasAsked(2);
  t.equal((await triesOf(db, personId))?.failures, 1);
  type(app.code());
  t.match(await result, { passed: true, reason: 'passed' });
});

t.test('a face that did not match is asked for nothing', async (t) => {
  const { result, asked } = await question(t, null);
  t.match(await result, { passed: false, reason: 'not_finished' });
  t.same(asked, []);
});

t.test('each way in which a capture ends has its reason', async (t) => {
  for (const [ending, reason] of [
    ['kiosk_offline', 'kiosk_offline'],
    ['camera_failed', 'kiosk_offline'],
    ['declined', 'declined'],
    ['camera_stuck', 'camera_stuck'],
    ['aborted', 'internal_error'],
  ] as const) {
    await t.test(ending, async (t) => {
      const { result, wasAsked, endWith } = await question(t);
      await wasAsked(1);
      endWith(ending);
      t.match(await result, failed(reason));
    });
  }
});

t.test('a try that failed with its code is no match, whichever check is shown', async (t) => {
  const at = { milliseconds: 1 };
  const face = { ...at, check: 'face', passed: true, reason: 'matched' } as const;
  const code = { ...at, check: 'personal_code', passed: false, reason: 'not_finished' } as const;
  const list = { ...at, check: 'remote_list', passed: false, reason: 'watchlist_hit' } as const;
  const evidence = { personId, tried: 'matched' } as const;
  const decided = decide('job', new Date(), [
    { ...face, evidence },
    { ...code, evidence: { personId, tried: 'failed' } },
    list,
  ]);
  t.match(decided, { reason: 'watchlist_hit', evidence: { personId, tried: 'failed' } });
});
