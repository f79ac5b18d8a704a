import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { attackResults } from '../../packages/face/index.ts';
import { projectRoot } from '../../server/config/environment.ts';

t.test('README and SECURITY give the counts of the latest measurement', async (t) => {
  const countOf = (words: string) => {
    const { letIn, of } = attackResults.find(({ attack }) => attack.includes(words))!.session;
    return { long: `${letIn} times of ${of}`, short: `${letIn} of ${of}` };
  };
  const [readme, security] = ['README.md', 'SECURITY.md'].map((file) =>
    readFileSync(path.join(projectRoot, file), 'utf8').replaceAll(/\n>? ?/g, ' '),
  );
  const knowing = countOf('end with another picture');
  const blended = countOf('five photos, blended, of which the head alone moves');
  const alone = countOf('turns the head alone, filling');
  t.match(readme, `ends with another picture than it began with, was let in ${knowing.long}`);
  t.match(readme, `comes back to the same picture was let in ${blended.long}`);
  t.match(readme, `one photo whose head it turns ${alone.long}`);
  t.match(security, `than they began with, were let in ${knowing.long}`);
  t.match(security, `they were held: ${blended.short} with a still background`);
  t.match(security, `on both sides ${countOf('five photos, blended, on such').short}`);
  t.match(security, `${alone.short} with a still background`);
  t.match(security, `${countOf('turns as a head, on an upright').short} on an upright screen`);
});
