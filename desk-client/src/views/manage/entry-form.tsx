import { useState } from 'preact/hooks';
import type { WatchlistShown } from '../../../../server/protocol/desk-manage-messages.ts';
import { endOfDayIso } from '../people/person-fields.tsx';
import { Field } from '../parts.tsx';
import type { useManaged } from './managed.ts';
import { say } from '../../service/language.ts';

type ListedEntry = WatchlistShown['entries'][number];

const fields = [
  ...(['name', 'aliases', 'birthDate', 'country', 'email'] as const),
  ...(['domain', 'phone', 'company', 'note'] as const),
];
type FieldName = (typeof fields)[number];
const types: Partial<Record<FieldName, 'date' | 'email'>> = { birthDate: 'date', email: 'email' };
const lengths: Partial<Record<FieldName, number>> = { aliases: 4000, note: 2000 };

/** What is wrong with an entry, by the field that it is about. */
const fieldOf: Readonly<Record<string, FieldName | 'until'>> = {
  listed_nothing_to_find: 'name',
  listed_name_missing: 'name',
  listed_too_many_aliases: 'aliases',
  listed_email_unusable: 'email',
  listed_domain_unusable: 'domain',
  listed_phone_unusable: 'phone',
  listed_birth_date_unusable: 'birthDate',
  listed_note_missing: 'note',
  listed_note_too_long: 'note',
  listed_already_expired: 'until',
};

/** Of a new entry of the own list, or of one that is changed. */
export function EntryForm({
  entry = null,
  managed: { isBusy, problem, refusal },
  onSend,
}: {
  entry?: ListedEntry | null;
  managed: Pick<ReturnType<typeof useManaged>, 'isBusy' | 'problem' | 'refusal'>;
  onSend: (body: object) => void;
}) {
  const [typed, setTyped] = useState(textsOf(entry));
  const [until, setUntil] = useState(dayOf(entry));
  const wrong = fieldOf[refusal?.code ?? ''];
  const errorAt = (field: string) => (field === wrong ? (refusal?.message ?? null) : null);
  const send = (event: Event) => {
    event.preventDefault();
    const aliases = typed.aliases
      .split(';')
      .map((alias) => alias.trim())
      .filter((alias) => alias !== '');
    // The day of somebody else's desk stays as it is.
    const isSameDay = until === dayOf(entry);
    const expiresAt = isSameDay ? (entry?.expiresAt ?? null) : endOfDayIso(until);
    onSend({ ...typed, aliases, expiresAt });
  };
  return (
    <form aria-label={say(entry ? 'own_list.change_form' : 'own_list.add_form')} onSubmit={send}>
      <h3>{say(entry ? 'own_list.change_form' : 'own_list.add')}</h3>
      <p class="quiet">{say('own_list.about')}</p>
      <div class="fields">
        {fields.map((name) => (
          <Field
            key={name}
            label={say(`own_list.${name}`)}
            type={types[name] ?? 'text'}
            maxLength={lengths[name] ?? 200}
            value={typed[name]}
            error={errorAt(name)}
            onType={(text) => setTyped({ ...typed, [name]: text })}
          />
        ))}
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
        {say(entry ? 'do.save' : 'own_list.add_now')}
      </button>
    </form>
  );
}

function textsOf(entry: ListedEntry | null): Record<FieldName, string> {
  const texts = { name: '', birthDate: '', country: '', email: '', domain: '', phone: '' };
  if (!entry) return { ...texts, company: '', note: '', aliases: '' };
  const { name, birthDate, country, email, domain, phone, company, note, aliases } = entry;
  const shown = { name, birthDate, country, email, domain, phone, company, note };
  return { ...shown, aliases: aliases.join('; ') };
}

/** The last day of an entry, as a field for a day has it; empty where there is none. */
function dayOf(entry: ListedEntry | null): string {
  if (!entry?.expiresAt) return '';
  const day = new Date(entry.expiresAt);
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((number) =>
    String(number).padStart(2, '0'),
  );
  return `${day.getFullYear()}-${month}-${date}`;
}
