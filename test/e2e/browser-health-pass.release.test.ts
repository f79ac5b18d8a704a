import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { asCodes, makeCard } from '#health-pass/lab/make-cards.ts';
import { makeIssuer } from '#health-pass/lab/make-issuer.ts';
import { codeFrames } from '../credentials/show-frames.ts';
import { film } from '../support/film.ts';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { noChromium, openLobbyBrowser } from './browser.ts';

const policy = `
default:
  checks:
    health_pass: { vaccines: ["208"] }
`;

if (!findChromium()) {
  t.plan(0, noChromium);
} else {
  t.test('a pass that is held up to the camera of a real browser is read', async (t) => {
    const issuer = await makeIssuer();
    const frames = await codeFrames(asCodes(await makeCard(issuer)), 6);
    const trusted = JSON.stringify({ issuer: issuer.iss, jwks: issuer.keySet });
    const folder = t.testdir({
      'policy.yaml': policy,
      issuers: { 'cards.json': trusted, revoked: {} },
    });
    const camera = path.join(folder, 'camera.mjpeg');
    writeFileSync(camera, await film(frames, 30));
    const trial = await Trial.start(folder, pino({ level: 'silent' }));
    t.teardown(() => trial.stop());
    const { page, close } = await openLobbyBrowser({ camera });
    t.teardown(close);
    await page.goto(trial.service.lobbyUrl);
    const { code } = await trial.service.pairing.newCode({ name: 'Lobby' });
    await page.getByLabel('Pairing code').fill(code);
    await page.keyboard.press('Enter');
    await page.locator('html[data-screen=idle]').waitFor();
    const asked = page.getByText('code of your health pass, and nothing else').waitFor();
    const held = trial.signIn({ name: 'Ada Example' });
    await asked;
    t.match(await held, { status: 200 });
    await page.getByRole('heading', { name: 'Welcome', exact: true }).waitFor();
  });
}
