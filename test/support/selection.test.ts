import t from 'tap';
import { readGraph, testsOf } from './selection.ts';

const graph = readGraph();
const chosenFor = (...changed: string[]) => testsOf(changed, graph).chosen;

t.test('a change chooses the tests that import it, directly or over others', async (t) => {
  const chosen = chosenFor('server/watchlist/watchlist.ts');
  t.ok(chosen.includes('test/watchlist/readings.test.ts'), 'directly');
  t.ok(chosen.includes('test/watchlist/followed-lists.test.ts'), 'over others');
  t.ok(
    chosen.includes('test/watchlist/sign-in.test.ts'),
    'through the whole service, in its own folder',
  );
  t.notOk(
    chosen.some((file) => file.startsWith('test/e2e/')),
    'and there alone',
  );
  t.notOk(chosen.includes('test/credentials/revocations.test.ts'));
});

t.test('a test is chosen once, and so is one that is changed itself', async (t) => {
  const chosen = chosenFor('test/support/store.ts', 'test/store/tables.test.ts');
  t.same(chosen, [...new Set(chosen)]);
  t.same(chosenFor('test/watchlist/command.test.ts'), ['test/watchlist/command.test.ts']);
});

t.test(
  'an import of types alone chooses no test: the type check finds what a changed type breaks',
  async (t) => {
    const chosen = chosenFor('server/desk/board/card.ts');
    t.ok(chosen.includes('test/desk/desk-page.test.ts'));
    t.notOk(chosen.some((file) => file.startsWith('test/postgres/')));
  },
);

t.test('a library chooses its own tests, and those of what imports it', async (t) => {
  const chosen = chosenFor('packages/name-matching/score.ts');
  t.ok(chosen.includes('packages/name-matching/test/score.test.ts'));
  t.ok(chosen.includes('packages/sanctions-lists/test/list-search.test.ts'));
  t.notOk(chosen.includes('packages/base/test/data-file.test.ts'));
  t.notOk(
    chosen.some((file) => file.startsWith('test/kiosk/')),
    'and not those that reach it over more than one file',
  );
  t.notOk(chosen.includes('test/desk/desk-page.test.ts'));
});

t.test('a page chooses the tests that open it in a browser', async (t) => {
  const chosen = chosenFor('desk-client/src/views/history.tsx');
  t.ok(chosen.includes('test/desk/desk-page.test.ts'));
  t.ok(chosen.every((file) => file.startsWith('test/desk/')));
  t.notOk(chosen.includes('test/desk/manage-page.test.ts'), 'and not those of another view');
  t.ok(chosenFor('desk-client/src/views/table.tsx').includes('test/desk/manage-page.test.ts'));
  t.ok(chosenFor('kiosk-client/src/view/draw.ts').includes('test/e2e/kiosk-page.test.ts'));
});

t.test('a command chooses the tests that run it as a process', async (t) => {
  const chosen = chosenFor('scripts/commands/doctor.ts');
  t.ok(chosen.includes('test/faults/replaced-database.test.ts'));
  t.notOk(chosen.includes('test/privacy/retention.test.ts'));
});

t.test('what puts the service together chooses each test that starts it', async (t) => {
  const chosen = chosenFor('server/app/features/rules-and-people.ts');
  t.ok(chosen.includes('test/e2e/sign-in.test.ts'));
  t.ok(chosen.length > 40);
});

t.test('what is left to a release is named, and chosen when it is changed itself', async (t) => {
  const { chosen, left } = testsOf(['server/desk/board/board.ts'], graph);
  t.notOk(chosen.some((file) => file.endsWith('.release.test.ts')));
  t.ok(left.includes('test/desk/first-day.release.test.ts'));
  const own = 'test/desk/first-day.release.test.ts';
  t.same(testsOf([own], graph), { chosen: [own], left: [] });
});
