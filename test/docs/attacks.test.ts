import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { attackResults } from '../../server/config/attack-results.ts';
import { projectRoot } from '../../server/config/environment.ts';

t.test('README and SECURITY give the counts of the latest measurement', async (t) => {
  const countOf = (words: string) => {
    const { letIn, of } = attackResults.find(({ attack }) => attack.includes(words))!.session;
    return { long: `${letIn} times of ${of}`, short: `${letIn} of ${of}` };
  };
  const [readme, security] = ['README.md', 'SECURITY.md'].map((file) =>
    readFileSync(path.join(projectRoot, file), 'utf8').replaceAll(/\n>? ?/g, ' '),
  );
  const blended = countOf('blended, of which the head alone');
  const alone = countOf('turns the head alone, filling');
  t.match(readme, `moves the head alone was let in ${blended.long}`);
  t.match(readme, `whose head it turns was let in ${alone.long}`);
  t.match(security, `with a still background, were let in ${blended.long}`);
  t.match(security, `on both sides ${countOf('five photos, blended, on such').short}`);
  t.match(security, `${alone.short} with a still background`);
  t.match(security, `${countOf('turns as a head, on an upright').short} on an upright screen`);
});
