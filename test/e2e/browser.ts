import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { isRelease } from '../support/release.ts';

export interface LobbyBrowser {
  context: BrowserContext;
  page: Page;
  close: () => Promise<void>;
}

export interface LobbyBrowserOptions {
  /** File with JPEGs one after another, played in a loop by a fake camera; null for a machine without camera. */
  camera: string | null;
  viewport?: { width: number; height: number };
  /** What the browser asks for, for example `es-MX`. */
  locale?: string;
  /** What the browser says when a page wants the camera. Default: `granted`, as on a kiosk. */
  permission?: 'granted' | 'denied' | 'ask';
  /** Default: true. What moves for ever takes half a processor, while the page rests too. */
  reducedMotion?: boolean;
  /** Public key of a server to trust; see `vestibule kiosk certificate`. */
  pin?: string;
}

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Chromium's own engine without the windows of a browser. It starts with half the processor. */
export const headlessShell = '/usr/bin/chromium-headless-shell';

export const noChromium =
  'No Chromium was found: install it (on Debian: apt-get install chromium) or set CHROMIUM_PATH.';

/** Starts Chromium as it runs in a lobby, with a fresh profile. @throws when there is none. */
export async function openLobbyBrowser(options: LobbyBrowserOptions): Promise<LobbyBrowser> {
  const browsers = new LobbyBrowsers();
  const opened = await browsers.open(options);
  return { ...opened, close: () => browsers.close() };
}

/**
 * Chromium as it runs in a lobby, started once for each camera, permission and pin: most of a short
 * test would be its start. Every `open` has a fresh profile, which its `close` ends.
 */
export class LobbyBrowsers {
  readonly #started = new Map<string, Promise<Browser>>();

  /** @throws when there is no Chromium */
  async open(options: LobbyBrowserOptions): Promise<LobbyBrowser> {
    const { permission = 'granted' } = options;
    const browser = await this.#browserWith(browserFor(permission), [
      ...switches,
      ...cameraSwitches(options.camera, permission),
      ...(options.pin ? [`--ignore-certificate-errors-spki-list=${options.pin}`] : []),
    ]);
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1280, height: 800 },
      locale: options.locale ?? 'en-US',
      // An empty list forbids everything; without one the browser asks.
      ...(permission === 'ask' ? {} : { permissions: permission === 'granted' ? ['camera'] : [] }),
      reducedMotion: options.reducedMotion === false ? 'no-preference' : 'reduce',
    });
    // As slow as the machine is: what never comes is ended by the test's own time.
    context.setDefaultTimeout(120_000);
    return { context, page: await context.newPage(), close: () => context.close() };
  }

  async close(): Promise<void> {
    const browsers = await Promise.all(this.#started.values());
    this.#started.clear();
    await Promise.all(browsers.map((browser) => browser.close()));
  }

  #browserWith(executablePath: string, args: string[]): Promise<Browser> {
    const key = [executablePath, ...args].join(' ');
    const started = this.#started.get(key) ?? chromium.launch({ executablePath, args });
    this.#started.set(key, started);
    return started;
  }
}

/**
 * The shell asks for no permission, so it cannot refuse one. Before a release everything runs in the browser itself, as
 * in a lobby.
 * @throws when there is no Chromium
 */
function browserFor(permission: string): string {
  const isWhole = isRelease || permission !== 'granted' || process.env['CHROMIUM_PATH'];
  const found = !isWhole && existsSync(headlessShell) ? headlessShell : findChromium();
  if (!found) throw new Error(noChromium);
  return found;
}

function cameraSwitches(camera: string | null, permission: string): string[] {
  const device = camera
    ? ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${camera}`]
    : [];
  return permission === 'granted' ? ['--use-fake-ui-for-media-stream', ...device] : device;
}
