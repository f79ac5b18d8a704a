import { useState } from 'preact/hooks';
import { WatchlistShown } from '../../../../server/protocol/desk-manage-messages.ts';
import { day } from '../../service/words.ts';
import { endOfDayIso } from '../people/person-fields.tsx';
import { Field, FormDialog, Table, Twice } from '../parts.tsx';
import { useManaged } from './managed.ts';
import { say } from '../../service/language.ts';

const path = '/desk/api/manage/watchlist';
const empty = { name: '', birthDate: '', country: '', email: '', phone: '', company: '', note: '' };

const listed = ['found_by', 'why', 'added', 'until', 'remove'];

/** What is wrong with an entry, by the field that it is about. */
const fieldOf: Readonly<Record<string, string>> = {
  listed_nothing_to_find: 'name',
  listed_email_unusable: 'email',
  listed_phone_unusable: 'phone',
  listed_birth_date_unusable: 'birthDate',
  listed_note_missing: 'note',
  listed_already_expired: 'until',
};

function isFound({ foundBy, note }: WatchlistShown['entries'][number], find: string): boolean {
  const wanted = find.trim().toLocaleLowerCase();
  return [...foundBy, note].some((text) => text.toLocaleLowerCase().includes(wanted));
}

/** Whom the office looks out for, and how old the lists of others are. */
export function Lists() {
  const managed = useManaged(path, WatchlistShown);
  const { shown: watchlist, isBusy, post } = managed;
  const [find, setFind] = useState('');
  const entries = watchlist?.entries.filter((entry) => isFound(entry, find)) ?? [];
  return (
    <section aria-labelledby="lists">
      <h2 id="lists">{say('own_list')}</h2>
      {managed.said && <p role="status">{managed.said}</p>}
      {managed.problem}
      {watchlist && watchlist.entries.length === 0 && <p class="empty">{say('own_list.empty')}</p>}
      <form class="filter narrow" onSubmit={(event) => event.preventDefault()}>
        <Field label={say('own_list.find')} type="search" value={find} onType={setFind} />
        <div class="acts">
          <FormDialog
            label={say('own_list.add')}
            form={(close) => (
              <AddForm
                managed={managed}
                onAdd={(body, then) =>
                  post('', body, () => {
                    then();
                    close();
                  })
                }
              />
            )}
          />
        </div>
      </form>
      {watchlist && watchlist.entries.length > 0 && entries.length === 0 && (
        <p class="empty">{say('own_list.not_found')}</p>
      )}
      {entries.length > 0 && (
        <Table
          label={say('own_list.listed')}
          columns={listed.map((column) => say(`own_list.${column}`))}
        >
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td>
                <bdi>{entry.foundBy.join(', ')}</bdi>
              </td>
              <td>
                <bdi>{entry.note}</bdi>
              </td>
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
  managed: { isBusy, problem, refusal },
  onAdd,
}: {
  managed: Pick<ReturnType<typeof useManaged>, 'isBusy' | 'problem' | 'refusal'>;
  onAdd: (body: object, then: () => void) => void;
}) {
  const [typed, setTyped] = useState(empty);
  const [until, setUntil] = useState('');
  const wrong = fieldOf[refusal?.code ?? ''];
  const errorAt = (field: string) => (field === wrong ? (refusal?.message ?? null) : null);
  const field = (name: keyof typeof empty, type: 'text' | 'date' | 'email' = 'text') => (
    <Field
      label={say(`own_list.${name}`)}
      type={type}
      maxLength={200}
      value={typed[name]}
      error={errorAt(name)}
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
        <Field
          label={say('own_list.last_day')}
          type="date"
          value={until}
          error={errorAt('until')}
          onType={setUntil}
        />
      </div>
      {wrong === undefined && problem}
      <button type="submit" disabled={isBusy}>
        {say('own_list.add_now')}
      </button>
    </form>
  );
}
