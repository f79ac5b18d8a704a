import { languages, type Language } from '../../../server/protocol/languages.ts';
import { say } from '../service/language.ts';
import { Choice } from './parts.tsx';

/** Each language's name is in that language. */
export function LanguageChoice({ onChoose }: { onChoose: (language: Language) => void }) {
  return (
    <Choice
      label={say('account.language')}
      value={document.documentElement.lang}
      onChoose={(language) => onChoose(language as Language)}
    >
      {languages.map((tag) => (
        <option key={tag} value={tag} lang={tag}>
          {new Intl.DisplayNames([tag], { type: 'language' }).of(tag)}
        </option>
      ))}
    </Choice>
  );
}
