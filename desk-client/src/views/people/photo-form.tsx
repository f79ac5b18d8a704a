import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Value } from 'typebox/value';
import { EnrolAnswer, PhotosChecked } from '#server/protocol/desk-people-messages.ts';
import {
  LobbyEnrolmentStarted,
  type LobbyEnrolmentRequest,
} from '#server/protocol/desk-enrolment-messages.ts';
import { ask, RefusedRequestError } from '../../service/api.ts';
import { draftOf } from '../../service/drafts.ts';
import { queue } from '../../service/queue.ts';
import { useAct } from '../act.tsx';
import { EnrolResult } from './enrol-result.tsx';
import { ScreenChoice } from './lobby-enrolment.tsx';
import { formOf, PhotoPicker } from './photo-picker.tsx';
import { TwinChoice } from './twin-choice.tsx';
import { Tick } from '../fields.tsx';
import { Button } from '../parts.tsx';
import { WaysOut } from '../ways-out.tsx';
import { say } from '../../service/language.ts';

interface Props {
  label: string;
  /** The path that receives the photos. */
  path: string;
  /** A new person, or the person whose record gets the photos. */
  who: LobbyEnrolmentRequest['who'];
  /** The path of the draft: the photos are a part of it. */
  draft: string;
  words: { send: string; camera: string };
  onShow: (id: string) => void;
  onStored: (state: EnrolAnswer['state']) => void | Promise<void>;
  onClose?: () => void;
  /** The fields above the photos. */
  children?: ComponentChildren;
}

/** The chosen photos, and the enrolment that has begun at a lobby screen. */
interface Chosen {
  files: File[];
  started: { id: string; asked: string } | null;
}
const nothingChosen: Chosen = { files: [], started: null };

/** The chosen photos, their findings, and the three ways to continue. */
function usePhotos({ path, who, draft: draftPath, onStored }: Props) {
  const draft = draftOf(`${draftPath}/photos`, nothingChosen);
  const { files, started } = draft.value;
  const [answer, setAnswer] = useState<EnrolAnswer | null>(null);
  const [checked, setChecked] = useState<PhotosChecked['photos']>([]);
  const [twinOf, setTwinOf] = useState<string[]>([]);
  const [stored, setStored] = useState(0);
  const [documentChecked, setDocumentChecked] = useState(false);
  const [personalCode, setPersonalCode] = useState(false);
  const act = useAct();
  const isNew = 'details' in who;
  const added = isNew ? {} : { documentChecked };
  const send = (twins: string[]) =>
    act.run(async () => {
      setTwinOf(twins);
      const form = formOf({ ...(isNew && who), ...added, twinOf: twins }, files);
      const result = await askEnrolment(path, form);
      setAnswer(result);
      if (result.state === 'refused') return;
      draft.discard();
      setTwinOf([]);
      setStored((count) => count + 1);
      await onStored(result.state);
    });
  const check = () =>
    act.run(async () => {
      setAnswer(null);
      const asked = { method: 'POST' as const, body: formOf({}, files) };
      setChecked((await ask('/desk/api/people/check', PhotosChecked, asked)).photos);
    });
  const fromCamera = (screenId: string) =>
    act.run(async () => {
      const body = { screenId, who, personalCode, ...added, twinOf };
      const asked = { method: 'POST' as const, body };
      const { enrolment } = await ask('/desk/api/people/camera', LobbyEnrolmentStarted, asked);
      const begun = { id: enrolment.id, asked: JSON.stringify(who) };
      draft.set({ ...draft.value, started: begun });
      // A look-alike was confirmed for this person, and not for the next one.
      setTwinOf([]);
    });
  /** Lets the picker begin again. */
  const forget = () => {
    setStored((count) => count + 1);
    setAnswer(null);
    setChecked([]);
    setTwinOf([]);
  };
  const choose = (chosen: File[]) => {
    draft.set({ ...draft.value, files: chosen });
    setAnswer(null);
    setChecked([]);
    setTwinOf([]);
  };
  const enrolment = queue.enrolments.value.find(({ id }) => id === started?.id);
  const isEnrolled = enrolment?.step === 'enrolled';
  useEffect(() => {
    // The next person's details may be typed already.
    if (!isEnrolled || started?.asked !== JSON.stringify(who)) return;
    setPersonalCode(false);
    draft.discard();
    act.run(async () => onStored(isNew ? 'enrolled' : 'updated'));
  }, [isEnrolled]);
  return {
    ...{ files, choose, forget, stored, answer, judged: answer?.photos ?? checked },
    ...{ twinOf, setTwinOf, documentChecked, setDocumentChecked, personalCode, setPersonalCode },
    ...{ send, check, fromCamera, isBusy: act.isBusy, problem: act.problem },
    looksLike: enrolment?.looksLike ?? [],
  };
}

/** Photos of a person, chosen here or taken with the camera of a lobby screen. */
export function PhotoForm({ children, ...props }: Props) {
  const { label, who, draft: draftPath, words, onShow, onClose } = props;
  const draft = draftOf(draftPath, null);
  const [screenId, setScreen] = useState('');
  const photos = usePhotos(props);
  const { twinOf, answer, isBusy } = photos;
  return (
    <form
      class="card"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        photos.send(twinOf);
      }}
    >
      <h3>{label}</h3>
      {children}
      <PhotoPicker
        key={photos.stored}
        files={photos.files}
        judged={photos.judged}
        onChoose={photos.choose}
      />
      {'personId' in who && (
        <Tick checked={photos.documentChecked} onTick={photos.setDocumentChecked}>
          {say('enrol-document')}
        </Tick>
      )}
      {answer && (
        <EnrolResult
          answer={answer}
          onShow={onShow}
          onTwin={(id) => photos.send([...twinOf, id])}
        />
      )}
      {photos.problem}
      <div class="acts">
        <button type="submit" class={screenId === '' ? undefined : 'plain'} disabled={isBusy}>
          {words.send}
        </button>
        <Button plain disabled={isBusy || photos.files.length === 0} onPress={photos.check}>
          {say('enrol-check')}
        </Button>
        <WaysOut
          isDraft={draft.isKept}
          onClose={onClose}
          onDiscard={() => {
            draft.discard();
            photos.forget();
            onClose?.();
          }}
        />
      </div>
      <TwinChoice looksLike={photos.looksLike} twinOf={twinOf} onChoose={photos.setTwinOf} />
      <FromCamera photos={photos} label={words.camera} screenId={screenId} onChoose={setScreen} />
    </form>
  );
}

interface FromCameraProps {
  photos: ReturnType<typeof usePhotos>;
  label: string;
  /** Empty: none is chosen. */
  screenId: string;
  onChoose: (screenId: string) => void;
}

function FromCamera({ photos, label, screenId, onChoose }: FromCameraProps) {
  return (
    <>
      <Tick checked={photos.personalCode} onTick={photos.setPersonalCode}>
        {say('enrol-personal_code')}
      </Tick>
      <div class="acts">
        <ScreenChoice screenId={screenId} onChoose={onChoose} />
        <Button
          plain={screenId === ''}
          disabled={photos.isBusy || screenId === ''}
          onPress={() => photos.fromCamera(screenId)}
        >
          {label}
        </Button>
      </div>
    </>
  );
}

/** Sends an enrolment, whose refusal is an answer, too. @throws {RefusedRequestError} for any other refusal */
export async function askEnrolment(path: string, body: unknown): Promise<EnrolAnswer> {
  try {
    return await ask(path, EnrolAnswer, { method: 'POST', body });
  } catch (error) {
    if (error instanceof RefusedRequestError && Value.Check(EnrolAnswer, error.body))
      return error.body;
    throw error;
  }
}
