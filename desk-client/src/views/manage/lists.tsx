import { useState } from 'preact/hooks';
import { WatchlistShown } from '../../../../server/protocol/desk-manage-messages.ts';
import { day } from '../../service/words.ts';
import { endOfDayIso } from '../people/person-fields.tsx';
import { Field, Table, Twice } from '../parts.tsx';
import { useManaged } from './managed.ts';
import { say } from '../../service/language.ts';

const path = '/desk/api/manage/watchlist';
const empty = { name: '', birthDate: '', country: '', email: '', phone: '', company: '', note: '' };

const listed = ['found_by', 'why', 'added', 'until', 'remove'];

/** Whom the office looks out for, and how old the lists of others are. */
export function Lists() {
  const managed = useManaged(path, WatchlistShown);
  const { shown: watchlist, isBusy, post } = managed;
  return (
    <section aria-labelledby="lists">
      <h2 id="lists">{say('own_list')}</h2>
      {managed.said && <p role="status">{managed.said}</p>}
      {managed.problem}
      {watchlist && watchlist.entries.length === 0 && <p class="empty">{say('own_list.empty')}</p>}
      {watchlist && watchlist.entries.length > 0 && (
        <Table
          label={say('own_list.listed')}
          columns={listed.map((column) => say(`own_list.${column}`))}
        >
          {watchlist.entries.map((entry) => (
            <tr key={entry.id}>
              <td>{entry.foundBy.join(', ')}</td>
              <td>{entry.note}</td>
              <td>
                {entry.addedBy}, {day(entry.addedAt)}
              </td>
              <td>{day(entry.expiresAt) ?? say('own_list.no_end')}</td>
              <td>
                <Twice
                  disabled={isBusy}
                  sure={say('own_list.remove_now')}
                  onPress={() => post(`/${entry.id}/remove`)}
                >
                  {say('do.remove')}
                </Twice>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <AddForm isBusy={isBusy} onAdd={(body, then) => post('', body, then)} />
      <h3>{say('own_list.others')}</h3>
      {watchlist && watchlist.lists.length === 0 && <p class="empty">{say('own_list.none')}</p>}
      <ul class="lights">
        {watchlist?.lists.map((list) => (
          <li
            key={list.name}
            data-light={list.isOld ? 'red' : list.failures > 0 ? 'amber' : 'green'}
          >
            <span class="light" aria-hidden="true" />
            <strong>{list.name}</strong>: {describe(list)} {list.isOld && say('own_list.overdue')}
            {list.failures > 0 && ` ${say('own_list.fetch_failed', { times: list.failures })}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

function describe({ entries, date, importedAt, days }: WatchlistShown['lists'][number]): string {
  const imported = day(importedAt) ?? '';
  const what = date
    ? say('own_list.dated', { entries, date, imported })
    : say('own_list.undated', { entries, imported });
  return `${what} ${say('own_list.age', { count: days })}`;
}

function AddForm({
  isBusy,
  onAdd,
}: {
  isBusy: boolean;
  onAdd: (body: object, then: () => void) => void;
}) {
  const [typed, setTyped] = useState(empty);
  const [until, setUntil] = useState('');
  const field = (name: keyof typeof empty, type: 'text' | 'date' | 'email' = 'text') => (
    <Field
      label={say(`own_list.${name}`)}
      type={type}
      maxLength={200}
      value={typed[name]}
      onType={(text) => setTyped({ ...typed, [name]: text })}
    />
  );
  const add = (event: Event) => {
    event.preventDefault();
    onAdd({ ...typed, expiresAt: endOfDayIso(until) }, () => {
      setTyped(empty);
      setUntil('');
    });
  };
  return (
    <form aria-label={say('own_list.add_form')} onSubmit={add}>
      <h3>{say('own_list.add')}</h3>
      <p class="quiet">{say('own_list.about')}</p>
      <div class="fields">
        {field('name')}
        {field('birthDate', 'date')}
        {field('country')}
        {field('email', 'email')}
        {field('phone')}
        {field('company')}
        {field('note')}
        <Field label={say('own_list.last_day')} type="date" value={until} onType={setUntil} />
      </div>
      <button type="submit" disabled={isBusy}>
        {say('own_list.add_now')}
      </button>
    </form>
  );
}
