import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { type Finding, troubles } from '#server/installation/diagnosis/finding.ts';
import { readOperatorFile } from '#server/kiosk/operator-access.ts';
import { setUpSteps, stepCodes, stepsDone } from '#server/protocol/set-up-steps.ts';
import { runCommand, runJson } from '../support/command.ts';
import { StartingService } from '../support/starting-service.ts';
import { deskWithBrowser } from './desk-in-browser.ts';
import { DeskBrowser } from './start-desk.ts';

const password = 'four plain words here';

t.test('the desk ticks off what the doctor finds done', async (t) => {
  const folder = t.testdir({});
  const service = await StartingService.begin(t, path.join(folder, 'data'));
  await service.said(/Engine/);
  writeFileSync(path.join(folder, 'consent.txt'), 'I agree.');
  const text = ['privacy', 'consent-text', 'set', 'consent.txt', '--version', '1'];
  t.match(await runCommand(folder, text), { code: 0 });
  const { json } = await runJson(folder, ['desk', 'add', 'Ada Example', '--role', 'manager']);
  const link = new URL(json['link'] as string).hash.replace('#link=', '');
  const operator = await readOperatorFile(path.join(folder, 'data'));
  const browser = new DeskBrowser(new URL(operator!.url).origin);
  t.match(await browser.post('/desk/api/set-password', { link, password }), { status: 200 });
  const steps = { secret: true, reached: false, envoy: false, told: false, screen: false };
  t.strictSame((await browser.get('/desk/api/first-steps')).json, {
    ...steps,
    consent: true,
    enrolled: false,
  });
});

t.test('an empty desk lists what is left, and what is done', async (t) => {
  const found = { about: '', found: '', todo: null, guide: null };
  const { open } = await deskWithBrowser(t, {
    examine: async () => [
      { ...found, code: 'client_secret', state: 'ok' },
      { ...found, code: 'kiosks', state: 'failing' },
    ],
  });
  const { page } = await open('Rita Reception');
  await page.getByText("✓ Done: The client secret is Envoy's").waitFor();
  await page.getByText('○ To do: A lobby screen is paired').waitFor();
  t.equal(await page.locator('.steps li').count(), 7);
});

t.test('each step depends on findings that the doctor has', (t) => {
  for (const code of stepCodes) t.ok((troubles as readonly string[]).includes(code), code);
  const findings = (state: Finding['state']) =>
    Object.values(setUpSteps).flatMap(({ open, seen }) =>
      [...open, ...seen].map((code) => ({ code, state })),
    );
  t.ok(Object.values(stepsDone(findings('ok'))).every(Boolean));
  t.notOk(Object.values(stepsDone(findings('failing'))).some(Boolean));
  t.notOk(Object.values(stepsDone([])).some(Boolean), 'nothing was looked at');
  t.end();
});
