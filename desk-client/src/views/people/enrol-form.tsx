import { useState } from 'preact/hooks';
import { PersonFields, fieldValues, nothingTyped } from './person-fields.tsx';
import { PhotoForm } from './photo-form.tsx';
import { say } from '../../service/language.ts';

/** Someone new. */
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
  const details = fieldValues(typed);
  return (
    <PhotoForm
      label={say('people.enrol')}
      path="/desk/api/people"
      details={details}
      who={{ details }}
      words={{ send: say('enrol.send'), camera: say('enrol.camera') }}
      onShow={onShow}
      onStored={() => {
        setTyped(nothingTyped);
        onChanged();
      }}
      onClose={onClose}
    >
      <PersonFields typed={typed} onType={setTyped} />
    </PhotoForm>
  );
}
