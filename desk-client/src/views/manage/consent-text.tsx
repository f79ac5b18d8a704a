import { useState } from 'preact/hooks';
import { ConsentTexts } from '../../../../server/protocol/desk-manage-messages.ts';
import { day, languageName } from '../../service/words.ts';
import { Field, Twice } from '../parts.tsx';
import { useManaged } from './managed.ts';

const path = '/desk/api/manage/consent';

/** The text that people agree to when they are enrolled, one for each language. */
export function ConsentText() {
  const managed = useManaged(path, ConsentTexts);
  const [typed, setTyped] = useState({ version: '', language: '', text: '' });
  const { shown } = managed;
  const [current] = shown?.texts ?? [];
  const isNew = shown !== null && typed.version.trim() !== current?.version;
  const publish = () =>
    managed.post('', typed, () => setTyped({ ...typed, language: '', text: '' }));
  return (
    <section aria-labelledby="consent">
      <h2 id="consent">Consent text</h2>
      {managed.said && <p role="status">{managed.said}</p>}
      {managed.problem}
      {shown && <Published shown={shown} />}
      <form aria-label="Publish a consent text" onSubmit={(event) => event.preventDefault()}>
        <h3>Publish a text</h3>
        <p class="quiet">
          Under the version in force, a text is a translation, and nobody is asked again. Under a
          new version, it replaces the text before.
        </p>
        <div class="fields">
          <Field
            label="Version, like 2026-11"
            maxLength={40}
            value={typed.version}
            onType={(version) => setTyped({ ...typed, version })}
          />
          <Field
            label="Language, like en, fr or pt-BR"
            maxLength={20}
            value={typed.language}
            onType={(language) => setTyped({ ...typed, language })}
          />
        </div>
        <label>
          Text
          <textarea
            rows={8}
            maxLength={100_000}
            value={typed.text}
            onInput={(event) => setTyped({ ...typed, text: event.currentTarget.value })}
          />
        </label>
        {isNew && typed.version.trim() !== '' && <p>A new version: {whoIsAsked(shown)}</p>}
        <Twice
          disabled={managed.isBusy || typed.text.trim() === ''}
          sure={isNew ? 'Publish the new version' : 'Publish the translation'}
          onPress={publish}
        >
          Publish
        </Twice>
      </form>
    </section>
  );
}

function whoIsAsked({ enrolled }: ConsentTexts): string {
  if (enrolled === 0) return 'nobody is enrolled yet.';
  const people =
    enrolled === 1 ? '1 person who is enrolled' : `${enrolled} people who are enrolled`;
  return `${people} will be asked again, with the camera off until they agree.`;
}

function Published({ shown: { texts, current } }: { shown: ConsentTexts }) {
  const [latest, ...before] = texts;
  if (!latest) return <p class="empty">No text was published yet.</p>;
  return (
    <>
      {current.map(({ language, text }) => (
        <details key={language}>
          <summary>
            Version “{latest.version}”
            {language ? `, ${languageName(language)}` : ', language not said'}
          </summary>
          <p class="written">{text}</p>
        </details>
      ))}
      <ul class="quiet">
        {before.map(({ version, publishedAt }) => (
          <li key={version}>
            Before: version “{version}”, published {day(publishedAt)}
          </li>
        ))}
      </ul>
    </>
  );
}
