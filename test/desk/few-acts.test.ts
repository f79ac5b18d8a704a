import t from 'tap';
import { startRingingDesk } from './ringing-desk.ts';

t.test('reception cannot fill the record', async (t) => {
  const { hook, enter, acts } = await startRingingDesk(t, { askDesk: false });
  t.equal((await hook.signIn({ jobId: 'held' })).status, 412);
  const { browser } = await enter('Rae Reception');
  const { browser: other } = await enter('Oli Other');
  const card = '/desk/api/cards/held';
  const is = (isWithThem: boolean, by = browser) =>
    by.call('PUT', `${card}/presence`, { isWithThem });
  const note = (text: string, was: string) =>
    browser.call('PUT', `${card}/note`, { note: text, was });
  const actions = async () => (await acts('held')).map(({ action }) => action).slice(1);

  for (let i = 0; i < 5; i++) t.match(await is(true), { status: 200 });
  t.match(await note('Has a blue bag.', ''), { status: 200 });
  for (let i = 0; i < 5; i++) {
    t.match(await note('Has a blue bag.', 'Has a blue bag.'), { status: 200 });
  }
  t.same(await actions(), ['desk_with_visitor', 'desk_noted'], 'each change once');

  const statuses = [];
  for (let i = 0; i < 60; i++) statuses.push((await is(i % 2 === 1)).status);
  const refused = statuses.filter((status) => status === 429).length;
  t.equal(refused, 5, 'sixty acts of one kind of an account in a minute');
  t.match(await is(true), { status: 429, json: { error: 'too_many_acts' } });
  t.match(await is(true, other), { status: 200 }, 'another account has its own');
});
