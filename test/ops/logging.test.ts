import t from 'tap';
import { createLogger } from '../../server/ops/logging.ts';

t.test('an id of somebody else is one harmless line of the log', async (t) => {
  const written: string[] = [];
  const log = createLogger('info', { write: (line) => void written.push(line) });
  log.warn({ jobId: 'a\u009B2J\u202E\u2028b', kind: 'علی‌رضا' }, 'a test');
  t.equal(written.length, 1);
  t.notMatch(written[0]?.trimEnd(), /\p{Cc}|\p{Bidi_Control}|\u2028/u);
  t.match(JSON.parse(written[0] ?? ''), { jobId: 'a\uFFFD2J b', kind: 'علی‌رضا', msg: 'a test' });
});
