import type { ConsentTexts } from '#server/protocol/desk-manage-messages.ts';
import { languageName } from '../../service/words.ts';
import { say } from '../../service/language.ts';

/** The consent text in force, in each of its languages. */
export function CurrentText({ shown: { texts, current } }: { shown: ConsentTexts }) {
  const [latest] = texts;
  if (!latest) return <p class="empty">{say('text-none')}</p>;
  return (
    <>
      {current.map(({ language, text }) => (
        <details key={language}>
          <summary>
            {language
              ? say('text-current', { version: latest.version, language: languageName(language) })
              : say('text-current_unsaid', { version: latest.version })}
          </summary>
          <p class="written">{text}</p>
        </details>
      ))}
    </>
  );
}
