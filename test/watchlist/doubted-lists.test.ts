import t from 'tap';
import { listProposedLists } from '#server/watchlist/follow/followed-list-rows.ts';
import { listWatchlists } from '#server/store/tables/watchlists.ts';
import { decideOnList, proposalQuestion } from '#server/watchlist/change.ts';
import { importList } from '#server/watchlist/import-list.ts';
import { followAt, listsWith, look, rowOf } from './followed.ts';
import { listFile, openedStore } from './open-store.ts';
import { publishing, startPublisher, unList } from './publisher.ts';

/** A followed list and its publisher. `publish` makes the publisher send another file. */
async function followed(t: Parameters<typeof openedStore>[0], list = unList('2026-11-20', 40)) {
  const { db } = await openedStore(t);
  const publisher = await startPublisher(t);
  await followAt(db, 'un', publisher.at('/un.xml'));
  let files = 0;
  const publish = (text: string) => {
    publisher.answer = publishing(text, String(++files));
    return look(db, 'un');
  };
  t.match(await publish(list), { state: 'in_force' });
  return { db, publish };
}

/** Gives everybody in a list the year of birth. */
function withBirthYears(list: string, year: number): string {
  const born = `<INDIVIDUAL_DATE_OF_BIRTH><YEAR>${year}</YEAR></INDIVIDUAL_DATE_OF_BIRTH>`;
  return list.replaceAll('</INDIVIDUAL>', `${born}</INDIVIDUAL>`);
}

t.test(
  'a list whose format has changed is proposed with what it lost, and not in force',
  async (t) => {
    const { db, publish } = await followed(t);
    const renamed = unList('2026-11-21', 41).replaceAll('SECOND_NAME', 'FAMILY_NAME');
    t.match(await publish(renamed), { state: 'proposed', imported: { entries: 41 } });
    t.same(await listsWith(db, 'Zoltan Quentarisak'), ['un'], 'the names before count');
    const [proposed] = await listProposedLists(db);
    t.match(proposed, { doubt: 'list_says_less', entriesKept: 40 });
    t.match(
      proposalQuestion(proposed!),
      /words of names 80 → 40,.*Example: MUi\.0: Zoltan Quentarisak → Zoltan\./,
    );
    t.match(await publish(unList('2026-11-22', 42)), { state: 'in_force' }, 'put right by them');
    t.match(await rowOf(db, 'un'), { standing: 'in_force', fault: null });
  },
);

t.test(
  'names or birth years that moved to other entries are proposed, and not taken',
  async (t) => {
    const { db, publish } = await followed(t, withBirthYears(unList('2026-11-20', 40), 1950));
    let names: string[] = [];
    const shifted = withBirthYears(unList('2026-11-21', 40), 1950)
      .replace(/<SECOND_NAME>[^<]*/g, (name) => (names.push(name), name))
      .replace(/<SECOND_NAME>[^<]*/g, () => {
        names = [...names.slice(1), names[0]!];
        return names[0]!;
      });
    t.match(await publish(shifted), { state: 'proposed', imported: { entries: 40 } });
    const question = async () => proposalQuestion((await listProposedLists(db))[0]!);
    t.match(
      await question(),
      /names kept 0 of 40, birth years kept 40 of 40\).* Example: MUi\.0: /,
    );
    const older = withBirthYears(unList('2026-11-21', 40), 1980);
    t.match(await publish(older), { state: 'proposed' });
    t.match(await question(), /names kept 40 of 40, birth years kept 0 of 40/);
    const right = withBirthYears(unList('2026-11-21', 41), 1950);
    t.match(await publish(right), { state: 'in_force' });
  },
);

t.test('a date that vanished is a doubt', async (t) => {
  const { db, publish } = await followed(t);
  const undated = unList('2026-11-21', 41).replace(/ dateGenerated="[^"]*"/, '');
  t.match(await publish(undated), { state: 'proposed' });
  const [proposed] = await listProposedLists(db);
  t.match(proposed, { doubt: 'list_undated' });
  t.match(proposalQuestion(proposed!), /has no date, and the list in force is of 2026-11-20/);
  t.match(await publish(unList('2026-11-21', 41)), { state: 'in_force' });
});

t.test('a few corrections are no change of the format', async (t) => {
  const { publish } = await followed(t);
  let corrected = unList('2026-11-21', 40);
  for (const letter of 'abc') {
    corrected = corrected.replace(`<SECOND_NAME>Quentaris${letter}k</SECOND_NAME>`, '');
  }
  t.match(await publish(corrected), { state: 'in_force' });
});

t.test(
  'a date that cannot be right is refused, and the right file after it is taken',
  async (t) => {
    const { db, publish } = await followed(t);
    for (const date of ['soon', '2099-01-01', '2026-11-26', '2026-13-41']) {
      const looked = await publish(unList('2026-11-21', 41).replace('2026-11-21T04:00:00Z', date));
      t.same(looked, { state: 'failed', fault: 'list_date_unusable' }, date);
    }
    t.match(await listWatchlists(db), [{ listDate: '2026-11-20' }]);
    t.match(await publish(unList('2026-11-25', 41)), { state: 'in_force' }, 'tomorrow is there');
    // Only an older version of the program let a list with this date into force.
    await db.updateTable('watchlists').set({ listDate: '2099-01-01' }).execute();
    t.match(await publish(unList('2026-11-23', 42)), { state: 'in_force' });
  },
);

t.test('an older list waits for somebody who takes it by its name', async (t) => {
  const { db, publish } = await followed(t);
  t.match(await publish(unList('2026-11-01', 40, 'Ludmilla')), { state: 'proposed' });
  const [older] = await listProposedLists(db);
  t.match(older, { doubt: 'list_older', listDate: '2026-11-01' });
  t.match(proposalQuestion(older!), /is of 2026-11-01, and the list in force of 2026-11-20/);
  t.same(await listsWith(db, 'Ludmilla Quentarisak'), []);
  t.match(await decideOnList(db, 'desk:1', older!.listId, 'accept'), { listDate: '2026-11-01' });
  t.same(await listsWith(db, 'Ludmilla Quentarisak'), ['un']);
  t.match(await publish(unList('2024-11-01', 40)), { state: 'proposed' }, 'of years ago');
});

t.test('an import by hand says what a list lost, and takes it when asked to', async (t) => {
  const { db } = await openedStore(t);
  const list = { source: 'un', file: listFile('un.xml') } as const;
  await importList(db, 'command:test', list);
  const [{ id } = { id: 0 }] = await listWatchlists(db);
  // The list in force has more names for the same entries.
  const names = JSON.stringify(['Zoltan Quentaris', 'Zo', 'Zol', 'Zolt', 'Zolta', 'Zoltan Q']);
  await db.updateTable('watchlist_listed').set({ names }).where('listId', '=', id).execute();
  await t.rejects(importList(db, 'command:test', list), {
    code: 'list_says_less',
    message: /other names 1\d → \d,/,
  });
  t.match(await importList(db, 'command:test', { ...list, mayShrink: true }), { entries: 2 });
});
