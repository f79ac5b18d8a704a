import { languageOf, type Language } from '../languages/language.ts';
import type { Step } from './events.ts';
import type { State } from './state.ts';
import { times } from './times.ts';

export function languageChosen(state: State, language: Language): Step {
  return [
    { ...state, language, languageTouched: true },
    [{ type: 'set_timer', name: 'language', ms: times.languageKept }],
  ];
}

/** For the sign-in that begins: what the visitor chose, else the kiosk's own, else what Envoy says. */
export function spokenTo(state: State, tag: string | undefined): State {
  const told = languageOf(tag ?? null);
  if (state.languageTouched || state.languageFixed || !told) return state;
  return { ...state, language: told };
}

export function atHome(state: State): State {
  return { ...state, language: state.homeLanguage, languageTouched: false };
}
