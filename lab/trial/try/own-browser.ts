import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { cookieAt } from '#server/kiosk/lobby-access.ts';
import { kioskCookie } from '#server/kiosk/pairing-routes.ts';
import { findChromium } from '../../../scripts/terminal/chromium.ts';
import { pipeStdio, pipeSwitch } from './browser-pipe.ts';

/**
 * An address that turns the first browser that opens it into a paired lobby screen, without a typed code. Browsers send
 * a cookie to every port of a host, so this can use its own port.
 */
export class WayIn {
  readonly #server: Server;
  readonly #path = `/${randomBytes(16).toString('hex')}`;

  /** @param token of a paired kiosk @param lobbyUrl address of its page */
  constructor(token: string, lobbyUrl: string) {
    let isTaken = false;
    this.#server = createServer((request, response) => {
      if (request.url !== this.#path || isTaken) {
        response.writeHead(404).end();
        return;
      }
      isTaken = true;
      response
        .writeHead(303, {
          location: lobbyUrl,
          'cache-control': 'no-store',
          'set-cookie': `${cookieAt(kioskCookie, new URL(lobbyUrl).host)}=${token}; Path=/kiosk; HttpOnly; SameSite=Strict`,
        })
        .end();
    });
  }

  /** Resolves with the address. */
  async open(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${this.#path}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/**
 * Opens a Chromium window with a temporary profile. Null without Chromium, without a desktop, or as root: Chromium
 * has no sandbox then.
 * @param address null: the window is empty, and a `BrowserPipe` can drive it
 */
export function openBrowser(address: string | null, profile: string): ChildProcess | null {
  const chromium = findChromium();
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const hasDesktop = process.platform === 'darwin' || Boolean(DISPLAY ?? WAYLAND_DISPLAY);
  if (chromium === null || !hasDesktop || process.getuid?.() === 0) return null;
  const switches = [
    `--app=${address ?? 'about:blank'}`,
    ...(address === null ? [pipeSwitch] : []),
    `--user-data-dir=${profile}`,
    '--window-size=1280,860',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-sync',
    '--disable-component-update',
    '--disable-background-networking',
    '--disable-features=Translate',
    '--password-store=basic',
  ];
  const browser = spawn(chromium, switches, { stdio: [...pipeStdio] });
  browser.on('error', () => {});
  return browser;
}

/**
 * Waits for any end of this process, then ends the browser and removes the folder. A killed process can do neither
 * itself.
 */
const script = `
browser=
while read -r line; do browser=$line; done
[ -z "$browser" ] || kill "$browser" 2>/dev/null
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  rm -rf "$1" 2>/dev/null
  [ -e "$1" ] || exit 0
  sleep 0.2
done`;

/** Removes a folder, and ends a browser that uses it, shortly after this process ends. */
export class WithoutTrace {
  readonly #watcher: ChildProcess;

  /** @param folder used by nothing else: it is removed with all its contents */
  constructor(folder: string) {
    this.#watcher = spawn('/bin/sh', ['-c', script, 'vestibule-try', folder], {
      // Ctrl-C at the terminal must not reach this process.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#watcher.on('error', () => {});
    this.#watcher.stdin?.on('error', () => {});
    this.#watcher.unref();
  }

  alsoEnd(browser: ChildProcess): void {
    if (browser.pid !== undefined) this.#watcher.stdin?.write(`${browser.pid}\n`);
  }
}
