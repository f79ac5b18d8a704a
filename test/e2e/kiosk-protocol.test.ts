import { once } from 'node:events';
import path from 'node:path';
import t, { type Test } from 'tap';
import { closeCodes, protocolVersion } from '#server/protocol/messages.ts';
import { drawnVisitor, filmDrawings } from '../support/drawn-camera.ts';
import { ScriptedService } from '../support/scripted-service.ts';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { noChromium, openLobbyBrowser } from './browser.ts';

if (!findChromium()) {
  t.plan(0, noChromium);
} else {
  t.test(
    'what is no message of the service closes the socket with a code and a reason',
    async (t) => {
      const { service, shows } = await openPage(t);
      await shows('idle');
      const ready = service.next('ready');
      const closed = once(service.events, 'closed');
      service.socket?.send('{"type":"open_the_door"}');
      t.same(await closed, [closeCodes.badMessage, 'not a message of the service']);
      await ready;
      await shows('idle');
    },
  );

  t.test('a service that has fallen silent counts as lost', async (t) => {
    const { service, shows } = await openPage(t, { heartbeatSeconds: 0.5 });
    await shows('idle');
    await service.next('ready');
    t.pass('the page came back by itself');
  });

  t.test('an outdated page is loaded anew once, and then says so', async (t) => {
    const { service, shows } = await openPage(t, { protocol: protocolVersion + 1 });
    await shows('outdated');
    t.equal(service.visits, 2);
  });

  t.test('frames wait for their answers and keep to the rate', async (t) => {
    const { service, shows, page } = await openPage(t);
    await shows('idle');
    const sequences: number[] = [];
    service.events.on('frame', ({ sequence }) => sequences.push(sequence));
    const started = service.next('capture_started');
    const captureId = service.startCapture({
      frames: { longestSide: 320, perSecond: 30, unanswered: 2 },
    });
    await started;
    while (sequences.length < 2) await once(service.events, 'frame');
    const answer = {
      type: 'frame_seen',
      captureId,
      guidance: 'hold_still',
      progress: 0.1,
    } as const;
    service.send({ ...answer, sequence: 0 });
    await once(service.events, 'frame');
    // The decline is sent last, so every frame from before has arrived by then.
    const declined = service.next('capture_declined');
    await page.keyboard.press('Escape');
    await declined;
    t.same(sequences, [0, 1, 2], 'one answer makes room for one frame');
  });

  t.test('the guidance is shown in words and told to a screen reader', async (t) => {
    const { service, shows, page } = await openPage(t);
    await shows('idle');
    service.events.on('frame', ({ captureId, sequence }) =>
      service.send({
        type: 'frame_seen',
        captureId,
        sequence,
        guidance: 'more_light',
        progress: 0.3,
      }),
    );
    service.startCapture();
    await page.getByRole('heading', { name: 'Turn towards the light' }).waitFor();
    await page.getByRole('status').filter({ hasText: 'Turn towards the light' }).waitFor();
    await page.getByRole('button', { name: 'Language: English' }).click();
    await page.getByRole('button', { name: 'Español', exact: true }).click();
    await page.getByRole('heading', { name: 'Gírese hacia la luz' }).waitFor();
    await page.keyboard.press('Tab');
    t.equal(
      await page.evaluate('document.activeElement.textContent'),
      'Sin cámara, por favor',
      'the way out is the first that the keyboard reaches',
    );
  });
}

async function openPage(t: Test, greeting: Partial<ScriptedService['greeting']> = {}) {
  const service = new ScriptedService();
  Object.assign(service.greeting, greeting);
  const address = await service.start();
  const film = await filmDrawings(path.join(t.testdir({}), 'camera.mjpeg'), drawnVisitor(6));
  const { page, close } = await openLobbyBrowser({ camera: film });
  t.teardown(async () => {
    await close();
    await service.stop();
  });
  await page.goto(`${address}/?lang=en`);
  const shows = (screen: string) => page.locator(`html[data-screen=${screen}]`).waitFor();
  return { service, page, shows };
}
