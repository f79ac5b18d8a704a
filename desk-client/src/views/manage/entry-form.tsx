import { useState } from 'preact/hooks';
import { Value } from 'typebox/value';
import { ListedRefused, type WatchlistShown } from '#server/protocol/desk-manage-messages.ts';
import { draftOf } from '../../service/drafts.ts';
import { endOfDayIso } from '../people/person-fields.tsx';
import { formOf, PhotoPicker } from '../people/photo-picker.tsx';
import { errorsAt } from '../act.tsx';
import { Field, Tick } from '../fields.tsx';
import type { useManaged } from './managed.ts';
import { say } from '../../service/language.ts';

type ListedEntry = WatchlistShown['entries'][number];

const fields = [
  ...(['name', 'aliases', 'birthDate', 'country', 'email'] as const),
  ...(['domain', 'phone', 'company', 'note'] as const),
];
type FieldName = (typeof fields)[number] | 'legalBasis';
const types: Partial<Record<FieldName, 'date' | 'email'>> = { birthDate: 'date', email: 'email' };
const lengths: Partial<Record<FieldName, number>> = { aliases: 4000, note: 2000 };

/** The field that each refusal of an entry is about. */
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
  listed_legal_basis_missing: 'legalBasis',
};

/** The path of the draft. @param entry null: a new one */
export function entryDraft(entry: ListedEntry | null): string {
  return `lists/${entry?.id ?? 'new'}`;
}

/**
 * The typed fields of an entry, and the photos of its face. `form` contains both for sending, with the version of the
 * entry that somebody began to change.
 */
function useEntry(entry: ListedEntry | null) {
  const files: File[] = [];
  const draft = draftOf(entryDraft(entry), {
    ...{ base: entry, typed: textsOf(entry), until: dayOf(entry), files },
  });
  const [removesFace, setRemovesFace] = useState(false);
  const set = (change: Partial<typeof draft.value>) => draft.set({ ...draft.value, ...change });
  const type = (name: FieldName) => (text: string) =>
    set({ typed: { ...draft.value.typed, [name]: text } });
  const form = () => {
    const { base, typed, until, files: photos } = draft.value;
    const aliases = typed.aliases
      .split(';')
      .map((alias) => alias.trim())
      .filter((alias) => alias !== '');
    // Keeps a day that another desk has set, because its time zone may differ.
    const isSameDay = until === dayOf(base);
    const expiresAt = isSameDay ? (base?.expiresAt ?? null) : endOfDayIso(until);
    const body = { ...typed, aliases, expiresAt };
    return formOf(base ? { ...body, version: base.version, removesFace } : body, photos);
  };
  return { ...draft.value, removesFace, setRemovesFace, type, set, form };
}

interface FormParts {
  entry?: ListedEntry | null;
  managed: Pick<ReturnType<typeof useManaged>, 'isBusy' | 'problem' | 'refusal' | 'clear'>;
}

/** The form for a new entry of the own list, or for a change of one. */
export function EntryForm({
  entry = null,
  managed,
  onSend,
}: FormParts & { onSend: (form: FormData) => void }) {
  const typing = useEntry(entry);
  const { at, otherProblem } = errorsAt(managed, fieldOf);
  const send = (event: Event) => {
    event.preventDefault();
    onSend(typing.form());
  };
  return (
    <form aria-label={say(entry ? 'own_list-change_form' : 'own_list-add_form')} onSubmit={send}>
      <h3>{say(entry ? 'own_list-change_form' : 'own_list-add')}</h3>
      <p class="quiet">{say('own_list-about')}</p>
      <div class="fields">
        {fields.map((name) => (
          <Field
            key={name}
            label={say(`own_list-${name}`)}
            type={types[name] ?? 'text'}
            maxLength={lengths[name] ?? 200}
            value={typing.typed[name]}
            error={at(name)}
            onType={typing.type(name)}
          />
        ))}
        <Field
          label={say('own_list-last_day')}
          type="date"
          value={typing.until}
          error={at('until')}
          onType={(until) => typing.set({ until })}
        />
      </div>
      <FaceFields entry={entry} managed={managed} typing={typing} basisError={at('legalBasis')} />
      {otherProblem}
      <button type="submit" disabled={managed.isBusy}>
        {say(entry ? 'do-save' : 'own_list-add_now')}
      </button>
    </form>
  );
}

/** The face of an entry, and the legal basis for keeping it. */
function FaceFields({
  entry,
  managed,
  typing,
  basisError,
}: FormParts & { typing: ReturnType<typeof useEntry>; basisError: string | null }) {
  const { files } = typing;
  const refused = managed.refusal?.body;
  return (
    <>
      <PhotoPicker
        files={files}
        judged={Value.Check(ListedRefused, refused) ? refused.photos : []}
        onChoose={(chosen) => {
          managed.clear();
          typing.set({ files: chosen });
        }}
      />
      <p class="quiet">{say('own_list-face_about')}</p>
      {(files.length > 0 || entry?.hasFace) && (
        <Field
          label={say('own_list-legalBasis')}
          maxLength={300}
          value={typing.typed.legalBasis}
          error={basisError}
          onType={typing.type('legalBasis')}
        />
      )}
      {files.length === 0 && entry?.hasFace && (
        <p>
          <Tick checked={typing.removesFace} onTick={typing.setRemovesFace}>
            {say('own_list-remove_face')}
          </Tick>
        </p>
      )}
    </>
  );
}

function textsOf(entry: ListedEntry | null): Record<FieldName, string> {
  const texts = { name: '', birthDate: '', country: '', email: '', domain: '', phone: '' };
  if (!entry) return { ...texts, company: '', note: '', aliases: '', legalBasis: '' };
  const { name, birthDate, country, email, domain, phone, company, note, aliases } = entry;
  const shown = { name, birthDate, country, email, domain, phone, company, note };
  return { ...shown, aliases: aliases.join('; '), legalBasis: entry.legalBasis };
}

/** The last day of an entry, in the format of a date input; empty without one. */
function dayOf(entry: ListedEntry | null): string {
  if (!entry?.expiresAt) return '';
  const day = new Date(entry.expiresAt);
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((number) =>
    String(number).padStart(2, '0'),
  );
  return `${day.getFullYear()}-${month}-${date}`;
}
