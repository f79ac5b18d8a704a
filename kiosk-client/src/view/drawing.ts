import type { Event } from '../machine/events.ts';
import type { Screen } from '../machine/screen.ts';
import type { OvalLook } from './oval.ts';
import { icon, type IconName } from './icons.ts';
import { element } from './element.ts';
import { say } from './language.ts';

/** Colours of the whole screen; see palette.css. */
export type Tone = 'calm' | 'adjust' | 'good' | 'welcome' | 'wait' | 'light' | 'fault';

/** What a screen puts into the page's fixed frame: words at the head, an oval, the rest below. */
export interface Drawing {
  tone: Tone;
  head: Node[];
  body: Node[];
  /** Stands where the oval would. */
  figure: OvalLook | HTMLElement;
  /** For a screen reader, at once. */
  said: string;
  /** Gets the focus; by default the screen as a whole. */
  focus?: HTMLElement;
  /** What Escape does. */
  escape?: () => void;
  /** For a screen that changes while it is shown; null when `next` takes a drawing of its own. */
  redraw?: (next: Screen) => Changes | null;
}

export type Changes = Pick<Drawing, 'tone' | 'figure' | 'said'>;

/** What a button does. */
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

/** A quiet sentence with a drawing before it. */
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

/** Buttons beside each other, or below where there is no room. */
export function choices(...buttons: HTMLButtonElement[]): HTMLElement {
  return element('div', { class: 'choices' }, ...buttons);
}

/** What those who look after the kiosk can do; visitors may skip it. */
export function staffCard(steps: readonly string[], ...more: HTMLElement[]): HTMLElement {
  return element(
    'section',
    { class: 'staff' },
    element('h2', {}, icon('wrench'), say('staff')),
    element('ul', {}, ...steps.map((step) => element('li', {}, step))),
    ...more,
  );
}
