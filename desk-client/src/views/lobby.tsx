import { useEffect, useState } from 'preact/hooks';
import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import {
  LobbyHealth,
  ScreenTest,
  type LobbyScreen,
} from '../../../server/protocol/desk-messages.ts';
import { ask } from '../service/api.ts';
import { queue } from '../service/queue.ts';
import { ListQuestions } from './lists.tsx';
import { Button, Problem, wordsOf } from './parts.tsx';

const cameraWords: Readonly<Record<string, string>> = {
  ready: 'camera ready',
  missing: 'no camera',
  blocked: 'camera not allowed',
  in_use: 'camera used by another program',
};

/** Whether visitors can be checked: every screen, and what the check-up says. */
export function LobbyView({ may }: { may: readonly DeskAct[] }) {
  const [health, setHealth] = useState<LobbyHealth | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    ask('/desk/api/lobby', LobbyHealth)
      .then(setHealth)
      .catch((error: unknown) => setProblem(wordsOf(error)));
  }, []);
  const screens = queue.screens.value;
  return (
    <>
      <section aria-labelledby="screens">
        <h2 id="screens">Lobby screens</h2>
        {screens.length === 0 && <p class="empty">No lobby screen is paired.</p>}
        <ul class="cards small">
          {screens.map((screen) => (
            <Screen
              key={screen.id}
              screen={screen}
              canTest={may.includes('test_lobby')}
              canConfirm={may.includes('confirm_camera')}
            />
          ))}
        </ul>
      </section>
      <ListQuestions canDecide={may.includes('manage')} />
      <section aria-labelledby="checkup">
        <h2 id="checkup">Check-up</h2>
        <Problem>{problem}</Problem>
        {!health && !problem && <p class="quiet">The check-up takes a few seconds …</p>}
        <ul class="lights">
          {health?.lights.map(({ name, light, sentence, whatToDo }) => (
            <li key={`${name} ${sentence}`} data-light={light}>
              <span class="light" aria-hidden="true" />
              <strong>{name}</strong> <span class="unseen">{light}: </span>
              {sentence}
              {whatToDo && <p class="todo">{whatToDo}</p>}
            </li>
          ))}
        </ul>
        {health && <p class="quiet">Vestibule {health.version}</p>}
      </section>
    </>
  );
}

interface ScreenProps {
  screen: LobbyScreen;
  canTest: boolean;
  canConfirm: boolean;
}

function Screen({ screen, canTest, canConfirm }: ScreenProps) {
  const [result, setResult] = useState<ScreenTest | 'running' | null>(null);
  const { otherCamera } = screen;
  const isWell = screen.connected && screen.camera === 'ready' && otherCamera === null;
  const act = (what: 'test' | 'camera', body: object) => {
    setResult('running');
    ask(`/desk/api/lobby/${encodeURIComponent(screen.id)}/${what}`, ScreenTest, {
      method: 'POST',
      body,
    })
      .then(setResult)
      .catch((error: unknown) => setResult({ worked: false, sentence: wordsOf(error) }));
  };
  return (
    <li class="card" data-light={isWell ? 'green' : 'red'}>
      <div class="head">
        <h3>
          <span class="light" aria-hidden="true" /> {screen.name}
        </h3>
        {canTest && (
          <Button plain disabled={result === 'running'} onPress={() => act('test', {})}>
            Test the camera
          </Button>
        )}
      </div>
      <p>
        {screen.connected
          ? `connected, ${cameraWords[screen.camera ?? ''] ?? 'camera not known'}`
          : 'not connected: check that it is on and shows its page'}
        {screen.busy && ', in use by a visitor'}
      </p>
      {otherCamera !== null && (
        <OtherCamera
          camera={otherCamera}
          isBusy={result === 'running'}
          onConfirm={canConfirm ? () => act('camera', { camera: otherCamera }) : null}
        />
      )}
      {result === 'running' && <p class="quiet">One moment …</p>}
      {result !== null && result !== 'running' && (
        <p class={result.worked ? 'todo' : 'problem'} role="status">
          {result.sentence}
        </p>
      )}
    </li>
  );
}

function OtherCamera({
  camera,
  isBusy,
  onConfirm,
}: {
  camera: string;
  isBusy: boolean;
  /** Null for whoever may not. */
  onConfirm: (() => void) | null;
}) {
  return (
    <div class="problem" role="alert">
      <p>
        This screen has another camera than the one on record, or one more, so nobody is checked
        there: <bdi>{camera}</bdi>. Look at the screen. If the camera is not yours, unplug it and
        call the person who runs Vestibule.
      </p>
      {onConfirm && (
        <Button disabled={isBusy} onPress={onConfirm}>
          It is our camera
        </Button>
      )}
    </div>
  );
}
