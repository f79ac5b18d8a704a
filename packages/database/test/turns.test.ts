import t from 'tap';
import { ConnectionTurns } from '../postgres/pool.ts';

t.test('a connection is given to who asked first, or to nobody in time', async (t) => {
  const turns = new ConnectionTurns(1, 50);
  const giveBack = await turns.take();
  const order: string[] = [];
  const [first, second] = ['first', 'second'].map(async (name) => {
    const done = await turns.take();
    order.push(name);
    return done;
  });
  giveBack();
  (await first!)();
  const last = await second!;
  t.same(order, ['first', 'second']);
  const late = await turns.take().then(
    () => null,
    (error: unknown) => error as { code: string; mayPass(): boolean },
  );
  t.equal(late?.code, 'no_turn');
  t.equal(late?.mayPass(), true);
  last();
  (await turns.take())();
});
