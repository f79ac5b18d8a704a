import t from 'tap';
import { FrameBudget } from '../../kiosk-client/src/camera/frame-budget.ts';
import { chooseLanguage } from '#server/protocol/languages.ts';
import { backOff, closingOf, readMessage } from '../../kiosk-client/src/service/link.ts';
import { closeCodes } from '#server/protocol/messages.ts';
import { formatCode, readCode } from '#server/protocol/pairing-messages.ts';

t.test('frames go no faster than asked for, and wait for their answers', (t) => {
  const budget = new FrameBudget({ perSecond: 8, unanswered: 2 });
  t.equal(budget.take(1000), 0);
  t.equal(budget.take(1100), null, 'too soon');
  t.equal(budget.take(1125), 1);
  t.equal(budget.take(5000), null, 'two are unanswered');
  budget.release(1);
  budget.release(1);
  t.equal(budget.take(5001), 2, 'an answer makes room for one, even when it comes twice');
  t.equal(budget.take(6000), null);
  t.end();
});

t.test('the back-off doubles up to a limit and never leaves its range', (t) => {
  const range = (failures: number) => [backOff(failures, () => 0), backOff(failures, () => 1)];
  t.same(range(0), [125, 250]);
  t.same(range(1), [250, 500]);
  t.same(range(3), [750, 1500], 'back within the grace of a service that starts again');
  t.same(range(50), [750, 1500]);
  t.end();
});

t.test('the code of a closed socket says whether to come back', (t) => {
  t.equal(closingOf(closeCodes.revoked), 'revoked');
  t.equal(closingOf(closeCodes.replaced), 'replaced');
  t.equal(closingOf(closeCodes.outdated), 'outdated');
  for (const code of [closeCodes.stopping, closeCodes.badMessage, 1006]) {
    t.equal(closingOf(code), 'lost');
  }
  t.end();
});

t.test('only messages of the service are taken', (t) => {
  t.same(readMessage('{"type":"heartbeat"}'), { message: { type: 'heartbeat' } });
  t.same(readMessage(new ArrayBuffer(3)), { mistake: 'not a text message' });
  t.same(readMessage('{'), { mistake: 'not JSON' });
  for (const wrong of [
    'null',
    '{"type":"reboot"}',
    '{"type":"capture_end","captureId":"1"}',
    '{"type":"outcome","captureId":"00112233445566778899aabbccddeeff","message":"intruder","showMs":1}',
  ]) {
    t.same(readMessage(wrong), { mistake: 'not a message of the service' }, wrong);
  }
  t.end();
});

t.test('a pairing code is read however it is typed', (t) => {
  for (const typed of ['wdjbmjht', 'WDJB-MJHT', ' wdjb – mjht ', 'WDJBMJHTX']) {
    t.match(readCode(typed), { letters: 'WDJBMJHT', stray: false }, typed);
  }
  t.same(readCode('WAD0'), { letters: 'WD', stray: true });
  t.equal(formatCode('WDJB'), 'WDJB');
  t.equal(formatCode('WDJBM'), 'WDJB-M');
  t.end();
});

t.test('the first language that the page speaks is taken', (t) => {
  t.equal(chooseLanguage([null, 'es-MX', 'en']), 'es');
  t.equal(chooseLanguage(['nl', 'ES']), 'es');
  t.equal(chooseLanguage(['ja-JP', 'en']), 'ja');
  t.equal(chooseLanguage(['tlh']), 'en');
  t.end();
});
