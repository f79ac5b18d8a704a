import { ConsentTexts } from '#server/protocol/desk-manage-messages.ts';
import { languages } from '#server/protocol/languages.ts';
import { draftOf } from '../../service/drafts.ts';
import { day, languageName } from '../../service/words.ts';
import { errorsAt } from '../act.tsx';
import { Choice, Field, TextArea } from '../fields.tsx';
import { ResultSentence, Twice } from '../parts.tsx';
import { WaysOut } from '../ways-out.tsx';
import { CurrentText } from '../people/current-text.tsx';
import { useManaged } from './managed.ts';
import { say } from '../../service/language.ts';

/** Languages of lobbies: those of the pages, and others. The command line publishes texts in further ones. */
const tags = [
  ...languages,
  ...['pt-BR', 'it', 'nl', 'da', 'sv', 'nb', 'fi', 'pl', 'cs', 'hu', 'ro', 'el', 'tr', 'ru', 'uk'],
  ...['he', 'hi', 'ko', 'zh-Hans', 'zh-Hant', 'vi'],
];

/** The field that each refusal of a text is about. */
const fieldOf = {
  bad_version: 'version',
  version_taken: 'version',
  bad_language: 'language',
  language_taken: 'language',
  language_unknown: 'language',
  text_unusable: 'text',
} as const;

const path = '/desk/api/manage/consent';

/** The text that people agree to when they are enrolled, one for each language. */
export function ConsentText() {
  const managed = useManaged(path, ConsentTexts);
  const draft = draftOf('texts', { version: '', language: '', text: '' });
  const typed = draft.value;
  const set = (change: Partial<typeof typed>) => draft.set({ ...draft.value, ...change });
  const { shown: consentTexts } = managed;
  const { at, otherProblem } = errorsAt(managed, fieldOf);
  const [current] = consentTexts?.texts ?? [];
  const isNew = consentTexts !== null && typed.version.trim() !== current?.version;
  const publish = () => managed.post('', typed, () => set({ language: '', text: '' }));
  return (
    <section aria-labelledby="consent">
      <h2 id="consent">{say('text')}</h2>
      <ResultSentence>{managed.said}</ResultSentence>
      {otherProblem}
      {consentTexts && <Published shown={consentTexts} />}
      <form aria-label={say('text-form')} onSubmit={(event) => event.preventDefault()}>
        <h3>{say('text-publish')}</h3>
        <p class="quiet">{say('text-about')}</p>
        <div class="fields">
          <Field
            label={say('text-version')}
            maxLength={40}
            value={typed.version}
            error={at('version')}
            onType={(version) => set({ version })}
          />
          <Choice
            label={say('text-language')}
            value={typed.language}
            error={at('language')}
            onChoose={(language) => set({ language })}
            nothing={say('do-choose')}
            options={tags.map((tag) => [tag, languageName(tag)])}
          />
        </div>
        <TextArea
          label={say('text-text')}
          rows={8}
          maxLength={100_000}
          value={typed.text}
          error={at('text')}
          onType={(text) => set({ text })}
        />
        {isNew && typed.version.trim() !== '' && <p>{whoIsAsked(consentTexts)}</p>}
        <Twice
          disabled={managed.isBusy || typed.text.trim() === ''}
          sure={say(isNew ? 'text-publish_version' : 'text-publish_translation')}
          onPress={publish}
        >
          {say('text-publish_now')}
        </Twice>
        <WaysOut isDraft={draft.isKept} onDiscard={() => draft.discard()} />
      </form>
    </section>
  );
}

function whoIsAsked({ enrolled }: ConsentTexts): string {
  return enrolled === 0 ? say('text-asks_nobody') : say('text-asks', { count: enrolled });
}

function Published({ shown }: { shown: ConsentTexts }) {
  const before = shown.texts.slice(1);
  return (
    <>
      <CurrentText shown={shown} />
      <ul class="quiet">
        {before.map(({ version, publishedAt }) => (
          <li key={version}>{say('text-before', { version, day: day(publishedAt) ?? '' })}</li>
        ))}
      </ul>
    </>
  );
}
