import { useEffect, useState } from 'preact/hooks';
import { type LobbyScreen } from '#server/protocol/desk-messages.ts';
import { CameraSetUp } from '#server/protocol/desk-manage-messages.ts';
import { ask } from '../service/api.ts';
import { answerText, say } from '../service/language.ts';
import { wordsIn } from './act.tsx';
import { Button, Problem } from './parts.tsx';

/** Milliseconds between two looks at a set-up: four pictures a second are enough to turn a camera by. */
const lookedAtEveryMs = 250;

interface Props {
  screen: LobbyScreen;
  canSetUp: boolean;
}

/** The two cameras of a lobby screen: whether they are set up, and the set-up with both pictures. */
export function TwoCameras({ screen, canSetUp }: Props) {
  const [setUp, setSetUp] = useState<CameraSetUp | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const path = `/desk/api/lobby/${encodeURIComponent(screen.id)}/cameras`;
  const isRunning = setUp?.phase === 'running';
  const start = () => {
    setProblem(null);
    ask(path, CameraSetUp, { method: 'POST', body: {} })
      .then(setSetUp)
      .catch((error: unknown) => setProblem(wordsIn(error)));
  };
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = window.setTimeout(() => {
      ask(path, CameraSetUp)
        .then(setSetUp)
        .catch((error: unknown) => {
          setSetUp(null);
          setProblem(wordsIn(error));
        });
    }, lookedAtEveryMs);
    return () => window.clearTimeout(timer);
  }, [isRunning, setUp, path]);
  if (!screen.twoCameras) return null;
  const { standing, centimetres } = screen.twoCameras;
  const isWell = standing === 'set_up';
  return (
    <div class={isWell ? undefined : 'problem'} role={isWell ? undefined : 'alert'}>
      <p class={isWell ? 'quiet' : undefined}>
        {say(`lobby-two_cameras_${standing}`, { centimetres: centimetres ?? 0 })}
      </p>
      {setUp?.pictures && <Pictures {...setUp.pictures} />}
      {setUp && (
        <ul class="plain" role="status">
          {setUp.said.map(({ sentence, ...coded }) => (
            <li key={coded.code}>{answerText({ message: sentence, ...coded })}</li>
          ))}
        </ul>
      )}
      <Problem>{problem}</Problem>
      {canSetUp && (
        <Button
          plain={isWell}
          of={screen.name}
          disabled={isRunning || !screen.connected}
          onPress={start}
        >
          {say('lobby-set_up_cameras')}
        </Button>
      )}
    </div>
  );
}

function Pictures({ first, second }: NonNullable<CameraSetUp['pictures']>) {
  return (
    <div class="two-cameras">
      <Picture name={say('lobby-first_camera')} jpeg={first} />
      <Picture name={say('lobby-second_camera')} jpeg={second} />
    </div>
  );
}

function Picture({ name, jpeg }: { name: string; jpeg: string }) {
  const [url, setUrl] = useState('');
  useEffect(() => {
    const bytes = Uint8Array.from(atob(jpeg), (letter) => letter.charCodeAt(0));
    const made = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [jpeg]);
  return (
    <figure>
      <img src={url} alt={name} />
      <figcaption>{name}</figcaption>
    </figure>
  );
}
