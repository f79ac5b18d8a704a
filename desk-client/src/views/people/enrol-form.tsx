import { useEffect, useState } from 'preact/hooks';
import { ConsentTexts } from '../../../../server/protocol/desk-manage-messages.ts';
import { ask } from '../../service/api.ts';
import { useAct } from '../act.tsx';
import { CurrentText } from './current-text.tsx';
import { PersonFields, fieldValues, nothingTyped } from './person-fields.tsx';
import { PhotoForm } from './photo-form.tsx';
import { say } from '../../service/language.ts';

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
  const [typed, setTyped] = useState(nothingTyped);
  const [shown, setShown] = useState<ConsentTexts | null>(null);
  const act = useAct();
  const load = async () => setShown(await ask('/desk/api/manage/consent', ConsentTexts));
  // Loads once, because the person has not read a text that is published later.
  useEffect(() => act.run(load), []);
  if (!shown) return act.problem;
  const textVersion = shown.texts[0]?.version ?? null;
  return (
    <PhotoForm
      label={say('people-enrol')}
      path="/desk/api/people"
      who={{ details: fieldValues(typed), textVersion }}
      words={{ send: say('enrol-send'), camera: say('enrol-camera') }}
      onShow={onShow}
      onStored={() => {
        setTyped(nothingTyped);
        onChanged();
      }}
      onClose={onClose}
    >
      <PersonFields typed={typed} onType={setTyped} />
      <CurrentText shown={shown} />
    </PhotoForm>
  );
}
