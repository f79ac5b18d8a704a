import { useState } from 'preact/hooks';
import { entryColumns, ListedImport } from '#server/protocol/desk-manage-messages.ts';
import { ask, downloadFile } from '../../service/api.ts';
import { answerText, say } from '../../service/language.ts';
import { useAct } from '../act.tsx';
import { Button } from '../parts.tsx';

const path = '/desk/api/manage/watchlist/import';
const example: Partial<Record<(typeof entryColumns)[number], string>> = {
  ...{ name: 'Ada Example', aliases: 'Ada Sample;A. Example', birth_date: '1990-12-31' },
  ...{ note: '"house ban, incident 12"', expires: '2027-11-24' },
};

/** Imports many entries of the own list from a table. */
export function ListImport({ onImported }: { onImported: () => Promise<void> }) {
  const [result, setResult] = useState<ListedImport | null>(null);
  const { isBusy, problem, run } = useAct();
  const send = (table: File) =>
    run(async () => {
      setResult(null);
      setResult(await ask(path, ListedImport, { method: 'POST', body: table }));
      await onImported();
    });
  const saveTemplate = () => {
    const rows = [entryColumns, entryColumns.map((column) => example[column] ?? '')];
    downloadFile('own-list.csv', 'text/csv', rows.map((row) => `${row.join(',')}\r\n`).join(''));
  };
  return (
    <form aria-label={say('own_list-import')} onSubmit={(event) => event.preventDefault()}>
      <h3>{say('own_list-import')}</h3>
      <p class="quiet">{say('own_list-import_about')}</p>
      <Button plain onPress={saveTemplate}>
        {say('own_list-template')}
      </Button>
      <label>
        {say('own_list-file')}
        <input
          type="file"
          accept=".csv,.tsv,text/csv"
          disabled={isBusy}
          onChange={({ currentTarget }) => {
            const [table] = currentTarget.files ?? [];
            if (table) send(table);
            // Lets the reader choose the same file again once it was corrected.
            currentTarget.value = '';
          }}
        />
      </label>
      {isBusy && <p role="status">{say('page-opening')}</p>}
      {problem}
      {result && <Result {...result} />}
    </form>
  );
}

function Result({ added, refused }: ListedImport) {
  return (
    <>
      <p role="status">{say('own_list-imported', { added, refused: refused.length })}</p>
      {refused.length > 0 && (
        <ul class="problem">
          {refused.map(({ row, mistakes }) => (
            <li key={row}>
              {say('own_list-row', { row, why: mistakes.map(answerText).join(' ') })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
