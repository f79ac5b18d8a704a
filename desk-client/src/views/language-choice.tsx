import { languages, type Language } from '#server/protocol/languages.ts';
import { say } from '../service/language.ts';
import { Choice } from './fields.tsx';

/** Each language's name is in that language. */
export function LanguageChoice({ onChoose }: { onChoose: (language: Language) => void }) {
  return (
    <Choice
      label={say('account-language')}
      value={document.documentElement.lang}
      onChoose={(language) => onChoose(language as Language)}
      options={languages.map((tag) => {
        const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag);
        return [tag, name, { lang: tag }];
      })}
    />
  );
}
