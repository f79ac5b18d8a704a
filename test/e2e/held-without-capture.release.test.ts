import { once } from 'node:events';
import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import { cropPhoto, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { runInTurn } from '../support/in-turn.ts';
import { noChromium, openLobbyBrowser } from './browser.ts';

// The whole service, with a lobby screen and the front desk in real Chromium.

if (!findChromium()) t.plan(0, noChromium);
else
  t.test('held without a capture', async (t) => {
    const folder = t.testdir();
    const trial = await Trial.start(path.join(folder, 'data'), pino({ level: 'silent' }));
    t.teardown(() => trial.stop());
    const { service } = trial;
    const { page, context, close } = await openLobbyBrowser({ camera: null });
    t.teardown(close);
    const { code } = await service.pairing.newCode({ name: 'Lobby', deviceId: 'ipad' });
    await page.goto(service.lobbyUrl);
    await page.getByLabel('Pairing code').fill(code);
    await page.keyboard.press('Enter');
    const shows = (screen: string) => page.locator(`html[data-screen=${screen}]`).waitFor();
    await shows('camera_missing');
    const words = () => page.locator('main').innerText();

    t.test('a stranger and somebody whose name differs read the same', async (t) => {
      await trial.enrol({ name: 'Anna Lindqvist', email: 'anna@example.com' }, [
        await cropPhoto(sampleFaces.womanA),
      ]);
      const read: string[] = [];
      for (const visitor of [
        { name: 'Zoë Nobody', email: 'zoe@example.com' },
        { name: 'Bertram Oakley', email: 'anna@example.com' },
      ]) {
        const jobId = visitor.name;
        const answer = await trial.signIn({ ...visitor, deviceId: 'ipad', jobId });
        t.equal(answer.status, 412);
        await shows('please_wait');
        await page.getByRole('heading', { name: 'Someone will be with you shortly' }).waitFor();
        read.push(await words());
        service.kioskRegistry.endWaitNotice(jobId);
        await shows('camera_missing');
      }
      t.equal(read[0], read[1]);
    });

    t.test('until the front desk has seen to them', async (t) => {
      const account = { name: 'Ann Reception', role: 'reception' } as const;
      const { link } = await addDeskAccount(service.db, account, { actor: 'command:test' });
      const desk = await context.newPage();
      await desk.goto(`${service.lobbyUrl}desk/#link=${link.token}`);
      await desk.getByLabel('New password').fill('a long pass phrase of this test');
      await desk.getByLabel('Once more').fill('a long pass phrase of this test');
      await desk.getByRole('button', { name: 'Set password and log in' }).click();
      const visitor = { name: 'Yann Nobody', email: 'yann@example.com', deviceId: 'ipad' };
      t.equal((await trial.signIn({ ...visitor, jobId: 'yann' })).status, 412);
      await shows('please_wait');
      const card = desk.locator('.row', { hasText: 'Yann' });
      await card.getByRole('button', { name: 'Document checked: let in · Yann Nobody' }).click();
      await shows('camera_missing');
      await desk.close();
    });

    t.test('the command line tells which screens are there now', async (t) => {
      const list = async () => (await runInTurn(folder, ['kiosk', 'list'])).out;
      t.match(await list(), /Lobby .*│ now/);
      const left = once(service.kioskRegistry, 'disconnected');
      await page.goto('about:blank');
      await left;
      t.notMatch(await list(), 'now', 'from the moment that it has gone');
    });
  });
