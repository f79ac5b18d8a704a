import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { kioskCookie } from '../../server/kiosk/pairing-routes.ts';
import { startLobby, type Lobby, type LobbyOptions } from '../kiosk/start-lobby.ts';
import { filmDrawings } from '../support/drawn-camera.ts';
import { Wire } from '../support/wire.ts';
import { LobbyBrowsers, type LobbyBrowserOptions } from './browser.ts';

export interface KioskOptions {
  /** That are open already, with the film of their camera; else one is opened for this test alone. */
  shared?: { browsers: LobbyBrowsers; film: string };
  lobby?: LobbyOptions;
  browser?: Partial<LobbyBrowserOptions>;
  language?: string;
  /** Default: true. */
  paired?: boolean;
}

export interface Kiosk {
  lobby: Lobby;
  page: Page;
  wire: Wire;
  /** Waits until the page shows this screen. */
  shows: (screen: string) => Promise<void>;
  /** Each time that the page asked for the camera: whether it is on now. */
  cameras: () => Promise<boolean[]>;
  /** What the page's console complained of, the network apart. */
  complaints: string[];
}

/** Real Chromium with the built page, before a real lobby listener and hub. */
export async function startKiosk(t: Test, options: KioskOptions = {}): Promise<Kiosk> {
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

/** Runs in the page: the camera works as ever, but what was opened can be looked at. */
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
 * A film that is larger than what is sent; red on the left as the camera sees it, blue on the right. No
 * two frames are alike for half a minute, or the camera would be taken for hung.
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
