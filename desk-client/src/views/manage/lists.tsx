import { useState } from 'preact/hooks';
import { WatchlistShown } from '#server/protocol/desk-manage-messages.ts';
import { day, number } from '../../service/words.ts';
import { Dialog, FormDialog } from '../dialog.tsx';
import { FilterLine, LineField, Title } from '../filter-line.tsx';
import { Button, ResultSentence, Twice } from '../parts.tsx';
import { Table } from '../table.tsx';
import { entryDraft, EntryForm } from './entry-form.tsx';
import { FollowedLists } from './followed-lists.tsx';
import { ListImport } from './list-import.tsx';
import { useManaged } from './managed.ts';
import { say } from '../../service/language.ts';

type ListedEntry = WatchlistShown['entries'][number];

const path = '/desk/api/manage/watchlist';

const listed = ['found_by', 'why', 'added', 'until', 'acts'];
const widths = ['27%', 'auto', '18%', '8.5rem', '9rem'];

function isFound({ note, ...entry }: ListedEntry, find: string): boolean {
  const wanted = find.trim().toLocaleLowerCase();
  return [...foundBy(entry), note].some((text) => text.toLocaleLowerCase().includes(wanted));
}

/** The fields by which an entry is found. */
function foundBy(entry: Omit<ListedEntry, 'note'>): string[] {
  const { name, aliases, email, domain, phone, company, hasFace } = entry;
  const face = hasFace ? say('own_list-face') : '';
  const by = [name, ...aliases, email, domain && `@${domain}`, phone, company, face];
  return by.filter((text) => text !== '');
}

/** The office's own watchlist, and the age of the lists of other publishers. */
export function Lists() {
  const managed = useManaged(path, WatchlistShown);
  const { shown: watchlist, isBusy, post, put, clear } = managed;
  const [find, setFind] = useState('');
  const [changing, setChanging] = useState<ListedEntry | null>(null);
  const entries = watchlist?.entries.filter((entry) => isFound(entry, find)) ?? [];
  return (
    <section aria-labelledby="lists">
      <ResultSentence>{managed.said}</ResultSentence>
      {managed.problem}
      {watchlist && watchlist.entries.length === 0 && <p class="empty">{say('own_list-empty')}</p>}
      <FilterLine>
        <Title id="lists" totals={watchlist && number(watchlist.entries.length)}>
          {say('own_list')}
        </Title>
        <LineField label={say('own_list-find')} type="search" value={find} onType={setFind} />
        <AddActs managed={managed} />
      </FilterLine>
      {watchlist && watchlist.entries.length > 0 && entries.length === 0 && (
        <p class="empty">{say('own_list-not_found')}</p>
      )}
      {entries.length > 0 && (
        <Table
          label={say('own_list-listed')}
          columns={listed.map((column) => say(`own_list-${column}`))}
          widths={widths}
        >
          {entries.map((entry) => (
            <EntryRow
              key={entry.id}
              entry={entry}
              isBusy={isBusy}
              onChange={() => {
                clear();
                setChanging(entry);
              }}
              onRemove={() => post(`/${entry.id}/remove`)}
            />
          ))}
        </Table>
      )}
      {changing && (
        <Dialog
          label={say('own_list-change_form')}
          draft={entryDraft(changing)}
          form={(sent) => (
            <EntryForm
              entry={changing}
              managed={managed}
              onSend={(body) => put(`/${changing.id}`, body, sent)}
            />
          )}
          onClose={() => setChanging(null)}
        />
      )}
      {watchlist && <FollowedLists lists={watchlist.lists} />}
    </section>
  );
}

function AddActs({ managed }: { managed: ReturnType<typeof useManaged> }) {
  const { clear, load, post } = managed;
  return (
    <div class="acts">
      <FormDialog
        label={say('own_list-add')}
        draft={entryDraft(null)}
        onOpen={clear}
        form={(sent) => <EntryForm managed={managed} onSend={(body) => post('', body, sent)} />}
      />
      <FormDialog
        label={say('own_list-import')}
        draft="lists/import"
        onOpen={clear}
        form={() => <ListImport onImported={load} />}
      />
    </div>
  );
}

interface RowProps {
  entry: ListedEntry;
  isBusy: boolean;
  onChange: () => void;
  onRemove: () => void;
}

function EntryRow({ entry, isBusy, onChange, onRemove }: RowProps) {
  const [name] = foundBy(entry);
  return (
    <tr class="opens">
      <td>
        <Button kind="opener" onPress={onChange}>
          <bdi>{foundBy(entry).join(', ')}</bdi>
        </Button>
      </td>
      <td>
        <bdi>{entry.note}</bdi>
      </td>
      <td>
        {entry.addedBy}, {day(entry.addedAt)}
      </td>
      <td>{day(entry.expiresAt) ?? say('own_list-no_end')}</td>
      <td>
        <div class="acts">
          <Twice of={name} disabled={isBusy} sure={say('own_list-remove_now')} onPress={onRemove}>
            {say('do-remove')}
          </Twice>
        </div>
      </td>
    </tr>
  );
}
