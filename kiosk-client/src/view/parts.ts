import { element } from './element.ts';
import { icon, type IconName } from './icons.ts';

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
export function staffCard(heading: string, steps: string[], ...more: HTMLElement[]): HTMLElement {
  return element(
    'section',
    { class: 'staff' },
    element('h2', {}, icon('wrench'), heading),
    element('ul', {}, ...steps.map((step) => element('li', {}, step))),
    ...more,
  );
}
