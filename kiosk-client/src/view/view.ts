import type { Language } from '#server/protocol/languages.ts';
import { screenOf, type Screen } from '../machine/screen.ts';
import type { Office, State } from '../machine/state.ts';
import { Dot } from './dot.ts';
import { draw } from './draw.ts';
import { element } from './element.ts';
import type { Act, Changes, Drawing } from './drawing.ts';
import { speak } from './language.ts';
import { LanguageSwitch } from './language-switch.ts';
import { Oval } from './oval.ts';
import { logoPath } from '#server/protocol/messages.ts';

/** Shows a state. It draws everything in one fixed frame: head, figure, body, foot. */
export class View {
  private readonly act: Act;
  private readonly oval: Oval;
  private readonly head = element('header', { class: 'head' });
  private readonly figure = element('div', { class: 'figure' });
  private readonly body = element('div', { class: 'body' });
  private readonly nameplate = new Nameplate();
  private readonly dot = new Dot();
  private readonly languageSwitch: LanguageSwitch;
  private readonly announcer = new Announcer();
  private readonly main = element('main', { tabindex: '-1' }, this.head, this.figure, this.body);
  private drawing: Drawing | null = null;
  private language: Language | null = null;
  private shown = '';

  constructor(video: HTMLVideoElement, act: Act) {
    this.act = act;
    this.oval = new Oval(video);
    this.languageSwitch = new LanguageSwitch((language) =>
      act({ type: 'language_chosen', language }),
    );
  }

  mount(parent: HTMLElement): void {
    const foot = element('footer', {}, this.nameplate.element, this.languageSwitch.element);
    parent.append(this.main, foot, this.announcer.element);
    parent.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.drawing?.escape?.();
    });
  }

  render(state: State): void {
    const screen = screenOf(state);
    const language = speak(state.language);
    const summary = JSON.stringify([screen, language, state.kioskName, state.office]);
    if (summary === this.shown) return;
    this.shown = summary;
    const redrawn = language === this.language ? this.drawing?.redraw?.(screen) : null;
    this.language = language;
    this.nameplate.show(state.office, state.kioskName);
    this.languageSwitch.show(language);
    const path = screen.name === 'looking' ? screen.path : null;
    document.documentElement.toggleAttribute('data-follows', path !== null);
    if (redrawn) this.apply(screen, redrawn);
    else this.drawAnew(screen, draw(screen, this.act));
    this.dot.show(path);
  }

  private drawAnew(screen: Screen, drawing: Drawing): void {
    this.drawing = drawing;
    this.languageSwitch.close();
    this.head.replaceChildren(...drawing.head);
    this.body.replaceChildren(...drawing.body);
    this.apply(screen, drawing);
    (drawing.focus ?? this.main).focus({ preventScroll: true });
  }

  private apply(screen: Screen, { tone, figure, said: announcement }: Changes): void {
    const root = document.documentElement;
    root.dataset['screen'] = screen.name;
    root.dataset['tone'] = tone;
    const shape = figure instanceof HTMLElement ? figure : this.oval.element;
    if (!(figure instanceof HTMLElement)) this.oval.show(figure);
    if (this.figure.firstElementChild !== shape)
      this.figure.replaceChildren(shape, this.dot.element);
    this.announcer.say(announcement);
  }
}

/** The owner of the screen: the office's logo and name, and the kiosk's name. */
class Nameplate {
  readonly element = element('p', { class: 'nameplate' });
  private shown = '';

  show(office: Office, kioskName: string | null): void {
    const now = JSON.stringify([office, kioskName]);
    if (now === this.shown) return;
    this.shown = now;
    const names = [office.name, kioskName].filter((name) => name !== null).join(' · ');
    const logo = element('img', { class: 'logo', src: logoPath, alt: office.name ? '' : 'Logo' });
    this.element.replaceChildren(
      ...(office.logo ? [logo] : []),
      element('span', { class: 'kiosk-name' }, names),
    );
  }
}

/** A screen reader needs about this long for a sentence, so shorter messages are not announced. */
const settleMs = 600;

/** Announces text that stayed on the screen for a moment, and nothing twice in a row. */
class Announcer {
  readonly element = element('p', {
    class: 'only-spoken',
    role: 'status',
    'aria-live': 'polite',
    'aria-atomic': 'true',
  });
  private timer = 0;

  say(text: string): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (this.element.textContent !== text) this.element.textContent = text;
    }, settleMs);
  }
}
