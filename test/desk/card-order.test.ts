import { EventEmitter, once } from 'node:events';
import t from 'tap';
import { FaceDoubt, startRingingDesk } from './ringing-desk.ts';

// A page shows what it was sent last. The real routes, sockets and database; a reading waits where a slow one would.

const doubt = () => new FaceDoubt({ passed: false, reason: 'no_match' });

t.test('a card that changes while a snapshot is read follows the snapshot', async (t) => {
  const { desk, enter, hook } = await startRingingDesk(t, { checks: [doubt()], askDesk: false });
  const { board } = desk.desk;
  const closed = board.readClosed.bind(board);
  board.readClosed = async () => {
    const shown = once(board, 'card');
    await hook.signIn({ name: 'Ada', jobId: 'ada' });
    await shown;
    return closed();
  };
  const { messages, until } = await entered(enter);
  await until(() => messages.some(({ type }) => type === 'card'));
  const about = messages.filter(({ type }) => type === 'snapshot' || type === 'card');
  t.same(
    about.map(({ type }) => type),
    ['snapshot', 'card'],
  );
  t.match(about, [{ waiting: { length: 0 } }, { card: { jobId: 'ada' } }]);
});

t.test('of two readings of a card, the later one is shown', async (t) => {
  const { desk, enter, hook } = await startRingingDesk(t, { checks: [doubt()], askDesk: false });
  const { board } = desk.desk;
  const { messages, until } = await entered(enter);
  await hook.signIn({ name: 'Ada', jobId: 'ada' });
  const shown = () => messages.filter((message) => message.type === 'card');
  await until(() => shown().length === 1);

  const card = board.card.bind(board);
  const first = new EventEmitter();
  board.card = async (jobId) => {
    board.card = card;
    const asItWas = await card(jobId);
    first.emit('read');
    await once(first, 'goOn');
    return asItWas;
  };
  const read = once(first, 'read');
  const early = board.tell('ada');
  await read;
  const isHit = { reason: 'watchlist_hit' } as const;
  await desk.db.updateTable('sign_ins').set(isHit).where('jobId', '=', 'ada').execute();
  await board.tell('ada');
  first.emit('goOn');
  await early;
  await hook.signIn({ name: 'Bo', jobId: 'bo' });
  await until(() => shown().some((message) => message.card.jobId === 'bo'));
  const ada = shown().filter((message) => message.card.jobId === 'ada');
  t.equal(ada.at(-1)!.card.reason, 'watchlist_hit');
});

async function entered(enter: Awaited<ReturnType<typeof startRingingDesk>>['enter']) {
  const ann = await enter('Ann Reception');
  return { messages: ann.messages, until: ann.until.bind(ann) };
}
