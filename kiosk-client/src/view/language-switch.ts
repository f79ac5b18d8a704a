import { dictionary } from '../languages/dictionary.ts';
import { languages, type Language } from '../languages/language.ts';
import { element } from './element.ts';

export class LanguageSwitch {
  readonly element: HTMLElement;
  private readonly buttons = new Map<Language, HTMLButtonElement>();

  constructor(chosen: (language: Language) => void) {
    for (const language of languages) {
      const name = dictionary[language].languageName;
      const pressed = () => chosen(language);
      this.buttons.set(
        language,
        element('button', { type: 'button', lang: language, click: pressed }, name),
      );
    }
    this.element = element('div', { class: 'languages', role: 'group' }, ...this.buttons.values());
  }

  show(current: Language, label: string): void {
    this.element.setAttribute('aria-label', label);
    for (const [language, button] of this.buttons) {
      button.setAttribute('aria-pressed', String(language === current));
    }
  }
}
