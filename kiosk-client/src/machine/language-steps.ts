import type { ConsentToAsk } from '#server/protocol/messages.ts';
import { languageOf, type Language } from '#server/protocol/languages.ts';
import { type Step, times } from './events.ts';
import type { Capture, State } from './state.ts';

export function languageChosen(state: State, language: Language): Step {
  return [
    {
      ...state,
      language,
      languageTouched: true,
      capture: state.capture && { ...state.capture, readsIn: null },
    },
    [{ type: 'set_timer', name: 'language', ms: times.languageKept }],
  ];
}

/** Sets a sign-in's language: the visitor's choice, otherwise the kiosk's own, otherwise Envoy's. */
export function spokenTo(state: State, tag: string | undefined): State {
  const supportedLanguage = languageOf(tag ?? null);
  if (state.languageTouched || state.languageFixed || !supportedLanguage) return state;
  return { ...state, language: supportedLanguage };
}

/** Returns the consent text in the page's language, or in the language that the visitor chose; null: neither. */
export function consentText(
  { consent, readsIn }: Pick<Capture, 'consent' | 'readsIn'>,
  language: Language,
): ConsentToAsk['texts'][number] | null {
  const texts = consent?.texts ?? [];
  return (
    texts.find((text) => text.language === null || languageOf(text.language) === language) ??
    texts.find((text) => text.language === readsIn) ??
    null
  );
}

export function atHome(state: State): State {
  return { ...state, language: state.homeLanguage, languageTouched: false };
}
