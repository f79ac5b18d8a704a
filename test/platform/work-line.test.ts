import t from 'tap';
import { BoundedQueue } from '#server/platform/work-queue.ts';

t.test('work begins in the order of asking, one piece of an owner and two in all', async (t) => {
  const line = new BoundedQueue({ atOnce: 2, ofOneOwner: 1, waiting: 3 });
  const begun: string[] = [];
  const enter = async (name: string) => {
    const done = await line.enter(name.charAt(0));
    begun.push(name);
    return done;
  };
  const a1 = enter('a1');
  const a2 = enter('a2');
  const b1 = enter('b1');
  const c1 = enter('c1');
  const endOfA1 = await a1;
  const endOfB1 = await b1;
  t.same(begun, ['a1', 'b1'], 'the second of one owner lets another one go first');
  const a3 = enter('a3');
  await t.rejects(enter('d1'), { message: 'Too much work waits.' });
  endOfB1();
  endOfB1();
  const endOfC1 = await c1;
  t.same(begun, ['a1', 'b1', 'c1']);
  endOfA1();
  const endOfA2 = await a2;
  t.same(begun, ['a1', 'b1', 'c1', 'a2'], 'the end of a piece counts once');
  endOfC1();
  const d2 = enter('d2');
  (await d2)();
  endOfA2();
  (await a3)();
  t.same(begun, ['a1', 'b1', 'c1', 'a2', 'd2', 'a3']);
});
