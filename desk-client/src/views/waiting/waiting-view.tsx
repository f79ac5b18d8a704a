import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import type { DeskCard } from '#server/protocol/desk-messages.ts';
import { type RowGroup, type Row, waitingList, type Order } from '../../service/waiting-list.ts';
import { queue, visitOf } from '../../service/queue.ts';
import { clockTime, number } from '../../service/words.ts';
import { FirstStepsList } from '../first-steps.tsx';
import { Icon } from '../icon.tsx';
import { useAct } from '../act.tsx';
import { Tick } from '../fields.tsx';
import { Button, outcomeText } from '../parts.tsx';
import { say } from '../../service/language.ts';
import { CameraStrip } from './camera-strip.tsx';
import { Detail } from './detail.tsx';
import { focusRow, Keys, undo } from './keys.tsx';
import { nameOn, WaitingRow } from './row.tsx';
import { Today } from './today.tsx';

interface Props {
  may: readonly DeskAct[];
}

/** The waiting visitors at the left, and one card at the right; on a narrow page one after the other. */
export function WaitingView({ may }: Props) {
  const rows = waitingList.rows.value;
  const chosen = waitingList.chosenCard.value;
  const of = (group: RowGroup) => rows.filter((row) => row.group === group);
  return (
    <div
      class="desk"
      data-open={chosen !== null}
      data-empty={rows.length === 0}
      data-compact={waitingList.isCompact.value}
    >
      <section class="list" aria-labelledby="waiting">
        <CameraStrip />
        <Head />
        <div class="held" {...waitingList.pointer.handlers}>
          <NewAlarms />
          <Rows group="procedure" rows={of('procedure')} may={may} />
          <Rows group="document" rows={of('document')} may={may} />
        </div>
        {rows.length === 0 && <Nobody may={may} />}
        <Closed may={may} />
      </section>
      {chosen ? (
        <Detail key={visitOf(chosen)} card={chosen} may={may} />
      ) : (
        <aside class="detail none" aria-label={say('detail')}>
          <Today />
        </aside>
      )}
    </div>
  );
}

/** How many visitors wait, and how the list is shown. */
function Head() {
  const count = waitingList.waiting.value.length;
  return (
    <div class="tools">
      <h2 id="waiting">
        {count > 0 ? say('queue-waiting_count', { count }) : say('queue-waiting')}
      </h2>
      <label class="order">
        <span class="unseen">{say('list-order')}</span>
        <select
          value={waitingList.order.value}
          onChange={(event) => (waitingList.order.value = event.currentTarget.value as Order)}
        >
          {waitingList.orders.map((order) => (
            <option key={order} value={order}>
              {say(`list-${order}`)}
            </option>
          ))}
        </select>
      </label>
      <Tick
        checked={waitingList.isCompact.value}
        onTick={(isCompact) => waitingList.setCompact(isCompact)}
      >
        {say('list-compact')}
      </Tick>
      <Keys />
    </div>
  );
}

/** Alarms whose rows would move those under the pointer: a button beside the first heading, where it moves nothing. */
function NewAlarms() {
  const count = waitingList.newAlarms.value.length;
  if (count === 0) return null;
  const show = async () => {
    waitingList.showNewAlarms();
    await Promise.resolve();
    focusRow(waitingList.chosen.value);
  };
  return (
    <Button kind="new-alarms" onPress={() => void show()}>
      <Icon name="alarm" /> {say('list-new_alarms', { number: number(count) })}
    </Button>
  );
}

function Rows({ group, rows, may }: Props & { group: RowGroup; rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  const waiting = rows.filter(({ card }) => card.seenAt === null).length;
  return (
    <section class={`group ${group}`} aria-labelledby={`group-${group}`}>
      <h3 id={`group-${group}`}>
        {group === 'procedure' && <Icon name="alarm" />}
        {say(`list-${group}`)} <span class="quiet">{number(waiting)}</span>
      </h3>
      <ul class="rows">
        {rows.map((row) => (
          <WaitingRow key={row.visit} row={row} may={may} />
        ))}
      </ul>
    </section>
  );
}

function Nobody({ may }: Props) {
  const isFiltered = queue.waiting.value.length > 0;
  if (isFiltered) return <p class="empty">{say('list-nobody')}</p>;
  return (
    <>
      <p class="empty">{say('queue-empty')}</p>
      {queue.closed.value.length === 0 && <FirstStepsList may={may} />}
    </>
  );
}

/** Visits that any desk closed in the last half hour. */
function Closed({ may }: Props) {
  const closed = queue.closed.value.filter((card) => waitingList.isHere(card));
  if (closed.length === 0) return null;
  return (
    <details class="group closed">
      <summary>
        {say('queue-closed')} <span class="quiet">{number(closed.length)}</span>
      </summary>
      <ul class="rows">
        {closed.map((card) => (
          <ClosedRow key={card.jobId} card={card} canUndo={may.includes('see_to')} />
        ))}
      </ul>
    </details>
  );
}

function ClosedRow({ card, canUndo }: { card: DeskCard; canUndo: boolean }) {
  const act = useAct();
  const time = clockTime(card.seenAt ?? card.heldAt);
  return (
    <li class="row closed" data-closed={visitOf(card)}>
      <div class="whom">
        <h4 dir="auto">
          <button type="button" class="name" onClick={() => waitingList.choose(visitOf(card))}>
            {nameOn(card)}
          </button>
        </h4>
        <span class="facts">{say('queue-ended_at', { how: outcomeText(card), time })}</span>
        {act.problem}
      </div>
      {canUndo && card.reason !== 'desk_approved' && (
        <Button
          plain
          steady
          disabled={act.isBusy}
          of={nameOn(card)}
          onPress={() => act.run(() => undo(card))}
        >
          {say('do-undo')}
        </Button>
      )}
    </li>
  );
}
