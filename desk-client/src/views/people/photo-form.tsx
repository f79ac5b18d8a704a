import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Value } from 'typebox/value';
import {
  EnrolAnswer,
  LobbyEnrolmentStarted,
  PhotosChecked,
  type CameraRequest,
  type EnrolRequest,
} from '../../../../server/protocol/desk-people-messages.ts';
import { ask, Refusal } from '../../service/api.ts';
import { queue } from '../../service/queue.ts';
import { useAct } from '../use-act.tsx';
import { EnrolResult } from './enrol-result.tsx';
import { ScreenChoice } from './lobby-enrolment.tsx';
import { formOf, PhotoPicker } from './photo-picker.tsx';
import { alsoNamed, nobodyNamed, SayWho, type Named } from './say-who.tsx';

interface Props {
  label: string;
  /** Where the photos are sent. */
  path: string;
  /** Of somebody new. */
  details?: EnrolRequest['details'];
  /** Whom the camera is asked for. */
  who: CameraRequest['who'];
  words: { send: string; camera: string };
  onShow: (id: string) => void;
  onStored: (answer: EnrolAnswer) => void | Promise<void>;
  onClose?: () => void;
  /** The fields above the photos. */
  children?: ComponentChildren;
}

/** Photos of a person, chosen here or taken with the camera of a lobby screen. */
export function PhotoForm({ label, path, details, who, words, children, ...on }: Props) {
  const [files, setFiles] = useState<File[]>([]);
  const [answer, setAnswer] = useState<EnrolAnswer | null>(null);
  const [checked, setChecked] = useState<PhotosChecked['photos']>([]);
  const [named, setNamed] = useState<Named>(nobodyNamed);
  const [screenId, setScreen] = useState('');
  const [startedId, setStarted] = useState<string | null>(null);
  const [documentChecked, setDocumentChecked] = useState(false);
  const act = useAct();
  const added = details ? {} : { documentChecked };
  const send = (names: Named) =>
    act.run(async () => {
      const result = await sendPhotos(
        path,
        formOf({ ...(details && { details }), ...added, ...names }, files),
      );
      setAnswer(result);
      if (result.state !== 'refused') await on.onStored(result);
    });
  const check = () =>
    act.run(async () => {
      const body = formOf({}, files);
      const path = '/desk/api/people/check';
      setAnswer(null);
      setChecked((await ask(path, PhotosChecked, { method: 'POST', body })).photos);
    });
  const fromCamera = () =>
    act.run(async () => {
      const body = { screenId, who, ...added, ...named };
      const { enrolment } = await ask('/desk/api/people/camera', LobbyEnrolmentStarted, {
        method: 'POST',
        body,
      });
      setStarted(enrolment.id);
    });
  const started = queue.enrolments.value.find(({ id }) => id === startedId);
  return (
    <form
      class="card"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        send(named);
      }}
    >
      <h3>{label}</h3>
      {children}
      <PhotoPicker
        files={files}
        judged={answer?.photos ?? checked}
        onChoose={(chosen) => {
          setFiles(chosen);
          setAnswer(null);
          setChecked([]);
          setNamed(nobodyNamed);
        }}
      />
      {!details && (
        <label class="switch">
          <input
            type="checkbox"
            checked={documentChecked}
            onChange={(event) => setDocumentChecked(event.currentTarget.checked)}
          />
          I have looked at their identity document (needed where no earlier photo can say who they
          are; it is put on record with your name)
        </label>
      )}
      {answer && (
        <EnrolResult
          answer={answer}
          onShow={on.onShow}
          onNamed={(kind, id) => {
            const names = alsoNamed(named, kind, id);
            setNamed(names);
            send(names);
          }}
        />
      )}
      {act.problem}
      <div class="acts">
        <button type="submit" disabled={act.isBusy}>
          {words.send}
        </button>
        <button
          type="button"
          class="plain"
          disabled={act.isBusy || files.length === 0}
          onClick={check}
        >
          Only check the photos
        </button>
        {on.onClose && (
          <button type="button" class="plain" onClick={on.onClose}>
            Close
          </button>
        )}
      </div>
      <SayWho looksLike={started?.looksLike ?? []} named={named} onNamed={setNamed} />
      <div class="acts">
        <ScreenChoice screenId={screenId} onChoose={setScreen} />
        <button type="button" disabled={act.isBusy || screenId === ''} onClick={fromCamera}>
          {words.camera}
        </button>
      </div>
    </form>
  );
}

/** A refused enrolment is an answer too. @throws {Refusal} when it is not one of an enrolment */
async function sendPhotos(path: string, form: FormData): Promise<EnrolAnswer> {
  try {
    return await ask(path, EnrolAnswer, { method: 'POST', body: form });
  } catch (error) {
    if (error instanceof Refusal && Value.Check(EnrolAnswer, error.body)) return error.body;
    throw error;
  }
}
