import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import type { LobbyScreen } from '#server/protocol/desk-messages.ts';
import { queue } from '../../service/queue.ts';
import { logOut } from '../../service/session.ts';
import { waitingList } from '../../service/waiting-list.ts';
import { initials, number } from '../../service/words.ts';
import { Icon } from '../icon.tsx';
import { say } from '../../service/language.ts';

export const viewNames = [
  'queue',
  'expected',
  'history',
  'people',
  'lobby',
  'manage',
  'account',
  'visitor',
] as const;
export type ViewName = (typeof viewNames)[number];

/** The act that an account needs for each view. */
export const viewNeeds: Readonly<Record<ViewName, DeskAct>> = {
  queue: 'see',
  expected: 'see',
  history: 'read_history',
  people: 'see',
  lobby: 'see',
  manage: 'manage',
  account: 'see',
  visitor: 'read_history',
};

/** Whether the screen can check visitors. */
export function checksVisitors({
  connected,
  camera,
  otherCamera,
  twoCameras,
}: LobbyScreen): boolean {
  const areSetUp = twoCameras === null || twoCameras.standing === 'set_up';
  return connected && camera === 'ready' && otherCamera === null && areSetUp;
}

/** A visitor's page is reached from the rows of the others. */
function isPart(name: ViewName): name is Exclude<ViewName, 'visitor'> {
  return name !== 'visitor';
}

interface RailProps {
  allowed: readonly ViewName[];
  current: ViewName;
  user: string;
}

/** The parts of the desk: at the left, or below on a phone. */
export function Rail({ allowed, current, user }: RailProps) {
  const waiting = queue.waiting.value.filter((card) => waitingList.isHere(card)).length;
  const ill = queue.screens.value.filter((screen) => !checksVisitors(screen)).length;
  const counts: Partial<Record<ViewName, number>> = { queue: waiting, lobby: ill };
  return (
    <nav class="rail" aria-label={say('page-parts')}>
      <h1>{say('page')}</h1>
      <div class="parts">
        {allowed.filter(isPart).map((name) => (
          <a
            key={name}
            href={`#${name}`}
            class={name === 'account' ? 'who' : undefined}
            title={say(`tab-${name}`)}
            aria-current={name === current ? 'page' : undefined}
          >
            {name === 'account' ? (
              <span class="avatar" aria-hidden="true">
                {initials(user)}
              </span>
            ) : (
              <Icon name={name} />
            )}
            <span class="label">{say(`tab-${name}`)}</span>
            {name === 'account' && <span class="label quiet">{user}</span>}
            {(counts[name] ?? 0) > 0 && (
              <span class={name === 'lobby' ? 'count bad' : 'count'}>{number(counts[name]!)}</span>
            )}
          </a>
        ))}
        <button
          type="button"
          class="plain"
          title={say('page-log_out')}
          onClick={() => void logOut()}
        >
          <Icon name="logOut" />
          <span class="label">{say('page-log_out')}</span>
        </button>
      </div>
    </nav>
  );
}
