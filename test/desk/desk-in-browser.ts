import file, { type Test } from 'tap';
import { LobbyBrowsers } from '../e2e/browser.ts';
import { startRingingDesk, type RingingDeskOptions } from './ringing-desk.ts';

const password = 'a long pass phrase of this test';

const browsers = new LobbyBrowsers();

/** The desk's page in real Chromium, over the real listener and database. */
export async function deskWithBrowser(t: Test, options: RingingDeskOptions = {}) {
  // Test files that share a process share this module, and each file closes the browsers that it opened.
  file.teardown(() => browsers.close());
  // Longer than a test takes on a slow machine: no test in a browser is about the deadline.
  const parts = await startRingingDesk(t, { deadlineMs: 600_000, ...options });
  const newPage = async () => {
    const { page, close } = await browsers.open({ camera: null });
    t.teardown(close);
    return page;
  };
  const open = async (name: string, role: 'reception' | 'manager' = 'reception') => {
    const account = await parts.desk.add(name, role);
    const page = await newPage();
    const linked = page
      .waitForEvent('websocket')
      .then((link) => link.waitForEvent('framereceived'));
    await page.goto(`${parts.url}/desk/#link=${account.link}`);
    await page.getByLabel('New password').fill(password);
    await page.getByLabel('Once more').fill(password);
    await page.getByRole('button', { name: 'Set password and log in' }).click();
    await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
    // A sign-in rings only at a connected page.
    await linked;
    return { page, account };
  };
  return { ...parts, open, newPage };
}
