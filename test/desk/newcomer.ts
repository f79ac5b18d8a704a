import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import type { Locator, Page } from 'playwright-core';
import type { Test } from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import type { DeskRole } from '#server/protocol/desk-account-messages.ts';
import { importList } from '#server/watchlist/import-list.ts';
import { LobbyBrowsers } from '../e2e/browser.ts';
import { listFile } from '../watchlist/open-store.ts';

/** After these the page has noticed that a button moved. */
const twoFrames =
  'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn())))';

type Role = 'button' | 'link' | 'searchbox';

/**
 * Somebody who uses the desk for the first time: real mouse and keyboard, and only words that the page shows. Two
 * controls with the same name fail the press.
 */
class Newcomer {
  readonly page: Page;
  #presses = 0;

  constructor(page: Page) {
    this.page = page;
  }

  /** Presses a control by its whole name. @param within a part of the page, as the eye would look for it */
  async press(name: string | RegExp, role: Role = 'button', within: Page | Locator = this.page) {
    this.#presses++;
    const control = within.getByRole(role, { name, exact: true });
    // A press does not count where the card has just been scrolled, so the hand rests until the button takes one.
    await control.hover();
    await this.page.evaluate(twoFrames);
    await control.and(this.page.locator(':not([aria-disabled])')).waitFor();
    await control.click();
  }

  /** Presses a key that the page names. */
  async key(name: string) {
    this.#presses++;
    await this.page.keyboard.press(name);
  }

  /** Presses a field, and types. */
  async type(label: string, text: string, within: Page | Locator = this.page) {
    this.#presses++;
    await within.getByLabel(label, { exact: true }).click();
    await this.page.keyboard.type(text);
  }

  /** Waits until the page announces this text. */
  async hears(text: string | RegExp) {
    const said = this.page.getByRole('status').or(this.page.getByRole('alert'));
    await said.filter({ hasText: text }).first().waitFor();
  }

  /** Waits until a control has the focus, as after what it opened has closed. */
  async isAt(name: string | RegExp) {
    await this.page.locator(':focus', { hasText: name }).waitFor();
  }

  /** The presses since the last call. */
  presses(): number {
    const presses = this.#presses;
    this.#presses = 0;
    return presses;
  }
}

/** A whole service with its models, whose policy rings the desk and searches the watchlists. */
export async function firstDay(t: Test) {
  const dataDir = t.testdir();
  const policy = 'default:\n  askDesk: true\n  checks:\n    face: {}\n    watchlist: {}\n';
  writeFileSync(path.join(dataDir, 'policy.yaml'), policy);
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const browsers = new LobbyBrowsers();
  t.teardown(() => browsers.close());
  const { db, lobbyUrl } = trial.service;
  await importList(db, 'command:test', { source: 'ofac', file: listFile('sdn.xml') });
  const enter = async (name: string, role: DeskRole) => {
    const { link } = await addDeskAccount(db, { name, role }, { actor: 'command:test' });
    const { page, close } = await browsers.open({ camera: null });
    t.teardown(close);
    const linked = page
      .waitForEvent('websocket')
      .then((socket) => socket.waitForEvent('framereceived'));
    await page.goto(`${lobbyUrl}desk/#link=${link.token}`);
    const newcomer = new Newcomer(page);
    await newcomer.type('New password', 'a long pass phrase of this test');
    await newcomer.type('Once more', 'a long pass phrase of this test');
    await newcomer.press('Set password and log in');
    await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
    // A sign-in rings only at a connected page.
    await linked;
    newcomer.presses();
    return newcomer;
  };
  return { trial, db, enter };
}
