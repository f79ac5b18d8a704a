import { useRef, useState } from 'preact/hooks';
import { Story, type HistoryEntry } from '#server/protocol/desk-history-messages.ts';
import { type DeskCard } from '#server/protocol/desk-messages.ts';
import { ask } from '../../service/api.ts';
import { joinList, say, serviceText } from '../../service/language.ts';
import { queue } from '../../service/queue.ts';
import { remarkWords } from '../../service/remarks.ts';
import {
  clockTime,
  dateAndTime,
  day,
  number,
  placeName,
  reasonChip,
  reasonWords,
  since,
} from '../../service/words.ts';
import { useAct, wordsIn } from '../act.tsx';
import { Button, isFocusLost, outcomeText } from '../parts.tsx';
import { Table } from '../table.tsx';

const columns = ['time', 'visitor', 'host', 'lobby', 'why', 'outcome'];
const widths = ['6.3rem', '20%', '16%', '10%', '18%', 'auto'];

/** Sign-ins by day, the newest first. A press on a row opens its story. */
export function HistoryTable({
  label,
  entries,
  isOneDay = false,
  canUndo,
}: {
  label: string;
  entries: readonly HistoryEntry[];
  /** Then the pressed chip names the day. */
  isOneDay?: boolean;
  canUndo: boolean;
}) {
  const days = [...new Set(entries.map(({ at }) => day(at)))];
  return (
    <Table
      groups
      label={label}
      columns={columns.map((column) => say(`history-${column}`))}
      widths={widths}
    >
      {days.map((shown) => (
        <tbody key={shown}>
          {!isOneDay && (
            <tr>
              <th colSpan={columns.length} scope="rowgroup">
                {shown}
              </th>
            </tr>
          )}
          {entries
            .filter(({ at }) => day(at) === shown)
            .map((entry) => (
              <Row key={entry.jobId} entry={entry} canUndo={canUndo} />
            ))}
        </tbody>
      ))}
    </Table>
  );
}

function Row({ entry: listed, canUndo }: { entry: HistoryEntry; canUndo: boolean }) {
  const row = useRef<HTMLTableRowElement>(null);
  const [story, setStory] = useState<Story | string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    setOpen(!isOpen);
    if (!isOpen && !story) void load();
  };
  // The story is newer than the list: an undo is in it.
  const entry = story !== null && typeof story !== 'string' ? story.entry : listed;
  const load = () =>
    ask(`/desk/api/history/${encodeURIComponent(listed.jobId)}`, Story)
      .then(setStory)
      .catch((error: unknown) => setStory(wordsIn(error)));
  const reload = async () => {
    await load();
    await Promise.resolve();
    // The undo button has gone.
    if (isFocusLost()) row.current?.querySelector('button')?.focus();
  };
  return (
    <>
      <tr ref={row} class="opens" data-verdict={entry.verdict}>
        <td class="time">{clockTime(entry.at)}</td>
        <td>
          <Button kind="opener" isOpen={isOpen} onPress={open}>
            <bdi>{entry.visitor ?? say('none')}</bdi>
          </Button>
        </td>
        <td>
          <bdi>{entry.host ?? say('none')}</bdi>
        </td>
        <td>
          <bdi>{placeName(entry.location) ?? say('none')}</bdi>
        </td>
        <td>{reasonChip(entry)}</td>
        <td>
          <span class="verdict">{endOf(entry)}</span>
          {notesOn(entry).map((note, nth) => (
            <span key={nth}>
              {' · '}
              <bdi>{note}</bdi>
            </span>
          ))}
        </td>
      </tr>
      {isOpen && (
        <tr class="story">
          <td colSpan={columns.length}>
            <Opened story={story} onUndone={canUndo ? reload : null} />
          </td>
        </tr>
      )}
    </>
  );
}

/** When and how the visit ended, with the day if that is another one. Who ended it is in the story. */
function endOf(entry: HistoryEntry): string {
  const { at, seenAt, verdict } = entry;
  if (seenAt === null) return say(verdict === 'review' ? 'history-waits' : 'history-let_in');
  // The time comes first, because a narrow column cuts the end.
  const time = day(at) === day(seenAt) ? clockTime(seenAt) : dateAndTime(seenAt);
  return `${time} · ${outcomeText({ ...entry, seenBy: null })}`;
}

/** @param story the details; a problem in words; null while loading */
function Opened({
  story,
  onUndone,
}: {
  story: Story | string | null;
  onUndone: (() => Promise<void>) | null;
}) {
  if (story === null) return <>{say('page-opening')}</>;
  if (typeof story === 'string') return <span class="problem">{story}</span>;
  const { card } = story;
  return (
    <>
      <Told story={story} />
      {onUndone && card && isUndoable(card) && <Undo card={card} onDone={onUndone} />}
    </>
  );
}

const waitingForMs = 24 * 60 * 60_000;

/** Whether the visitor may still be waiting, and was not answered while Envoy waited. */
function isUndoable({ seenAt, reason, heldAt }: DeskCard): boolean {
  return seenAt !== null && reason !== 'desk_approved' && since(heldAt) < waitingForMs;
}

function Undo({ card, onDone }: { card: DeskCard; onDone: () => Promise<void> }) {
  const act = useAct();
  const undo = () =>
    act.run(async () => {
      await queue.setOutcome(card.jobId, null);
      await onDone();
    });
  return (
    <>
      <Button plain of={card.visitor} disabled={act.isBusy} onPress={undo}>
        {say('do-undo')}
      </Button>
      {act.problem}
    </>
  );
}

/** One sign-in from Envoy's call to how the visit ended. */
function Told({ story }: { story: Story }) {
  const { checks, frames, usableFrames, card, entry } = story;
  const { visitor, host, location } = entry;
  return (
    <ol>
      {/* The row above shows only their beginnings. */}
      <li>
        <bdi>{joinList([visitor, host && say('queue-to_see', { host }), placeName(location)])}</bdi>
      </li>
      <li>{reasonWords(entry)}</li>
      <li>{say('history-asked', { at: dateAndTime(entry.at) })}</li>
      {frames !== null && (
        <li>{say('history-frames', { count: frames, usable: usableFrames ?? 0 })}</li>
      )}
      {checks.map((check) => (
        <li key={check.check}>
          {say('history-check', {
            check: serviceText(`check-${check.check}`, check.check),
            seconds: number(check.milliseconds / 1000),
            why:
              check.passed && check.reason === 'passed'
                ? say('history-passed')
                : reasonWords(check),
          })}{' '}
          <bdi>{check.remark && remarkWords(check.remark)}</bdi>
        </li>
      ))}
      <li>
        {say(entry.verdict === 'approved' ? 'history-was_let_in' : 'history-was_held', {
          seconds: number(story.milliseconds / 1000),
        })}
      </li>
      {card?.seenAt && (
        <li>{say('history-ended', { how: outcomeText(card), at: dateAndTime(card.seenAt) })}</li>
      )}
      {notesOn(entry).map((note, nth) => (
        <li key={nth}>{say('history-note', { note })}</li>
      ))}
    </ol>
  );
}

function notesOn({ note, letInReasons }: HistoryEntry): string[] {
  return note === null ? letInReasons : [...letInReasons, note];
}
