import path from 'node:path';
import t from 'tap';
import { defaultKioskTimes, beatsMissed } from '#server/kiosk/kiosk-limits.ts';
import { drawnVisitor, filmDrawings } from '../support/drawn-camera.ts';
import { ScriptedService } from '../support/scripted-service.ts';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { noChromium, openLobbyBrowser } from './browser.ts';

// The test plays a frozen service: it sends nothing, and its socket stays open.

const silenceMs = beatsMissed * defaultKioskTimes.captureBeatMs;

if (!findChromium()) t.plan(0, noChromium);
else
  t.test('a service that freezes during a capture is noticed in three seconds', async (t) => {
    t.ok(silenceMs < 3000);
    const film = path.join(t.testdir(), 'visitor.mjpeg');
    await filmDrawings(film, drawnVisitor());
    const service = new ScriptedService();
    const address = await service.start();
    const { page, close } = await openLobbyBrowser({ camera: film });
    t.teardown(async () => {
      await close();
      await service.stop();
    });
    await page.goto(address);
    await page.locator('html[data-screen=idle]').waitFor();
    const started = service.next('capture_started');
    service.startCapture({ silenceMs });
    await started;
    await page.locator('html[data-screen=thinking], html[data-screen=not_connected]').waitFor();
    t.not(await page.locator('html').getAttribute('data-screen'), 'get_ready', 'it was noticed');
    t.equal(await page.evaluate('document.querySelector("video").srcObject'), null);
  });
