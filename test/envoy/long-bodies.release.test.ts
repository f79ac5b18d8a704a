import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import t, { type Test } from 'tap';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { sign, signatureHeader } from '#envoy';
import { BodyTurns } from '#server/envoy/body-turns.ts';
import { HandClock } from '../support/hand-clock.ts';
import { createLogger } from '#server/ops/logging.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import { Lines } from '../support/lines.ts';

const welcoming = {
  name: 'all',
  run: async () => ({ passed: true, reason: 'matched' }) as const,
};

/** Sends 200 kB of a longer body, with a header in the form of a signature, and no more. */
async function unfinished(t: Test, url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  t.teardown(() => socket.destroy());
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(
    `POST /envoy/sign-in HTTP/1.1\r\nhost: hook\r\ncontent-type: application/json\r\n` +
      `content-length: 1000000\r\n${signatureHeader}: ${sign('of nobody', 'x')}\r\n\r\n`,
  );
  await new Promise<void>((resolve) => socket.write(Buffer.alloc(200_000, 32), () => resolve()));
  return socket;
}

t.test('long bodies that do not end keep no short call from its answer', async (t) => {
  const hook = await startHook(t, { checks: [welcoming] });
  t.teardown(() => hook.stop());
  const open = await Promise.all(Array.from({ length: 8 }, () => unfinished(t, hook.url)));
  for (let i = 0; i < 10; i++) t.equal((await hook.signIn({ jobId: `short ${i}` })).status, 200);
  const long = (jobId: string) => {
    const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId })) + ' '.repeat(200_000);
    return sendSigned(hook.url, hookSecret, body);
  };
  t.match(
    await long('too many'),
    { status: 412, body: /ran out of time/ },
    'held, and not refused',
  );
  for (const socket of open) socket.destroy();
  t.match(await long('alone'), { status: 200 });
});

t.test('a body that is longer than any that is read is held with its reason', async (t) => {
  const hook = await startHook(t, { checks: [welcoming] });
  t.teardown(() => hook.stop());
  const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'longest' }));
  const answer = await sendSigned(hook.url, hookSecret, body + ' '.repeat(70 * 1024 * 1024));
  t.match(answer, { status: 412, body: /bad request/ });
});

t.test('such bodies do not fill the log, and each is held', async (t) => {
  const lines = new Lines();
  const hook = await startHook(t, { checks: [welcoming], log: createLogger('info', lines) });
  t.teardown(() => hook.stop());
  const body = ' '.repeat(9 * 1024 * 1024);
  for (let i = 0; i < 63; i++) {
    t.match(await sendSigned(hook.url, 'of nobody', body), { status: 412 });
  }
  t.equal(lines.text().split('its body was not kept').length - 1, 60);
});

t.test('four long bodies are read at once; the next one waits for a turn', async (t) => {
  const clock = new HandClock();
  const turns = new BodyTurns(clock);
  const ends = await Promise.all([1, 2, 3, 4].map(() => turns.take()));
  const late = turns.take();
  await clock.turn(5000);
  t.equal(await late, null);
  const next = turns.take();
  ends[0]!();
  ends[0]!();
  t.ok(await next, 'an end counts once');
  const other = turns.take();
  await clock.turn(5000);
  t.equal(await other, null);
});
