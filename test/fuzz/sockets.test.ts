import t from 'tap';
import { encodeFrame } from '#server/protocol/frames.ts';
import { closeCodes, protocolVersion } from '#server/protocol/messages.ts';
import { askCapture, enough, notYet } from '../kiosk/ask-capture.ts';
import { jpegLike, RawKiosk } from '../kiosk/raw-kiosk.ts';
import { startLobby } from '../kiosk/start-lobby.ts';
import { mutated, scrambled } from './mutations.ts';
import fc from '../support/fast-check.ts';
import { runsOf } from '../support/release.ts';

/** Placeholder for the id of the running capture, which is only known later. */
const running = 'f'.repeat(32);
const good = [
  { type: 'ready', protocol: protocolVersion, camera: 'ready' },
  { type: 'camera_changed', camera: 'missing' },
  { type: 'capture_started', captureId: running },
  { type: 'capture_failed', captureId: running, camera: 'in_use' },
  { type: 'capture_started', captureId: 'a'.repeat(32) },
];
const texts = good.flatMap((message) => [
  fc.constant(JSON.stringify(message)),
  mutated(message).map((value) => JSON.stringify(value) ?? ''),
]);
const frame = fc
  .tuple(fc.constantFrom(running, 'a'.repeat(32)), fc.nat(5), fc.nat(59_999))
  .map(([id, sequence, number]) => Buffer.from(encodeFrame(id, sequence, jpegLike(number))));
const anyMessage = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(...texts) },
  { weight: 3, arbitrary: frame },
  { weight: 2, arbitrary: scrambled(Buffer.from(encodeFrame(running, 0, jpegLike(1)))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((raw) => Buffer.from(raw)) },
);

/** The message with the id of the running capture. */
function about(message: string | Buffer, captureId: string): string | Buffer {
  if (typeof message === 'string') return message.replaceAll(running, captureId);
  const at = message.indexOf(Buffer.from(running, 'hex'));
  if (at < 0) return message;
  const changed = Buffer.from(message);
  changed.set(Buffer.from(captureId, 'hex'), at);
  return changed;
}

t.test('whatever a kiosk sends, in any order, its place in the lobby stays in order', async (t) => {
  const { url, pair, kioskRegistry } = await startLobby(t, {
    times: { outcomeHoldMs: 0 },
    graceMs: 20_000,
  });
  const { token } = await pair();
  const documented = new Set<number>([...Object.values(closeCodes), 1000]);
  let served = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyMessage, { maxLength: 4 }),
      fc.array(anyMessage, { maxLength: 12 }),
      async (before, during) => {
        const kiosk = new RawKiosk(url, token);
        await kiosk.next('hello');
        for (const message of before) kiosk.send(message);
        kiosk.send(JSON.stringify(good[0]));
        const stopping = new AbortController();
        const asked = askCapture(kioskRegistry, {
          signal: stopping.signal,
          onFrame: async () => notYet,
        });
        // Earlier messages may have closed the socket; then no capture runs on it.
        const started = await Promise.race([
          kiosk.next('capture_start').catch(() => null),
          asked.ended.then(() => null),
        ]);
        for (const message of during) kiosk.send(about(message, started?.captureId ?? running));
        kiosk.socket.close(1000);
        const { code } = await kiosk.closed;
        stopping.abort();
        await asked.ended;
        if (code !== 1000) refused++;

        // The hub must still work: the next visitor at this kiosk is served normally.
        const next = await RawKiosk.ready(url, token);
        const capture = askCapture(kioskRegistry, { onFrame: async () => enough });
        const captureId = await next.startCapture();
        next.frame(captureId, 0, jpegLike(60_000 + served++));
        const { ending } = await capture.ended;
        next.socket.close(1000);
        await next.closed;
        return documented.has(code) && ending === 'done';
      },
    ),
    // The example sends valid messages only, so one run is never refused.
    { numRuns: runsOf(300), examples: [[[], []]] },
  );
  t.ok(refused > 0, 'some of it was refused');
  t.ok(refused < served, 'and some was not');
});
