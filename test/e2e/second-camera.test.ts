import t from 'tap';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { maxApartMs, type SecondPicture } from '#server/protocol/frames.ts';
import { askCapture, enough, notYet } from '../kiosk/ask-capture.ts';
import { jpegSize } from '#server/platform/frame-reader.ts';
import { LobbyBrowsers, noChromium } from './browser.ts';
import { recordedCameras, startKiosk } from './kiosk.ts';

// Real Chromium, whose cameras play a moving pattern.

if (!findChromium()) {
  t.plan(0, noChromium);
} else {
  const browsers = new LobbyBrowsers();
  t.teardown(() => browsers.close());
  const kiosk = (patterns: number) =>
    startKiosk(t, { shared: { browsers, film: '' }, browser: { patterns } });

  t.test('the page sends the pictures of both cameras of one moment', async (t) => {
    const { lobby, shows, cameras, complaints } = await kiosk(2);
    await shows('idle');
    const pairs: SecondPicture[] = [];
    const { ended } = askCapture(lobby.kioskRegistry, {
      needsTwoCameras: true,
      onFrame: async (_jpeg, _attemptId, second) => {
        if (second) pairs.push(second);
        return pairs.length >= 5 ? enough : notYet;
      },
    });
    t.match(await ended, { ending: 'done' });
    for (const { jpeg, apartMs } of pairs) {
      t.ok(Math.abs(apartMs) <= maxApartMs, `${apartMs} ms apart`);
      t.match(jpegSize(jpeg), { width: 640 });
    }
    await shows('thinking');
    t.same(await cameras(), [false, false], 'both are off again');
    t.equal((await recordedCameras(lobby)).length, 2, 'both are on record');
    t.same(complaints, []);
  });

  t.test('one camera is not enough, and the service hears which is missing', async (t) => {
    const { lobby, shows, cameras } = await kiosk(1);
    await shows('idle');
    const { ended, seen } = askCapture(lobby.kioskRegistry, { needsTwoCameras: true });
    t.match(await ended, { ending: 'second_camera_missing' });
    t.equal(seen.length, 0, 'no picture was looked at');
    t.same(await cameras(), [false]);
    t.match(lobby.kioskRegistry.status(), [{ camera: 'ready' }], 'the first one still works');
  });
}
