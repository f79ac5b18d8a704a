import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import t from 'tap';
import { languages } from '../../kiosk-client/src/languages/language.ts';
import { drawnVisitor, filmDrawings } from '../support/drawn-camera.ts';
import { walkThroughScreens } from '../support/every-screen.ts';
import { findChromium, noChromium } from './browser.ts';

// Every text of every screen, measured in real Chromium as a visitor sees it.

/** A screen of ten inches, and where somebody stands who is looked at by its camera. */
const millimetresPerPixel = 217 / 1280;
const distanceInMillimetres = 1500;
const least = { title: 20, text: 12 };

const sizes = { landscape: [1280, 800], portrait: [800, 1280] } as const;
/** What a page has left of the first size when it is zoomed to 200 %. */
const zoomed = [640, 400] as const;

interface Text {
  text: string;
  isTitle: boolean;
  /** Of a capital letter, in pixels. */
  height: number;
  /** Reached by scrolling at the most, and not cut off by what it stands in. */
  isWhole: boolean;
  isOnScreen: boolean;
}

/** Runs in the page. */
const measure = `(() => {
  const context = document.createElement('canvas').getContext('2d');
  const { clientWidth, scrollHeight } = document.documentElement;
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (text === '' || parent.closest('.only-spoken, script, noscript')) continue;
    if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
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
      isOnScreen: box.top >= -1 && box.bottom <= innerHeight + 1,
    });
  }
  return texts;
})()`;

function arcMinutes(pixels: number): number {
  return (Math.atan((pixels * millimetresPerPixel) / distanceInMillimetres) * 180 * 60) / Math.PI;
}

async function textsAt(page: Page, [width, height]: readonly [number, number]): Promise<Text[]> {
  await page.setViewportSize({ width, height });
  return page.evaluate<Text[]>(measure);
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Violation {
  id: string;
  nodes: { html: string }[];
}

async function violations(page: Page): Promise<string[]> {
  // Through the debugger: the page's own policy lets no other script in.
  await page.evaluate(await readFile(axe, 'utf8'));
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

if (!findChromium()) t.plan(0, noChromium);
else {
  const film = path.join(t.testdir(), 'visitor.mjpeg');
  await filmDrawings(film, drawnVisitor());
  for (const language of languages) {
    t.test(`in ${language}, every text can be read from where the visitor stands`, async (t) => {
      let count = 0;
      const faults: string[] = [];
      const browser = { reducedMotion: true };
      await walkThroughScreens({
        language,
        film,
        browser,
        look: async (page, screen) => {
          for (const [name, size] of Object.entries(sizes)) {
            for (const { text, isTitle, height, ...seen } of await textsAt(page, size)) {
              const atLeast = isTitle ? least.title : least.text;
              const where = `${name} ${screen} "${text}"`;
              count++;
              if (arcMinutes(height) < atLeast) faults.push(`${where}: ${arcMinutes(height)}′`);
              if (!seen.isWhole || !seen.isOnScreen) faults.push(`${where} is cut off`);
            }
          }
          const [whole] = await textsAt(page, sizes.landscape);
          for (const { text, isTitle, isWhole, height } of await textsAt(page, zoomed)) {
            if (!isWhole) faults.push(`zoomed ${screen} "${text}" is cut off`);
            const atLeast = isTitle === whole?.isTitle ? whole.height : 0;
            if (height < atLeast - 0.5) faults.push(`zoomed ${screen} "${text}" is not larger`);
          }
          await page.setViewportSize({ width: 1280, height: 800 });
          if (language === 'en' || language === 'ar') {
            for (const fault of await violations(page)) faults.push(`${screen} ${fault}`);
          }
        },
      });
      t.ok(count > 200, `${count} texts`);
      t.same(faults, []);
    });
  }
}
