import path from 'node:path';
import t, { type Test } from 'tap';
import type { FrameAnswer } from '../../server/kiosk/capture.ts';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { askCapture } from '../kiosk/ask-capture.ts';
import { LobbyBrowsers, noChromium } from './browser.ts';
import { filmSides, startKiosk } from './kiosk.ts';

// The real page in Chromium, with a film as its camera.

if (!findChromium()) {
  t.plan(0, noChromium);
} else {
  const browsers = new LobbyBrowsers();
  t.teardown(() => browsers.close());
  const film = await filmSides(path.join(t.testdir({}), 'camera.mjpeg'));
  const stay: FrameAnswer = {
    guidance: 'follow_dot',
    progress: 0.4,
    done: false,
    path: [
      { x: 0, y: 0, at: 0 },
      { x: 0.5, y: 0, at: 900 },
    ],
    light: [
      { tint: 'warm', at: 0 },
      { tint: 'cool', at: 450 },
    ],
  };

  const begun = async (t: Test, reducedMotion: boolean) => {
    const { lobby, page, shows, complaints } = await startKiosk(t, {
      shared: { browsers, film },
      browser: { reducedMotion },
    });
    await shows('idle');
    const told: boolean[] = [];
    const capture = askCapture(lobby.kioskRegistry, {
      asksToMove: true,
      onLight: (isShown) => told.push(isShown),
      onFrame: () => Promise.resolve(stay),
    });
    await page.getByRole('heading', { name: 'Follow the dot with your nose' }).waitFor();
    await page.locator('.dot').waitFor();
    return { page, told, capture, complaints };
  };

  t.test(
    'the border shows the tints that the service drew, and the page says that it does',
    async (t) => {
      const { page, told, capture, complaints } = await begun(t, false);
      t.same(told, [true]);
      await page.locator('.light').waitFor();
      const colour = () =>
        page.evaluate(`getComputedStyle(document.querySelector('.light')).borderTopColor`);
      // The last tint stays.
      while ((await colour()) !== 'rgb(92, 157, 196)') await capture.nextSeen();
      t.same(complaints, [], 'nor does it offend the content security policy');
    },
  );

  t.test('the camera keeps its exposure while the border shows tints', async (t) => {
    const answer: FrameAnswer = { ...stay };
    const { lobby, page, shows } = await startKiosk(t, {
      shared: { browsers, film },
      browser: { reducedMotion: false },
    });
    await shows('idle');
    await page.evaluate(webcam);
    const capture = askCapture(lobby.kioskRegistry, {
      asksToMove: true,
      onFrame: () => Promise.resolve(answer),
    });
    const exposure = () => page.evaluate<string>('exposure.exposureMode');
    while ((await exposure()) !== 'manual') await capture.nextSeen();
    delete answer.light;
    while ((await exposure()) !== 'continuous') await capture.nextSeen();
    t.equal(await page.evaluate(`localStorage.getItem('vestibule.exposure')`), null);
  });

  t.test(
    'where little motion is wanted the border keeps still, and the service knows',
    async (t) => {
      const { page, told } = await begun(t, true);
      t.same(told, [false]);
      t.notOk(await page.locator('.light').isVisible());
    },
  );
}

/** Runs in the page: the exposure of a webcam, because that of Chromium's fake camera never changes. */
const webcam = `{
  window.exposure = { exposureMode: 'continuous', exposureTime: 300 };
  const { prototype } = MediaStreamTrack;
  const { getSettings, getCapabilities } = prototype;
  prototype.getSettings = function () {
    return { ...getSettings.call(this), ...window.exposure };
  };
  prototype.getCapabilities = function () {
    return { ...getCapabilities.call(this), exposureMode: ['manual', 'continuous'] };
  };
  prototype.applyConstraints = async ({ advanced: [wanted] }) => {
    Object.assign(window.exposure, wanted);
  };
}`;
