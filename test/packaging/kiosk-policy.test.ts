import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import t from 'tap';
import { chromium } from 'playwright-core';
import { projectRoot } from '#server/config/environment.ts';
import { walletProtocols } from '#server/protocol/document-messages.ts';
import { lacking } from '../support/needs.ts';

// Debian's Chromium with the policy that the kiosk package writes, in a file system of its own.

const root = path.join(projectRoot, 'packaging/vestibule-kiosk/root');
const skip = lacking('mounts');

t.test(
  'the browser policy lets the page ask a phone, and reach nothing else',
  { skip },
  async (t) => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<button>Ask</button>');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => server.close());
    const { port } = server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    const folder = t.testdir();
    const options = ['setup', '--no-browser', '--address', origin, '--root', folder];
    const env = { ...process.env, VESTIBULE_KIOSK_SHARE: `${root}/usr/share/vestibule-kiosk` };
    spawnSync('sh', [`${root}/usr/bin/vestibule-kiosk`, ...options], { env, input: '' });
    const file = path.join(folder, 'etc/chromium/policies/managed/vestibule-kiosk.json');
    const policy = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    t.equal(policy['DeveloperToolsAvailability'], 2);
    // The test itself talks to the page by the developer tools.
    writeFileSync(file, JSON.stringify({ ...policy, DeveloperToolsAvailability: 1 }));
    const program = path.join(folder, 'chromium-apart');
    const command = `mount --bind "${folder}/etc/chromium" /etc/chromium && exec chromium "$@"`;
    writeFileSync(program, `#!/bin/sh\nexec unshare -m sh -c '${command}' chromium "$@"\n`);
    chmodSync(program, 0o755);
    const browser = await chromium.launch({
      executablePath: program,
      args: ['--headless=new', '--no-sandbox', '--disable-gpu'],
    });
    t.teardown(() => browser.close());
    const page = await browser.newPage();
    await page.goto(origin);

    const session = await page.context().newCDPSession(page);
    const send = session.send.bind(session) as (method: string, parameters: object) => unknown;
    const response = { vp_token: { mdl: ['AAAA'] } };
    const behaviour = { action: 'respond', protocol: walletProtocols.unsigned, response };
    await send('DigitalCredentials.setVirtualWalletBehavior', behaviour);
    await page.evaluate(`
    window.button = document.querySelector('button');
    window.outcome = (ask) => ask().then((value) => value, (error) => error.name);
    button.onclick = async () => {
      const request = { protocol: '${walletProtocols.unsigned}', data: { nonce: 'x' } };
      const { data } = await navigator.credentials.get({ digital: { requests: [request] } });
      window.answer = data;
    };
  `);
    await page.getByRole('button').click();
    await page.waitForFunction('window.answer');
    t.same(await page.evaluate('window.answer'), response);
    t.equal(await page.evaluate('navigator.bluetooth === undefined'), true, 'no Web Bluetooth');
    const camera = `navigator.permissions.query({ name: 'camera' }).then(({ state }) => state)`;
    t.equal(await page.evaluate(camera), 'granted');
    // Without the policy, Chromium would open a window to choose a device in, and answer nothing.
    const devices = [
      ['usb.requestDevice', 'NotFoundError'],
      ['serial.requestPort', 'NotFoundError'],
      ['hid.requestDevice', []],
    ] as const;
    for (const [device, refusal] of devices) {
      const ask = `window.outcome(() => navigator.${device}({ filters: [] }))`;
      await page.evaluate(`window.refusal = null; window.button.onclick = async () => {
      window.refusal = await ${ask};
    }`);
      await page.getByRole('button').click();
      await page.waitForFunction('window.refusal');
      t.same(await page.evaluate('window.refusal'), refusal, device);
    }
    await t.rejects(page.goto('http://127.0.0.2:1/'), /ERR_BLOCKED_BY_ADMINISTRATOR/);
  },
);
