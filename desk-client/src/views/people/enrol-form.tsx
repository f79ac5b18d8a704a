import { useState } from 'preact/hooks';
import {
  EnrolAnswer,
  LobbyEnrolmentStarted,
  PhotosChecked,
} from '../../../../server/protocol/desk-people-messages.ts';
import { ask, Refusal } from '../../service/api.ts';
import { useAct } from '../use-act.tsx';
import { EnrolResult, nobodyNamed, type Named } from './enrol-result.tsx';
import { formOf, PhotoPicker } from './photo-picker.tsx';
import { ScreenChoice } from './lobby-enrolment.tsx';
import { PersonFields, detailsOf, nothingTyped } from './person-fields.tsx';
import { Value } from 'typebox/value';

/** Asks to enrol; a refusal is an answer too. @throws {Refusal} when it is not one of an enrolment */
export async function sendPhotos(path: string, form: FormData): Promise<EnrolAnswer> {
  try {
    return await ask(path, EnrolAnswer, { method: 'POST', body: form });
  } catch (error) {
    if (error instanceof Refusal && Value.Check(EnrolAnswer, error.body)) return error.body;
    throw error;
  }
}

/** Somebody new, from photos or from the camera of a lobby screen. */
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
  const [files, setFiles] = useState<File[]>([]);
  const [answer, setAnswer] = useState<EnrolAnswer | null>(null);
  const [named, setNamed] = useState<Named>(nobodyNamed);
  const act = useAct();
  const enrol = (names: Named) =>
    act.run(async () => {
      const form = formOf({ details: detailsOf(typed), ...names }, files);
      const result = await sendPhotos('/desk/api/people', form);
      setAnswer(result);
      if (result.state !== 'refused') onChanged();
    });
  const check = () =>
    act.run(async () => {
      const body = formOf({}, files);
      const { photos } = await ask('/desk/api/people/check', PhotosChecked, {
        method: 'POST',
        body,
      });
      setAnswer({
        state: 'unchanged',
        personId: null,
        added: 0,
        mistakes: [],
        warnings: [],
        photos,
      });
    });
  const [screenId, setScreen] = useState('');
  const fromCamera = () =>
    act.run(async () => {
      const body = { screenId, who: { details: detailsOf(typed) }, ...named };
      await ask('/desk/api/people/camera', LobbyEnrolmentStarted, { method: 'POST', body });
    });
  const isChecked = answer !== null && answer.state === 'unchanged';
  return (
    <form
      class="card"
      aria-label="Enrol somebody"
      onSubmit={(event) => {
        event.preventDefault();
        enrol(named);
      }}
    >
      <h3>Enrol somebody</h3>
      <PersonFields typed={typed} onType={setTyped} />
      <PhotoPicker
        files={files}
        judged={answer?.photos ?? []}
        onChoose={(chosen) => {
          setFiles(chosen);
          setAnswer(null);
          setNamed(nobodyNamed);
        }}
      />
      {answer && !isChecked && (
        <EnrolResult
          answer={answer}
          onShow={onShow}
          onNamed={(kind, id) => {
            const names = { ...named, [kind]: [...named[kind], id] };
            setNamed(names);
            enrol(names);
          }}
        />
      )}
      {act.problem}
      <div class="acts">
        <button type="submit" disabled={act.isBusy}>
          Enrol from photos
        </button>
        <button
          type="button"
          class="plain"
          disabled={act.isBusy || files.length === 0}
          onClick={check}
        >
          Only check the photos
        </button>
        <button type="button" class="plain" onClick={onClose}>
          Close
        </button>
      </div>
      <div class="acts">
        <ScreenChoice screenId={screenId} onChoose={setScreen} />
        <button type="button" disabled={act.isBusy || screenId === ''} onClick={fromCamera}>
          Enrol with this camera
        </button>
      </div>
    </form>
  );
}
