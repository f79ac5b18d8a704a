import { readFileSync } from 'node:fs';
import t from 'tap';
import { reasons } from '#server/sign-in/reasons.ts';

t.test('the guide says of every reason for the front desk what to do about it', (t) => {
  const guide = readFileSync('docs/troubleshoot.md', 'utf8');
  const explained = [...guide.matchAll(/^#### `(\w+)`$/gm)].map(([, reason]) => reason);
  const toExplain = Object.entries(reasons).filter(([, { verdict }]) => verdict === 'review');
  t.same(explained.toSorted(), toExplain.map(([reason]) => reason).toSorted());
  t.end();
});
