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
  /** File of concatenated JPEGs, which a fake camera plays in a loop; null for a machine without a camera. */
  camera: string | null;
  /** So many cameras that each play a moving pattern, instead of `camera`. */
  patterns?: number;
  viewport?: { width: number; height: number };
  /** Preferred language, for example `es-MX`. */
  locale?: string;
  /** Answer to a page that requests the camera. Default: `granted`, as on a kiosk. */
  permission?: 'granted' | 'denied' | 'ask';
  /** Default: true. Endless animations take half a processor core, even while the page is idle. */
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

/** Chromium's engine without windows. Its start takes half the processor time. */
export const headlessShell = '/usr/bin/chromium-headless-shell';

export const noChromium =
  'No Chromium was found: install it (on Debian: apt-get install chromium) or set CHROMIUM_PATH.';

/** Starts Chromium as it runs in a lobby, with a fresh profile. @throws without an installed Chromium */
export async function openLobbyBrowser(options: LobbyBrowserOptions): Promise<LobbyBrowser> {
  const browsers = new LobbyBrowsers();
  const opened = await browsers.open(options);
  return { ...opened, close: () => browsers.close() };
}

/**
 * Chromium as it runs in a lobby, started once for each camera, permission and pin, because the start
 * takes most of a short test. Every `open` makes a fresh profile, which its `close` ends.
 */
export class LobbyBrowsers {
  readonly #started = new Map<string, Promise<Browser>>();

  /** @throws without an installed Chromium */
  async open(options: LobbyBrowserOptions): Promise<LobbyBrowser> {
    const { permission = 'granted' } = options;
    const browser = await this.#browserWith(browserFor(permission), [
      ...switches,
      ...cameraSwitches(options, permission),
      ...(options.pin ? [`--ignore-certificate-errors-spki-list=${options.pin}`] : []),
    ]);
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1280, height: 800 },
      locale: options.locale ?? 'en-US',
      // An empty list denies every permission. Without a list, the browser prompts.
      ...(permission === 'ask' ? {} : { permissions: permission === 'granted' ? ['camera'] : [] }),
      reducedMotion: options.reducedMotion === false ? 'no-preference' : 'reduce',
    });
    // A long timeout for slow machines. The test's own time limit ends a hopeless wait.
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
 * The headless shell never prompts for permissions, so it cannot refuse one. Before a release, every test uses the
 * browser itself, as a lobby does.
 * @throws without an installed Chromium
 */
function browserFor(permission: string): string {
  const isWhole = isRelease || permission !== 'granted' || process.env['CHROMIUM_PATH'];
  const found = !isWhole && existsSync(headlessShell) ? headlessShell : findChromium();
  if (!found) throw new Error(noChromium);
  return found;
}

function cameraSwitches({ camera, patterns }: LobbyBrowserOptions, permission: string): string[] {
  const film = camera
    ? ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${camera}`]
    : [];
  const device = patterns ? [`--use-fake-device-for-media-stream=device-count=${patterns}`] : film;
  return permission === 'granted' ? ['--use-fake-ui-for-media-stream', ...device] : device;
}
