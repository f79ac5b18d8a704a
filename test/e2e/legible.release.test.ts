import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import t from 'tap';
import { languages, type Language } from '#server/protocol/languages.ts';
import { casesOf, isRelease } from '../support/release.ts';
import { drawnVisitor, filmDrawings } from '../support/drawn-camera.ts';
import { walkThroughScreens } from '../support/every-screen.ts';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { LobbyBrowsers, noChromium } from './browser.ts';

// Measures every text of every screen in real Chromium, as a visitor sees it.

/** The visitor's distance from the screen: in front of the camera, and when touching it to agree to a text. */
const distanceInMillimetres = { camera: 1500, consent: 900 };
const least = { title: 20, text: 12 };

/** Width and height in pixels; `longer` is the longer side in millimetres. Ten inches, except for the last. */
const allSizes = {
  landscape: { width: 1280, height: 800, longer: 217 },
  portrait: { width: 800, height: 1280, longer: 217 },
  /** The page area of the first size at 200 % zoom: half the pixels, each twice as large. */
  zoomed: { width: 640, height: 400, longer: 217 / 2 },
  tabletLandscape: { width: 1024, height: 768, longer: 203 },
  tabletPortrait: { width: 768, height: 1024, longer: 203 },
  /** A screen of fifteen inches. */
  large: { width: 1920, height: 1080, longer: 345 },
} as const;
type Size = keyof typeof allSizes;
const sizes = casesOf(allSizes, ['landscape', 'portrait', 'zoomed']).map(([name]) => name as Size);

interface Text {
  text: string;
  isTitle: boolean;
  /** Height of a capital letter, in pixels. */
  height: number;
  /** Not cut off by its container; scrolling may be necessary. */
  isWhole: boolean;
  isOnScreen: boolean;
}

/** Runs in the page. */
const measure = `(() => {
  const context = document.createElement('canvas').getContext('2d');
  const { clientWidth, scrollHeight } = document.documentElement;
  const texts = [];
  const isVisible = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const isOnScreen = ({ top, bottom }) => top >= -1 && bottom <= innerHeight + 1;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (text === '' || parent.closest('.only-spoken, script, noscript')) continue;
    if (!isVisible(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    // What is read by scrolling is as much in sight as what it stands in.
    const scroller = parent.closest('.consent-text');
    const box = (scroller ?? range).getBoundingClientRect();
    const style = getComputedStyle(parent);
    context.font = style.fontWeight + ' ' + style.fontSize + ' ' + style.fontFamily;
    let isWhole = box.left >= -1 && box.right <= clientWidth + 1 &&
      box.top + scrollY >= -1 && box.bottom + scrollY <= scrollHeight + 1;
    for (let around = parent; around && around !== document.body; around = around.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(around);
      const edge = around.getBoundingClientRect();
      const scrolls = overflowY === 'auto' || overflowY === 'scroll';
      if (overflowX !== 'visible' && (box.left < edge.left - 1 || box.right > edge.right + 1)) isWhole = false;
      if (overflowY !== 'visible' && !scrolls && around.scrollHeight > around.clientHeight + 12) isWhole = false;
    }
    texts.push({
      text,
      isTitle: parent.closest('h1') !== null,
      height: context.measureText('H').actualBoundingBoxAscent,
      isWhole,
      isOnScreen: isOnScreen(box),
    });
  }
  for (const button of [...document.querySelectorAll('button')].filter(isVisible)) {
    const box = button.getBoundingClientRect();
    const text = 'button ' + (button.getAttribute('aria-label') ?? button.textContent);
    const isWhole = box.left >= -1 && box.right <= clientWidth + 1;
    texts.push({ text, isTitle: false, height: Infinity, isWhole, isOnScreen: isOnScreen(box) });
  }
  return texts;
})()`;

function arcMinutes(pixels: number, size: Size, screen: string): number {
  const { width, height, longer } = allSizes[size];
  const millimetres = (pixels * longer) / Math.max(width, height);
  const distance = distanceInMillimetres[screen.startsWith('consent') ? 'consent' : 'camera'];
  return (Math.atan(millimetres / distance) * 180 * 60) / Math.PI;
}

async function textsAt(page: Page, size: Size): Promise<Text[]> {
  const { width, height } = allSizes[size];
  await page.setViewportSize({ width, height });
  return page.evaluate<Text[]>(measure);
}

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { html: string }[];
}

async function violations(page: Page): Promise<string[]> {
  // Injected through the debugger, because the page's own policy blocks other scripts. Once for each page.
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(await axe);
  const found = await page.evaluate<Violation[]>(
    "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Legibility faults of this language, on all screens. */
async function faultsIn(
  language: Language,
  film: string,
  browsers: LobbyBrowsers,
): Promise<{ count: number; faults: string[] }> {
  let count = 0;
  const faults: string[] = [];
  const lookAt = async (page: Page, screen: string, size: Size) => {
    for (const { text, isTitle, height, isWhole, isOnScreen } of await textsAt(page, size)) {
      const where = `${language} ${size} ${screen} "${text}"`;
      // Zoomed text keeps its height in page pixels, which appear twice as large to the eye.
      const minutes = arcMinutes(height, size, screen);
      count++;
      if (minutes < (isTitle ? least.title : least.text)) faults.push(`${where}: ${minutes}′`);
      if (!isWhole || (size !== 'zoomed' && !isOnScreen)) faults.push(`${where} is cut off`);
    }
    if (size !== 'landscape' || !withAxe.includes(language)) return;
    for (const fault of await violations(page)) faults.push(`${language} ${screen} ${fault}`);
  };
  // Alternates the order of the sizes, because each change of size redraws the page.
  const order = [...sizes];
  await walkThroughScreens({
    language,
    film,
    browsers,
    look: async (page, screen) => {
      for (const size of order) await lookAt(page, screen, size);
      order.reverse();
    },
  });
  return { count, faults };
}

/** Languages for axe, in both directions of writing. Its findings do not depend on the words. */
const withAxe: readonly Language[] = ['en', 'de', 'ar'];
/** German has the longest words. Before a release: all languages, including Arabic, which runs right to left. */
const walked: readonly Language[] = isRelease ? languages : ['de'];
/** Parallel walks. They mostly wait, because screens stay up long enough to be read. */
const atOnce = 3;

if (!findChromium()) t.plan(0, noChromium);
else
  t.test('every text can be read from where the visitor stands', async (t) => {
    const film = path.join(t.testdir(), 'visitor.mjpeg');
    await filmDrawings(film, drawnVisitor());
    const left = [...walked];
    const walkers = Array.from({ length: atOnce }, async () => {
      // Own browsers, because the pages of one browser share its camera.
      const browsers = new LobbyBrowsers();
      t.teardown(() => browsers.close());
      for (let language = left.pop(); language; language = left.pop()) {
        const { count, faults } = await faultsIn(language, film, browsers);
        t.ok(count > 300, `${language}: ${count} texts`);
        t.same(faults, []);
      }
    });
    await Promise.all(walkers);
  });
