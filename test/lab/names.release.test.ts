import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { commonPeople } from '#name-matching/lab/common-people.ts';
import { runLab, runLabJson } from './command.ts';
import { listFile } from '../watchlist/open-store.ts';

const pairs = `kind,asked,listed,same
person,Ada Quentarsi,Ada Quentaris,true
person,Bo Ordinary,Ada Quentaris,true
person,Ada Question,Ada Quentaris,false
company,OOO Vortega,Vortega Ltd,true
company,Vortega,Vortega GmbH,false
`;
const strangers = `name,birth_date
Zoltan Miro Quentaris,1999-05-05
Soltan Kwentari,1999-05-05
Bo Ordinary,1980-01-01
`;

t.test('labelled pairs and people are measured with the door’s own comparison', async (t) => {
  const folder = t.testdir({
    'pairs.csv': pairs,
    'strangers.csv': strangers,
    'people-with-a-long-name-of-their-file.csv': strangers,
    'listed.csv': 'asked\n"QUENTARIS, Zoltan Miro"\nBo Ordinary\n',
  });
  const file = (name: string) => path.join(folder, name);
  const options = [
    ...['--pairs', file('pairs.csv'), '--strangers', file('strangers.csv')],
    ...['--strangers', file('people-with-a-long-name-of-their-file.csv')],
    ...['--listed', file('listed.csv'), '--list', `un=${listFile('un.xml')}`, '--own', '10'],
  ];
  const { code, json } = await runLabJson(folder, ['names', ...options]);
  t.equal(code, 0);
  t.match(json, {
    pairs: [
      { kind: 'person', same: 2, found: 1, different: 1, falseHits: 0 },
      { kind: 'company', same: 1, found: 1, different: 1, falseHits: 1 },
    ],
    people: [
      { file: 'strangers', written: 'name', asked: 3, held: 2, namesakes: 1 },
      // The birth date clears the visitor whose name is only similar to a listed one.
      { written: 'and birth date', held: 1, namesakes: 1 },
      { written: 'initial', asked: 3, areListed: false },
      { file: 'people-with-a-long-name-of-their-file', held: 2 },
      {},
      {},
      { file: 'listed', written: 'name', areListed: true, asked: 2, held: 1 },
    ],
  });
  const [own] = (json as { own: { written: string; asked: number; found: number }[] }).own;
  t.match(own, { written: 'own name' });
  t.equal(own?.found, own?.asked, 'everybody is found by their own name');
  const { out } = await runLab(folder, ['names', ...options]);
  t.match(out, /persons +│ +2 │ +1 │ +50\.0 %/);
  t.match(out, /companies +│ +1 │ +1 │ 100\.0 % │ +1 │ +1 │ 100\.0 %/);
  t.match(out, /strangers +│ name +│ +3 │ +2 │ +666\.7/);
  t.match(out, /listed +│ name +│ +2 │ +1 │ +50\.0 %/);
  t.match(out, /loaded in [\d,]+ ms of processor time\s\([\d,]+ ms on\sthe\sclock\)/);
  const widest = Math.max(...out.split('\n').map((line) => line.length));
  t.ok(widest <= 80, `${widest} columns`);
});

t.test('a file that cannot be used says what is missing', async (t) => {
  const folder = t.testdir({
    'pairs.csv': 'kind,asked\nperson,Ada\n',
    'people.csv': 'born\n1999\n',
  });
  const evaluate = (...options: string[]) => runLab(folder, ['names', ...options]);
  const file = (name: string) => path.join(folder, name);
  t.match(await evaluate('--pairs', file('pairs.csv')), { code: 1, err: /no column listed/ });
  t.match(await evaluate('--pairs', file('none.csv')), { code: 1, err: /cannot be read/ });
  await writeFile(file('pairs.csv'), 'kind,asked,listed,same\nship,A,B,true\n');
  t.match(await evaluate('--pairs', file('pairs.csv')), { code: 1, err: /Row 2 of/ });
  const people = ['--strangers', file('people.csv')];
  t.match(await evaluate(...people), { code: 1, err: /needs a name in each row/ });
  await writeFile(file('people.csv'), 'name\nAda\n');
  t.match(await evaluate(...people), { code: 1, err: /Give --list/ });
  t.match(await evaluate(...people, '--list', 'mars=x.xml'), { code: 1, err: /sources are/ });
});

t.test(
  'the parts of a suite are disjoint, and common names of each people are asked for',
  async (t) => {
    const folder = t.testdir({ 'pairs.csv': pairs });
    const sizes = { tune: 0, judge: 0 };
    for (const part of ['tune', 'judge'] as const) {
      const options = ['--pairs', path.join(folder, 'pairs.csv'), '--part', part];
      const { json } = await runLabJson(folder, ['names', ...options]);
      const rows = (json as { pairs: { same: number; different: number }[] }).pairs;
      sizes[part] = rows.reduce((sum, { same, different }) => sum + same + different, 0);
    }
    t.equal(sizes.tune + sizes.judge, 5);
    const [tune, judge] = [commonPeople('tune'), commonPeople('judge')];
    t.same(
      tune.map(({ people }) => people.length),
      tune.map(() => 100),
    );
    const asked = new Set(tune.flatMap(({ people }) => people.map(({ name }) => name)));
    t.notOk(judge.some(({ people }) => people.some(({ name }) => asked.has(name))));
  },
);
