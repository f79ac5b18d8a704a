import type { Page } from 'playwright-core';

/** Makes a page note each request that changes something, at the moment of the press. The real request follows. */
export async function notePresses(page: Page): Promise<void> {
  await page.addInitScript(`{
    window.pressed = [];
    const send = window.fetch;
    window.fetch = (url, init) => {
      if (init?.method === 'POST') window.pressed.push(decodeURIComponent(String(url)));
      return send(url, init);
    };
  }`);
}

/** Returns the job ids for which the page has sent an outcome, or an answer to a ring, since the last call. */
export async function pressesOf(page: Page): Promise<string[]> {
  const urls = await page.evaluate<string[]>('window.pressed.splice(0)');
  return urls.map((url) => url.split('/').at(url.endsWith('/outcome') ? -2 : -1)!);
}
