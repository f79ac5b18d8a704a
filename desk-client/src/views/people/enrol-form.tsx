import { useEffect, useState } from 'preact/hooks';
import { ConsentTexts } from '#server/protocol/desk-manage-messages.ts';
import { ask } from '../../service/api.ts';
import { draftOf } from '../../service/drafts.ts';
import { useAct } from '../act.tsx';
import { CurrentText } from './current-text.tsx';
import { PersonFields, fieldValues, nothingTyped } from './person-fields.tsx';
import { PhotoForm } from './photo-form.tsx';
import { say } from '../../service/language.ts';

/** The path of the form's draft. */
export const enrolDraft = 'people/enrol';

/** Enrols a new person, who agrees to the consent text that the form shows. */
export function EnrolForm({
  onShow,
  onChanged,
  onClose,
}: {
  onShow: (id: string) => void;
  onChanged: () => void;
  onClose: () => void;
}) {
  const [shown, setShown] = useState<ConsentTexts | null>(null);
  const act = useAct();
  const load = async () => setShown(await ask('/desk/api/manage/consent', ConsentTexts));
  // Loads once, because the person has not read a text that is published later.
  useEffect(() => act.run(load), []);
  if (!shown) return act.problem;
  const textVersion = shown.texts[0]?.version ?? null;
  const draft = draftOf(enrolDraft, { typed: nothingTyped, textVersion });
  const { typed: kept, textVersion: read } = draft.value;
  // What was said about the consent to another text says nothing about this one.
  const typed = read === textVersion ? kept : { ...kept, consent: '' };
  return (
    <PhotoForm
      label={say('people-enrol')}
      path="/desk/api/people"
      draft={enrolDraft}
      who={{ details: fieldValues(typed), textVersion }}
      words={{ send: say('enrol-send'), camera: say('enrol-camera') }}
      onShow={onShow}
      onStored={() => {
        draft.discard();
        onChanged();
      }}
      onClose={onClose}
    >
      <PersonFields typed={typed} onType={(next) => draft.set({ typed: next, textVersion })} />
      <CurrentText shown={shown} />
    </PhotoForm>
  );
}
