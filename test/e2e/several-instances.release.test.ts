import { once } from 'node:events';
import path from 'node:path';
import t, { type Test } from 'tap';
import type { KioskMessage } from '#server/protocol/messages.ts';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { ScriptedService } from '../support/scripted-service.ts';
import { LobbyBrowsers, noChromium } from './browser.ts';
import { filmSides } from './kiosk.ts';

// The built page in Chromium, with a socket to each of several instances. The test plays the instances.

if (!findChromium()) {
  t.plan(0, noChromium);
} else {
  const browsers = new LobbyBrowsers();
  t.teardown(() => browsers.close());
  const film = await filmSides(path.join(t.testdir({}), 'camera.mjpeg'));

  /** The page, ready at these instances. Its first socket leads. */
  async function openPage(t: Test, ...instances: string[]) {
    const service = new ScriptedService();
    service.instances = [...instances];
    const address = await service.start();
    const { page, close } = await browsers.open({ camera: film });
    const sent: { message: KioskMessage; at: number }[] = [];
    let arrived = () => {};
    service.events.on('message', (message, at) => {
      sent.push({ message, at });
      arrived();
    });
    t.teardown(async () => {
      await close();
      await service.stop();
    });
    /** Resolves with the first message of that type at that socket that was not taken before. */
    const take = async <T extends KioskMessage['type']>(type: T, at: number) => {
      for (;;) {
        const i = sent.findIndex((one) => one.at === at && one.message.type === type);
        if (i >= 0) return sent.splice(i, 1)[0]!.message as Extract<KioskMessage, { type: T }>;
        await new Promise<void>((resolve) => (arrived = resolve));
      }
    };
    const shows = (screen: string) => page.locator(`html[data-screen=${screen}]`).waitFor();
    await page.goto(`${address}/?lang=en`);
    const ready = [await take('ready', 0)];
    const ids = [...new Set(instances)];
    if (ids.length > 1) {
      service.send({ type: 'instances', ids }, 0);
      for (const id of ids.slice(1)) {
        const at = instances.indexOf(id);
        ready.push(await take('ready', at));
        service.send({ type: 'instances', ids }, at);
      }
    }
    await shows('idle');
    return { service, page, shows, take, ready, sent };
  }

  /** Starts a capture and resolves with its id when the camera is on. */
  async function look({ service, take }: Awaited<ReturnType<typeof openPage>>, at: number) {
    const captureId = service.startCapture({ deadlineMs: 600_000 }, at);
    await take('capture_started', at);
    return captureId;
  }

  t.test('a page has one socket to each instance, and drops the others', async (t) => {
    const { service, ready } = await openPage(t, 'a', 'a', 'b');
    const [first, second] = ready.map(({ socket }) => socket!);
    t.equal(first!.page, second!.page);
    t.ok(second!.n > first!.n, 'each attempt has a higher number');
    t.equal(service.sockets.length, 3);
    if (service.sockets[1]!.readyState !== 3) await once(service.sockets[1]!, 'close');
    t.same(
      service.sockets.map(({ readyState }) => readyState),
      [1, 3, 1],
    );
  });

  t.test('the camera serves one capture; the others are told', async (t) => {
    const kiosk = await openPage(t, 'a', 'b');
    const { service, take, shows } = kiosk;
    const captureId = await look(kiosk, 0);
    t.match(await take('camera_taken', 1), { by: 'visitor' });
    const refused = service.startCapture({}, 1);
    t.match(await take('capture_busy', 1), { captureId: refused });
    await shows('looking');
    service.send({ type: 'capture_end', captureId }, 0);
    t.match(await take('camera_taken', 1), { by: 'nobody' });
    service.send(
      { type: 'outcome', captureId: refused, message: 'please_wait', showMs: 60_000 },
      1,
    );
    service.send({ type: 'outcome', captureId, message: 'welcome', showMs: 60_000 }, 0);
    await shows('welcome');
    const next = await look(kiosk, 1);
    t.match(await take('camera_taken', 0), { by: 'visitor' });
    service.send({ type: 'outcome', captureId, message: 'please_wait', showMs: 60_000 }, 0);
    service.send({ type: 'capture_end', captureId: next }, 1);
    await shows('thinking');
    service.send({ type: 'outcome', captureId: next, message: 'welcome', showMs: 60_000 }, 1);
    await shows('welcome');
    service.send({ type: 'held_over' }, 0);
    service.send({ type: 'outcome', captureId, message: 'please_wait', showMs: 60_000 }, 0);
    service.startCapture({ askFirst: true }, 1);
    await shows('get_ready');
  });

  t.test('a visitor comes before an enrolment of another instance', async (t) => {
    const { service, take, shows } = await openPage(t, 'a', 'b');
    const enrolment = { purpose: 'enrolment', givesWay: true } as const;
    const captureId = service.startCapture({ ...enrolment, deadlineMs: 600_000 }, 0);
    await take('capture_started', 0);
    t.match(await take('camera_taken', 1), { by: 'yielding' });
    t.match([service.startCapture(enrolment, 1)], [(await take('capture_busy', 1)).captureId]);
    service.startCapture({ deadlineMs: 600_000 }, 1);
    t.match(await take('capture_busy', 0), { captureId });
    t.match(await take('camera_taken', 0), { by: 'visitor' });
    await take('capture_started', 1);
    await shows('looking');
  });

  t.test('a capture ends with its socket, and the camera is free for the others', async (t) => {
    const kiosk = await openPage(t, 'a', 'b');
    const { service, take, shows, sent } = kiosk;
    await look(kiosk, 0);
    t.match(await take('camera_taken', 1), { by: 'visitor' });
    service.instances = ['a'];
    service.sockets[0]!.terminate();
    t.match(await take('camera_taken', 1), { by: 'nobody' });
    await shows('thinking');
    t.match(await take('ready', 2), { taken: 'nobody' }, 'the lost socket comes back');
    const next = await look(kiosk, 1);
    await shows('looking');
    service.send({ type: 'capture_end', captureId: next }, 1);
    service.send({ type: 'outcome', captureId: next, message: 'welcome', showMs: 0 }, 1);
    await shows('idle');
    t.same(
      sent.filter(({ message }) => message.type === 'capture_busy'),
      [],
    );
  });

  t.test('a page whose first socket is lost goes on with the others', async (t) => {
    const kiosk = await openPage(t, 'a', 'b');
    const { service, shows, take } = kiosk;
    service.instances = ['a'];
    service.sockets[0]!.terminate();
    t.match(await take('ready', 2), { camera: 'ready' });
    await shows('idle');
    await look(kiosk, 1);
    await shows('looking');
  });

  t.test('a further instance that hangs does not keep a page without a socket', async (t) => {
    const { service, page, take } = await openPage(t, 'a');
    service.instances = ['a', null, 'b'];
    await page.clock.install();
    await page.reload();
    await take('ready', 1);
    service.send({ type: 'instances', ids: ['a', 'b'] }, 1);
    while (service.sockets.length < 3) await once(service.events, 'opened');
    // The page must not wait until the hanging one takes too long.
    await page.clock.pauseAt(Date.now() + 1000);
    const dropped = once(service.sockets[2]!, 'close');
    service.sockets[1]!.terminate();
    await dropped;
    await page.clock.runFor(1000);
    t.match(await take('ready', 3), { camera: 'ready' });
  });

  t.test('a page opens another socket before its only instance stops', async (t) => {
    const { service, take } = await openPage(t, 'a');
    service.instances = ['b'];
    service.send({ type: 'leaving' }, 0);
    t.match(await take('ready', 1), { taken: 'nobody' });
    t.equal(service.sockets[0]!.readyState, 1);
  });

  t.test(
    'a service of an earlier version is used by one socket, and not told of others',
    async (t) => {
      const service = new ScriptedService();
      const address = await service.start();
      const { page, close } = await browsers.open({ camera: film });
      t.teardown(async () => {
        await close();
        await service.stop();
      });
      const ready = service.next('ready');
      await page.goto(`${address}/?lang=en`);
      t.same(Object.keys(await ready).sort(), ['camera', 'protocol', 'type']);
      const begun = service.next('capture_started');
      service.startCapture();
      await begun;
      await page.locator('html[data-screen=looking]').waitFor();
      t.equal(service.sockets.length, 1);
    },
  );
}
