import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { projectRoot } from '#server/config/environment.ts';

/** WCAG 2.2 AA: at least 4.5 for text, and 3 for shapes with a meaning. */
const pairs: [front: string, back: string, least: number][] = [
  ['text', 'ground', 4.5],
  ['text', 'glow', 4.5],
  ['quiet', 'ground', 4.5],
  ['quiet', 'glow', 4.5],
  ['problem', 'ground', 4.5],
  ['problem', 'glow', 4.5],
  // Used for the heading of the staff's card.
  ['accent', 'ground', 4.5],
  ['accent', 'glow', 4.5],
  ['on-accent', 'accent', 4.5],
  // Used for keys, and for the chosen language.
  ['text', 'track', 4.5],
];

const css = readFileSync(path.join(projectRoot, 'kiosk-client/src/styles/palette.css'), 'utf8');
const base = coloursOf(':root');
const tones = [...css.matchAll(/\[data-tone='(\w+)'\]/g)].map((match) => match[1] ?? '');

t.equal(tones.length, 6, 'every tone but the base one has its colours');
for (const tone of ['calm', ...tones]) {
  t.test(`everything can be read in the tone "${tone}"`, (t) => {
    const colours = { ...base, ...(tone === 'calm' ? {} : coloursOf(`[data-tone='${tone}']`)) };
    for (const [front, back, least] of pairs) {
      const ratio = contrast(colours[front] ?? '', colours[back] ?? '');
      t.ok(ratio >= least, `${front} on ${back}: ${ratio.toFixed(1)}`);
    }
    t.end();
  });
}

function coloursOf(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  const colours: Record<string, string> = {};
  for (const [, name, colour] of block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)) {
    if (name && colour) colours[name] = colour;
  }
  return colours;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance as WCAG defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
