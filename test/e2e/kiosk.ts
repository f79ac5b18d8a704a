import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { kioskCookie } from '#server/kiosk/pairing-routes.ts';
import { listKiosks } from '#server/store/tables/kiosks.ts';
import { startLobby, type StartedLobby, type LobbyOptions } from '../kiosk/start-lobby.ts';
import { untilTrue } from '../postgres/installation.ts';
import { filmDrawings } from '../support/drawn-camera.ts';
import { Wire } from '../support/wire.ts';
import { LobbyBrowsers, type LobbyBrowserOptions } from './browser.ts';

export interface KioskOptions {
  /** Open browsers with the film of their camera. Default: a new browser for this test alone. */
  shared?: { browsers: LobbyBrowsers; film: string };
  lobby?: LobbyOptions;
  browser?: Partial<LobbyBrowserOptions>;
  language?: string;
  /** Default: true. */
  paired?: boolean;
}

export interface KioskPage {
  lobby: StartedLobby;
  page: Page;
  wire: Wire;
  /** Waits until the page shows this screen. */
  shows: (screen: string) => Promise<void>;
  /**
   * For each time that the page opened a camera: whether that camera is still on. The page hears of a capture's end
   * after the service: wait for a screen first.
   */
  cameras: () => Promise<boolean[]>;
  /** Errors and warnings on the page's console, except those of the network. */
  complaints: string[];
}

/** Real Chromium with the built page, connected to a real lobby listener and hub. */
export async function startKiosk(t: Test, options: KioskOptions = {}): Promise<KioskPage> {
  const { paired = true, language = 'en' } = options;
  const wire = new Wire();
  const address = await wire.start();
  const lobby = await startLobby(t, { origins: [address], ...options.lobby });
  wire.mend(lobby.port);
  const { browsers, film } = options.shared ?? {
    browsers: new LobbyBrowsers(),
    film: await filmSides(path.join(t.testdirName, 'camera.mjpeg')),
  };
  const { context, page, close } = await browsers.open({ camera: film, ...options.browser });
  t.teardown(async () => {
    await close();
    if (!options.shared) await browsers.close();
    await wire.stop();
  });
  if (paired) {
    const { token } = await lobby.pair();
    const kiosk = new URL('/kiosk/', address).href;
    await context.addCookies([{ name: kioskCookie, value: token, url: kiosk }]);
  }
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const isNetwork = /Failed to load resource|WebSocket connection/.test(message.text());
    if (message.type() === 'error' && !isNetwork) complaints.push(message.text());
  });
  await page.addInitScript(rememberCameras);
  await page.goto(`${address}/?lang=${language}`);
  return {
    lobby,
    page,
    wire,
    shows: (screen) => page.locator(`html[data-screen=${screen}]`).waitFor(),
    cameras: () => page.evaluate<boolean[]>('camerasOn()'),
    complaints,
  };
}

/** Waits until the service has recorded the cameras of the only kiosk. */
export async function recordedCameras({ db }: StartedLobby): Promise<string[]> {
  let cameras: string | null = null;
  await untilTrue(async () => {
    cameras = (await listKiosks(db))[0]?.cameras ?? null;
    return cameras !== null;
  });
  return JSON.parse(cameras ?? '[]') as string[];
}

/** Runs in the page: keeps every stream that the page opens, so that the test can inspect them. */
const rememberCameras = `{
  const streams = [];
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await open(wish);
    streams.push(stream);
    return stream;
  };
  globalThis.camerasOn = () =>
    streams.map((stream) => stream.getTracks().some((track) => track.readyState === 'live'));
  globalThis.unplugCamera = () => {
    for (const track of streams.at(-1).getTracks()) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  };
}`;

/**
 * A film larger than the frames that the page sends; red on the camera's left, blue on its right. For half
 * a minute no two frames are alike, because repeated frames would look like a hung camera.
 */
export function filmSides(file: string): Promise<string> {
  const drawings = Array.from(
    { length: 300 },
    (_, index) => `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720">
      <rect width="640" height="720" fill="#d02020"/>
      <rect x="640" width="640" height="720" fill="#2020d0"/>
      <rect x="${20 * (index % 60)}" y="${300 + 80 * Math.floor(index / 60)}" width="80" height="80" fill="#f0f0f0"/>
    </svg>`,
  );
  return filmDrawings(file, drawings);
}
