import { directionOf, languages, type Language } from '#server/protocol/languages.ts';
import { element } from './element.ts';
import { icon } from './icons.ts';
import { nameOf, say } from './language.ts';

/** Shows the present language, and all languages after a touch. */
export class LanguageSwitch {
  readonly element: HTMLElement;
  private readonly label = element('span');
  private readonly current = element('span');
  private readonly toggle: HTMLButtonElement;
  private readonly list: HTMLElement;
  private readonly buttons = new Map<Language, HTMLButtonElement>();

  constructor(chosen: (language: Language) => void) {
    for (const language of languages) {
      const onPress = () => {
        this.close();
        chosen(language);
      };
      const dir = directionOf(language);
      const attributes = { type: 'button', lang: language, dir, click: onPress };
      this.buttons.set(language, element('button', attributes, nameOf(language)));
    }
    this.label.className = 'only-spoken';
    this.list = element('div', { class: 'language-list', role: 'group', hidden: true });
    this.list.append(...this.buttons.values());
    this.toggle = element(
      'button',
      { type: 'button', class: 'language-toggle', click: () => this.open(this.list.hidden) },
      icon('languages'),
      this.label,
      this.current,
    );
    this.element = element('div', { class: 'languages' }, this.list, this.toggle);
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.list.hidden) return;
      // Outside the open list, Escape ends a capture.
      event.stopPropagation();
      this.close();
      this.toggle.focus();
    });
    document.addEventListener('pointerdown', ({ target }) => {
      if (target instanceof Node && !this.element.contains(target)) this.close();
    });
    this.open(false);
  }

  show(current: Language): void {
    const label = say('language');
    this.list.setAttribute('aria-label', label);
    this.label.textContent = `${label}: `;
    this.current.textContent = nameOf(current);
    for (const [language, button] of this.buttons) {
      button.setAttribute('aria-pressed', String(language === current));
    }
  }

  close(): void {
    if (!this.list.hidden) this.open(false);
  }

  private open(isOpen: boolean): void {
    this.list.hidden = !isOpen;
    this.toggle.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) this.list.querySelector('button')?.focus();
  }
}
