import { create } from 'qrcode';
import type { Event } from '../machine/events.ts';
import type { Screen } from '../machine/screen.ts';
import type { OvalLook } from './oval.ts';
import { icon, type IconName } from './icons.ts';
import { element } from './element.ts';
import { say } from './language.ts';

/** Colours of the whole screen; see palette.css. */
export type Tone = 'calm' | 'adjust' | 'good' | 'welcome' | 'wait' | 'light' | 'fault';

/** A screen's content for the page's fixed frame: words at the head, an oval, the rest below. */
export interface Drawing {
  tone: Tone;
  head: Node[];
  body: Node[];
  /** Shown at the oval's place. */
  figure: OvalLook | HTMLElement;
  /** For a screen reader, at once. */
  said: string;
  /** Gets the focus; default: the whole screen. */
  focus?: HTMLElement;
  /** The action of the Escape key. */
  escape?: () => void;
  /** For a screen that changes while it is shown; null when `next` needs another drawing. */
  redraw?: (next: Screen) => Changes | null;
}

export type Changes = Pick<Drawing, 'tone' | 'figure' | 'said'>;

/** A button's action. */
export type Act = (event: Event) => void;

export function kicker(text: string): HTMLElement {
  return element('p', { class: 'kicker' }, text);
}

export function title(text: string): HTMLElement {
  return element('h1', {}, text);
}

export function lead(text: string): HTMLElement {
  return element('p', { class: 'lead' }, text);
}

/** A quiet sentence with an icon before it. */
export function notice(name: IconName, ...lines: (string | HTMLElement)[]): HTMLElement {
  return element('p', { class: 'notice' }, icon(name), element('span', {}, ...lines));
}

export function button(
  text: string,
  kind: 'primary' | 'secondary',
  pressed: () => void,
): HTMLButtonElement {
  return element('button', { type: 'button', class: `button ${kind}`, click: pressed }, text);
}

/** Buttons in a row, or in a column when there is no room. */
export function choices(...buttons: HTMLButtonElement[]): HTMLElement {
  return element('div', { class: 'choices' }, ...buttons);
}

/** Instructions for the staff; visitors may skip them. */
export function staffCard(steps: readonly string[], ...more: HTMLElement[]): HTMLElement {
  return element(
    'section',
    { class: 'staff' },
    element('h2', {}, icon('wrench'), say('staff')),
    element('ul', {}, ...steps.map((step) => element('li', {}, step))),
    ...more,
  );
}

const svgNamespace = 'http://www.w3.org/2000/svg';
/** Modules that must stay free around the QR code. */
const quiet = 4;

/** @param label for people who do not see it */
export function qrDrawing(text: string, label: string): HTMLElement {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
  const dark = Array.from(data, (isDark, index) =>
    isDark ? `M${index % size} ${Math.floor(index / size)}h1v1h-1z` : '',
  );
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('d', dark.join(''));
  const drawing = document.createElementNS(svgNamespace, 'svg');
  const side = size + 2 * quiet;
  drawing.setAttribute('viewBox', `${-quiet} ${-quiet} ${side} ${side}`);
  drawing.setAttribute('shape-rendering', 'crispEdges');
  drawing.append(path);
  return element('div', { class: 'qr', role: 'img', 'aria-label': label }, drawing);
}

/** An open passport on a reader; an arrow points down to it. */
export function readerDrawing(label: string): SVGElement {
  const svg = shape('svg', { viewBox: '0 0 120 100', role: 'img', 'aria-label': label });
  svg.append(
    shape('rect', { x: 14, y: 76, width: 92, height: 14, rx: 5, class: 'reader' }),
    shape('path', { d: 'M22 62h36l2 3 2-3h36v10H22z', class: 'document' }),
    shape('path', { d: 'M60 14v30M48 34l12 12 12-12', class: 'way' }),
  );
  return svg;
}

function shape(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
