import type { WatchlistShown } from '#server/protocol/desk-manage-messages.ts';
import { say } from '../../service/language.ts';
import { day } from '../../service/words.ts';

type FollowedList = WatchlistShown['lists'][number];

/** The lists of other publishers: how old each is, and whether it is fetched. */
export function FollowedLists({ lists }: { lists: readonly FollowedList[] }) {
  return (
    <>
      <h3>{say('own_list-others')}</h3>
      {lists.length === 0 && <p class="empty">{say('own_list-none')}</p>}
      <ul class="lights">
        {lists.map((list) => (
          <li key={list.name} data-light={lightOf(list)}>
            <span class="light" aria-hidden="true" />
            <strong>{list.name}</strong>: {describe(list)} {list.isOld && say('own_list-overdue')}
            {list.failures > 0 && ` ${say('own_list-fetch_failed', { times: list.failures })}`}
          </li>
        ))}
      </ul>
    </>
  );
}

function lightOf({ isOld, failures }: FollowedList): string {
  if (isOld) return 'red';
  return failures > 0 ? 'amber' : 'green';
}

function describe({ entries, date, importedAt, days }: FollowedList): string {
  const imported = day(importedAt) ?? '';
  const what = date
    ? say('own_list-dated', { entries, date: day(date) ?? '', imported })
    : say('own_list-undated', { entries, imported });
  return `${what} ${say('own_list-age', { count: days })}`;
}
