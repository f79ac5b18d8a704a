import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { attackResults } from '../../server/config/attack-results.ts';
import { projectRoot } from '../../server/config/environment.ts';

t.test('README and SECURITY give the counts of the latest measurement', async (t) => {
  const countOf = (words: string) => {
    const found = attackResults.find(({ attack }) => attack.includes(words));
    return `${found?.session.letIn} times of ${found?.session.of}`;
  };
  const shortCountOf = (words: string) => countOf(words).replace(' times', '');
  const [readme, security] = ['README.md', 'SECURITY.md'].map((file) =>
    readFileSync(path.join(projectRoot, file), 'utf8').replaceAll(/\n>? ?/g, ' '),
  );
  t.match(readme, `was let in ${countOf('the head alone, filling')}`);
  t.match(security, `turns the head alone was let in ${countOf('the head alone, filling')}`);
  t.match(security, `the room on both sides ${shortCountOf('turns as a head, on an upright')}`);
  t.match(security, `plain wall ${shortCountOf('plain wall')}`);
  t.match(security, `still background ${shortCountOf('of which the head alone moves')}`);
});
