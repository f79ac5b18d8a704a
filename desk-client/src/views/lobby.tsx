import { useState } from 'preact/hooks';
import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import { LobbyHealth } from '#server/protocol/desk-health-messages.ts';
import { type LobbyScreen } from '#server/protocol/desk-messages.ts';
import { ScreenTest } from '#server/protocol/desk-manage-messages.ts';
import { ask } from '../service/api.ts';
import { queue } from '../service/queue.ts';
import { number } from '../service/words.ts';
import { useAsked } from './asked.ts';
import { Title } from './filter-line.tsx';
import { Lights } from './lights.tsx';
import { ListQuestions } from './lists.tsx';
import { wordsIn } from './act.tsx';
import { checksVisitors } from './frame/rail.tsx';
import { Button, Problem } from './parts.tsx';
import { Table } from './table.tsx';
import { TwoCameras } from './two-cameras.tsx';
import { answerText, joinList, say, saying } from '../service/language.ts';

/** Whether visitors can be checked: every screen, and the findings of the check-up. */
export function LobbyView({ may }: { may: readonly DeskAct[] }) {
  const { shown: health, problem } = useAsked('/desk/api/lobby', LobbyHealth);
  const screens = queue.screens.value;
  return (
    <>
      <section aria-labelledby="screens">
        <Title id="screens" totals={screens.length > 0 && totalsOf(screens)}>
          {say('tab-lobby')}
        </Title>
        {screens.length === 0 && <p class="empty">{say('lobby-none')}</p>}
        {screens.length > 0 && (
          <Table
            label={say('lobby-screen')}
            columns={[say('lobby-screen'), say('lobby-state'), say('lobby-camera')]}
            widths={['26%', 'auto', '14rem']}
          >
            {screens.map((screen) => (
              <Screen
                key={screen.id}
                screen={screen}
                canTest={may.includes('test_lobby')}
                canConfirm={may.includes('confirm_camera')}
              />
            ))}
          </Table>
        )}
      </section>
      <ListQuestions canDecide={may.includes('manage')} />
      <section aria-labelledby="checkup">
        <h2 id="checkup">{say('lobby-check_up')}</h2>
        <Problem>{problem}</Problem>
        {!health && !problem && <p class="quiet">{say('lobby-takes')}</p>}
        {health && <Lights lights={health.lights} />}
        {health && <p class="quiet">Vestibule {health.version}</p>}
      </section>
    </>
  );
}

/** How many there are, and which of them check nobody. */
function totalsOf(screens: readonly LobbyScreen[]): string {
  const ill = screens.filter((screen) => !checksVisitors(screen));
  return joinList([
    number(screens.length),
    ...ill.map(({ name }) => say('bar-unchecked', { name })),
  ]);
}

interface ScreenProps {
  screen: LobbyScreen;
  canTest: boolean;
  canConfirm: boolean;
}

function Screen({ screen, canTest, canConfirm }: ScreenProps) {
  const [result, setResult] = useState<ScreenTest | 'running' | null>(null);
  const { otherCamera } = screen;
  const isWell = checksVisitors(screen);
  const act = (what: 'test' | 'camera', body: object) => {
    setChosen(true);
    setResult('running');
    ask(`/desk/api/lobby/${encodeURIComponent(screen.id)}/${what}`, ScreenTest, {
      method: 'POST',
      body,
    })
      .then(setResult)
      .catch((error: unknown) => setResult({ worked: false, sentence: wordsIn(error) }));
  };
  const { twoCameras, phoneObstacle, connected, camera } = screen;
  const lacksCamera = connected && (camera === 'missing' || camera === 'blocked');
  const hasMore = twoCameras !== null || phoneObstacle !== null || lacksCamera;
  // What needs somebody is open from the start.
  const isUrgent =
    otherCamera !== null ||
    lacksCamera ||
    (twoCameras !== null && twoCameras.standing !== 'set_up') ||
    // Without a list of issuers, the office wants no phones.
    (phoneObstacle !== null && phoneObstacle !== 'no_trust_list');
  const [isChosen, setChosen] = useState<boolean | null>(null);
  const isOpen = isChosen ?? isUrgent;
  const name = (
    <>
      <span class="light" aria-hidden="true" /> <bdi>{screen.name}</bdi>
    </>
  );
  return (
    <>
      <tr class={hasMore ? 'opens' : undefined} data-light={isWell ? 'green' : 'red'}>
        <td>
          {hasMore ? (
            <Button kind="opener" isOpen={isOpen} onPress={() => setChosen(!isOpen)}>
              {name}
            </Button>
          ) : (
            <b>{name}</b>
          )}
        </td>
        <td>{stateOf(screen)}</td>
        <td>
          {canTest && (
            <Button
              plain
              of={screen.name}
              disabled={result === 'running'}
              onPress={() => act('test', {})}
            >
              {say('lobby-test')}
            </Button>
          )}
        </td>
      </tr>
      {(isOpen || otherCamera !== null) && (
        <tr class="story">
          <td colSpan={3}>
            {otherCamera !== null && (
              <OtherCamera
                camera={otherCamera}
                screen={screen.name}
                isBusy={result === 'running'}
                onConfirm={canConfirm ? () => act('camera', { camera: otherCamera }) : null}
              />
            )}
            {lacksCamera && <p class="problem">{say('lobby-camera_lacking')}</p>}
            {phoneObstacle && <p class="quiet">{say(`lobby-phone_${phoneObstacle}`)}</p>}
            {twoCameras && <TwoCameras screen={screen} canSetUp={canConfirm} />}
            {result === 'running' && <p class="quiet">{say('page-opening')}</p>}
            {result !== null && result !== 'running' && (
              <p class={result.worked ? 'todo' : 'problem'} role="status">
                {answerText({ message: result.sentence, ...result })}
              </p>
            )}
          </td>
        </tr>
      )}
    </>
  );
}

function stateOf({ connected, busy, camera }: LobbyScreen): string {
  if (!connected) return say('lobby-not_connected');
  const state = say(`camera-${camera ?? 'unknown'}`);
  return say(busy ? 'lobby-connected_busy' : 'lobby-connected', { camera: state });
}

function OtherCamera({
  camera,
  screen,
  isBusy,
  onConfirm,
}: {
  camera: string;
  screen: string;
  isBusy: boolean;
  /** Null: the account may not confirm the camera. */
  onConfirm: (() => void) | null;
}) {
  return (
    <div class="problem" role="alert">
      <p>{saying('lobby-other_camera', { camera: <bdi>{camera}</bdi> })}</p>
      {onConfirm && (
        <Button of={screen} disabled={isBusy} onPress={onConfirm}>
          {say('lobby-is_ours')}
        </Button>
      )}
    </div>
  );
}
