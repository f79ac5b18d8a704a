import { useState } from 'preact/hooks';
import { WatchlistShown } from '../../../../server/protocol/desk-manage-messages.ts';
import { day } from '../../service/words.ts';
import { endOfDay } from '../people/person-fields.tsx';
import { Field, Table, Twice } from '../parts.tsx';
import { useManaged } from './managed.ts';

const path = '/desk/api/manage/watchlist';
const empty = { name: '', birthDate: '', country: '', email: '', phone: '', company: '', note: '' };

/** Whom the office looks out for, and how old the lists of others are. */
export function Lists() {
  const managed = useManaged(path, WatchlistShown);
  const { shown, isBusy, post } = managed;
  return (
    <section aria-labelledby="lists">
      <h2 id="lists">Watchlist</h2>
      {managed.said && <p role="status">{managed.said}</p>}
      {managed.problem}
      {shown && shown.entries.length === 0 && <p class="empty">Nobody is on your own list.</p>}
      {shown && shown.entries.length > 0 && (
        <Table label="Your own list" columns={['Found by', 'Why', 'Added', 'Until', 'Remove']}>
          {shown.entries.map((entry) => (
            <tr key={entry.id}>
              <td>{entry.foundBy.join(', ')}</td>
              <td>{entry.note}</td>
              <td>
                {entry.addedBy}, {day(entry.addedAt)}
              </td>
              <td>{day(entry.expiresAt) ?? 'no end'}</td>
              <td>
                <Twice
                  disabled={isBusy}
                  sure="Remove for good"
                  onPress={() => post(`/${entry.id}/remove`)}
                >
                  Remove
                </Twice>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <AddForm isBusy={isBusy} onAdd={(body, then) => post('', body, then)} />
      <h3>Lists of others in use</h3>
      {shown && shown.lists.length === 0 && <p class="empty">None.</p>}
      <ul class="lights">
        {shown?.lists.map((list) => (
          <li key={list.name} data-light={list.isOld ? 'red' : 'green'}>
            <span class="light" aria-hidden="true" />
            <strong>{list.name}</strong>: {list.entries} entries,{' '}
            {list.date ? `of ${list.date}` : 'without a date'}, imported {day(list.importedAt)},{' '}
            {list.days} {list.days === 1 ? 'day' : 'days'} old
            {list.isOld && '. It is overdue: a newer one has to be imported.'}
          </li>
        ))}
      </ul>
    </section>
  );
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
  const field = (
    name: keyof typeof empty,
    label: string,
    type: 'text' | 'date' | 'email' = 'text',
  ) => (
    <Field
      label={label}
      type={type}
      maxLength={200}
      value={typed[name]}
      onType={(text) => setTyped({ ...typed, [name]: text })}
    />
  );
  const add = (event: Event) => {
    event.preventDefault();
    onAdd({ ...typed, expiresAt: endOfDay(until) }, () => {
      setTyped(empty);
      setUntil('');
    });
  };
  return (
    <form aria-label="Add to the watchlist" onSubmit={add}>
      <h3>Add somebody</h3>
      <p class="quiet">
        Whoever fits is held, and the lobby screen does not say why. A birth date and a country
        narrow a name down, where your sign-in form asks for them.
      </p>
      <div class="fields">
        {field('name', 'Full name')}
        {field('birthDate', 'Birth date', 'date')}
        {field('country', 'Country, or its code')}
        {field('email', 'E-mail', 'email')}
        {field('phone', 'Telephone, with +')}
        {field('company', 'Company: everybody from there')}
        {field('note', 'Why: the front desk will ask')}
        <Field
          label="Last day on the list (empty: no end)"
          type="date"
          value={until}
          onType={setUntil}
        />
      </div>
      <button type="submit" disabled={isBusy}>
        Add to the list
      </button>
    </form>
  );
}
