import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import t, { type Test } from 'tap';
import type { FrameAnswer } from '#server/kiosk/capture.ts';
import type { VisitorMessage } from '#server/protocol/messages.ts';
import { revokeKiosk } from '#server/store/tables/kiosks.ts';
import { askCapture, enough, notYet } from '../kiosk/ask-capture.ts';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { LobbyBrowsers, noChromium } from './browser.ts';
import { filmSides, recordedCameras, startKiosk, type KioskOptions } from './kiosk.ts';

if (!findChromium()) {
  t.plan(0, noChromium);
} else {
  const browsers = new LobbyBrowsers();
  t.teardown(() => browsers.close());
  const film = await filmSides(path.join(t.testdir({}), 'camera.mjpeg'));
  const kiosk = (t: Test, options: KioskOptions = {}) =>
    startKiosk(t, { shared: { browsers, film }, ...options });

  t.test('a code that is typed pairs the page; a wrong one is refused in words', async (t) => {
    const { lobby, page, shows, complaints } = await kiosk(t, { paired: false });
    await shows('unpaired');
    const { code } = await lobby.pairing.newCode({ name: 'Main lobby' });
    const wrong = code.replace(/^./, (first) => (first === 'B' ? 'C' : 'B'));
    const field = page.getByLabel('Pairing code');
    await page.keyboard.type(wrong.replace('-', '').toLowerCase());
    t.equal(await field.inputValue(), wrong, 'formatted as the service prints it');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'wrong or already used' }).waitFor();
    await field.fill('');
    for (const letter of code.replace('-', '')) {
      await page.getByRole('button', { name: letter, exact: true }).click();
    }
    t.equal(await field.inputValue(), code, 'by the keys on the screen');
    await page.getByRole('button', { name: 'Pair', exact: true }).click();
    await shows('idle');
    await page.getByText('Main lobby').waitFor();
    await page.reload();
    await shows('idle');
    await askCapture(lobby.kioskRegistry, { onFrame: () => Promise.resolve(enough) }).ended;
    t.match(lobby.kioskRegistry.status(), [
      { name: 'Main lobby', connected: true, camera: 'ready' },
    ]);
    t.same(complaints, []);
  });

  t.test('a capture sends frames as the camera sees them, and the camera goes off', async (t) => {
    const { lobby, page, shows, cameras, complaints } = await kiosk(t);
    await shows('idle');
    t.same(await cameras(), [], 'the camera is never on at idle');
    let answer = notYet;
    const { ended, seen } = askCapture(lobby.kioskRegistry, {
      visitor: 'Ada',
      onFrame: () => Promise.resolve(answer),
    });
    await shows('looking');
    await page.getByRole('heading', { name: 'Come a little closer' }).waitFor();
    await page.getByText('Hello, Ada').waitFor();
    t.ok(await page.getByRole('button', { name: 'No camera, please' }).isVisible());
    t.same(await cameras(), [true]);
    const preview = await page.locator('video').screenshot();
    t.equal(await reddest(preview), 'right', 'the visitor sees themselves as in a mirror');
    await page.getByRole('progressbar').and(page.locator('[aria-valuenow="50"]')).waitFor();
    answer = enough;
    const end = await ended;
    t.equal(end.ending, 'done');
    // Chromium's fake camera is labelled with the file that it shows.
    const camera = /camera\.mjpeg, \d+ × \d+$/;
    t.match(await recordedCameras(lobby), [camera], 'the camera is on record');
    await shows('thinking');
    t.same(await cameras(), [false], 'off as soon as enough was seen');
    end.showOutcome('welcome');
    await shows('welcome');
    await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor();
    for (const jpeg of seen) {
      const { format, width, height } = await sharp(jpeg).metadata();
      t.same({ format, width, height }, { format: 'jpeg', width: 640, height: 360 });
    }
    t.equal(await reddest(Buffer.from(seen[0] ?? [])), 'left', 'no frame is mirrored');
    t.same(complaints, [], 'nothing that the page does offends its content security policy');
  });

  t.test('a pass is asked for in words, in larger frames, with the way out', async (t) => {
    const { lobby, page, shows, cameras } = await kiosk(t);
    await shows('idle');
    let answer: FrameAnswer = { guidance: 'show_pass', progress: 0, done: false };
    const { ended, seen } = askCapture(lobby.kioskRegistry, {
      purpose: 'health_pass',
      longestSide: 1280,
      onFrame: () => Promise.resolve(answer),
    });
    await page.getByRole('heading', { name: 'Show your health pass to the camera' }).waitFor();
    await page.getByText('Your face is not looked at').waitFor();
    t.ok(await page.getByRole('button', { name: 'No camera, please' }).isVisible());
    t.same(await cameras(), [true]);
    answer = enough;
    t.equal((await ended).ending, 'done');
    const { width } = await sharp(seen[0]).metadata();
    t.equal(width, 1280);
  });

  t.test('a visitor who wants no camera gets their way', async (t) => {
    const { lobby, page, shows, cameras } = await kiosk(t);
    await shows('idle');
    const capture = askCapture(lobby.kioskRegistry);
    await shows('looking');
    await page.getByRole('button', { name: 'No camera, please' }).click();
    t.equal((await capture.ended).ending, 'declined');
    await shows('declined');
    t.same(await cameras(), [false]);
  });

  t.test('one touch, or a key, takes who cannot move their head to the desk', async (t) => {
    const { lobby, page, shows, cameras } = await kiosk(t);
    await shows('idle');
    const follow: FrameAnswer = { guidance: 'follow_dot', progress: 0.4, done: false };
    const onFrame = () => Promise.resolve(follow);
    for (const way of ['touch', 'key'] as const) {
      const capture = askCapture(lobby.kioskRegistry, { asksToMove: () => true, onFrame });
      await page.getByRole('heading', { name: 'Follow the dot with your nose' }).waitFor();
      const button = page.getByRole('button', { name: 'I can’t move my head' });
      const { width = 0, height = 0 } = (await button.boundingBox()) ?? {};
      t.ok(width >= 200 && height >= 48, 'large enough for a finger');
      if (way === 'touch') await button.click();
      else {
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
      }
      const end = await capture.ended;
      t.equal(end.ending, 'cannot_move', way);
      await shows('in_person');
      t.notOk((await cameras()).includes(true));
    }
    const other = askCapture(lobby.kioskRegistry);
    await shows('looking');
    t.notOk(await page.getByRole('button', { name: 'I can’t move my head' }).isVisible());
    await page.keyboard.press('Escape');
    t.equal((await other.ended).ending, 'declined');
  });

  t.test('a dot goes its way over the screen, as in a mirror, while it is followed', async (t) => {
    const { lobby, page, shows, complaints } = await kiosk(t, { browser: { reducedMotion: true } });
    await shows('idle');
    const follow: FrameAnswer = { guidance: 'follow_dot', progress: 0.4, done: false };
    const toTheirLeft = [
      { x: 0, y: 0, at: 0 },
      { x: 1, y: 1, at: 200 },
    ];
    const toTheirRight = [
      { x: 0, y: 0, at: 0 },
      { x: 0, y: -1, at: 100 },
      { x: -1, y: -1, at: 200 },
    ];
    let path: typeof toTheirLeft | undefined;
    let done = false;
    const capture = askCapture(lobby.kioskRegistry, {
      asksToMove: () => true,
      onFrame: () => Promise.resolve({ ...follow, done, ...(path && { path }) }),
    });
    const dot = page.locator('.dot');
    await page.getByRole('heading', { name: 'Follow the dot with your nose' }).waitFor();
    t.notOk(await dot.isVisible(), 'none before there is a path');
    /** Checks at each frame that the page sends. @param across and down: the figure's edge, -1 or 1 */
    const isAt = async (across: number, down: number) => {
      const figure = page.locator('.figure');
      for (;;) {
        const [box, field] = await Promise.all([dot.boundingBox(), figure.boundingBox()]);
        if (box && field) {
          const x =
            across * (field.width - box.width) - 2 * (box.x - field.x) + field.width - box.width;
          const y =
            down * (field.height - box.height) - 2 * (box.y - field.y) + field.height - box.height;
          if (Math.hypot(x, y) < 4) return;
        }
        await capture.nextSeen();
      }
    };
    path = toTheirLeft;
    await isAt(-1, -1);
    t.ok(await dot.isVisible(), 'and stays at its end');
    path = toTheirRight;
    await isAt(1, 1);
    path = undefined;
    await dot.waitFor({ state: 'hidden' });
    done = true;
    t.equal((await capture.ended).ending, 'done');
    t.same(complaints, [], 'nor does its way offend the content security policy');
  });

  t.test('where the kiosk has to ask first, the camera waits for the tap', async (t) => {
    const { lobby, page, shows, cameras } = await kiosk(t, { lobby: { askFirst: true } });
    await shows('idle');
    const first = askCapture(lobby.kioskRegistry);
    await shows('get_ready');
    await page.keyboard.press('Escape');
    t.equal((await first.ended).ending, 'declined');
    t.same(await cameras(), [], 'declined without it');
    const second = askCapture(lobby.kioskRegistry, { onFrame: () => Promise.resolve(enough) });
    await shows('get_ready');
    await page.keyboard.press('Enter');
    t.equal((await second.ended).ending, 'done');
  });

  t.test('each outcome has its screen, in Spanish too, and then the page rests', async (t) => {
    const { lobby, page, shows } = await kiosk(t, {
      language: 'es',
      browser: { reducedMotion: false },
      lobby: { times: { outcomeShowMs: 3000, heldShowMs: 3000, outcomeHoldMs: 0 } },
    });
    await shows('idle');
    const headings: Record<VisitorMessage, string> = {
      welcome: '¡Adelante, Ada!',
      please_wait: 'Enseguida le atendemos',
      declined: 'Sin cámara, sin problema',
      in_person: 'No hay ningún problema',
      try_light: 'Aquí se le ve con dificultad',
    };
    for (const message of Object.keys(headings) as VisitorMessage[]) {
      const onFrame = () => Promise.resolve(enough);
      const end = await askCapture(lobby.kioskRegistry, { visitor: 'Ada', onFrame }).ended;
      end.showOutcome(message);
      const screen = page.locator(`html[data-screen=${message}]`);
      await screen.getByRole('heading', { name: headings[message], exact: true }).waitFor();
    }
    await shows('idle');
    t.equal(await page.locator('html').getAttribute('lang'), 'es');
    await page.getByRole('button', { name: 'Idioma: Español' }).click();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Please sign in on the iPad' }).waitFor();
  });

  t.test('the office has its name and its logo on the screen', async (t) => {
    const logoFile = path.join(t.testdirName, '..', 'office-logo.svg');
    writeFileSync(
      logoFile,
      '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="90" height="30" fill="#fff"/></svg>',
    );
    const office = { name: 'Acme', logoFile };
    const { page, shows, complaints } = await kiosk(t, { lobby: { office } });
    await shows('idle');
    await page.getByText('Acme · Lobby').waitFor();
    await page.waitForFunction('document.querySelector("img.logo").naturalWidth === 90');
    t.same(complaints, []);
  });

  t.test('Arabic is written from the right', async (t) => {
    const { page, shows } = await kiosk(t);
    await shows('idle');
    await page.getByRole('button', { name: 'Language: English' }).click();
    await page.keyboard.press('Escape');
    t.notOk(await page.getByRole('button', { name: 'Deutsch' }).isVisible());
    await page.getByRole('button', { name: 'Language: English' }).click();
    await page.getByRole('button', { name: 'العربية' }).click();
    await page.locator('html[lang=ar][dir=rtl]').waitFor();
    const oval = await page.locator('.figure').boundingBox();
    const heading = await page.getByRole('heading').boundingBox();
    t.ok((oval?.x ?? 0) > (heading?.x ?? 0), 'what leads stands on the right');
  });

  t.test('a cut socket is said, healed, and not the end of a capture', async (t) => {
    const { lobby, wire, shows, cameras } = await kiosk(t, { lobby: { graceMs: 60_000 } });
    await shows('idle');
    wire.cut();
    await shows('not_connected');
    wire.mend(lobby.port);
    await shows('idle');

    let answer = notYet;
    const { ended, nextSeen } = askCapture(lobby.kioskRegistry, {
      onFrame: () => Promise.resolve(answer),
    });
    await nextSeen();
    const thinking = shows('thinking');
    wire.cut();
    await thinking;
    t.same(await cameras(), [false], 'no camera without a link');
    wire.mend(lobby.port);
    await shows('looking');
    t.same(await cameras(), [false, true]);
    answer = enough;
    t.equal((await ended).ending, 'done');
  });

  t.test('a machine without camera says so to both sides', async (t) => {
    const { lobby, page, shows } = await kiosk(t, { browser: { camera: null } });
    await shows('camera_missing');
    await page.getByText('Check that the camera is plugged in').waitFor();
    const end = await askCapture(lobby.kioskRegistry).ended;
    t.equal(end.ending, 'camera_failed');
    t.match(lobby.kioskRegistry.status(), [{ camera: 'missing' }]);
    end.showOutcome('please_wait');
    await shows('please_wait');
  });

  t.test('a camera that the browser forbids is told from a missing one', async (t) => {
    const { lobby, page, shows } = await kiosk(t, { browser: { permission: 'denied' } });
    await shows('camera_missing');
    await page.getByText('The browser forbids this page to use the camera').waitFor();
    t.equal((await askCapture(lobby.kioskRegistry).ended).ending, 'camera_failed');
    t.match(lobby.kioskRegistry.status(), [{ camera: 'blocked' }]);
  });

  t.test('a camera that goes away in the middle ends the capture', async (t) => {
    const { lobby, page, shows, cameras } = await kiosk(t);
    await shows('idle');
    const { ended, nextSeen } = askCapture(lobby.kioskRegistry);
    await nextSeen();
    await page.evaluate('unplugCamera()');
    const end = await ended;
    t.equal(end.ending, 'camera_failed');
    t.same(await cameras(), [false]);
    end.showOutcome('please_wait');
    await shows('please_wait');
  });

  t.test('a revoked kiosk shows how to pair it, also after a reload', async (t) => {
    const { lobby, page, shows } = await kiosk(t, { lobby: { times: { refreshMs: 100 } } });
    await shows('idle');
    const [status] = lobby.kioskRegistry.status();
    await revokeKiosk(lobby.db, status?.id ?? '', new Date());
    await shows('unpaired');
    await page.getByRole('alert').filter({ hasText: 'was unpaired' }).waitFor();
    await page.reload();
    await shows('unpaired');
    t.pass('held throughout');
  });

  t.test('of two windows the newer one counts, until the older one is asked back', async (t) => {
    const { page, shows } = await kiosk(t);
    await shows('idle');
    const other = await page.context().newPage();
    await other.goto(page.url());
    await shows('replaced');
    await other.locator('html[data-screen=idle]').waitFor();
    await page.getByRole('button', { name: 'Use this window instead' }).click();
    await shows('idle');
    await other.locator('html[data-screen=replaced]').waitFor();
    t.pass('held throughout');
  });
}

/** The redder half of a picture. */
async function reddest(picture: Buffer): Promise<'left' | 'right'> {
  const { width, height } = await sharp(picture).metadata();
  const half = Math.floor(width / 2);
  const red = async (left: number) => {
    const part = sharp(picture).extract({ left, top: 0, width: half, height });
    const { channels } = await sharp(await part.png().toBuffer()).stats();
    return (channels[0]?.mean ?? 0) - (channels[2]?.mean ?? 0);
  };
  return (await red(0)) > (await red(width - half)) ? 'left' : 'right';
}
