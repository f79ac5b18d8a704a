import { listDate } from './read-text.ts';
import { texts, type ListedRecord, type ListReader, kindOf, kinds } from './format.ts';
import { headedRows, type HeadedRow } from './csv.ts';

// The first of the three is what the UK Sanctions List has, the last OFSI's.
const kindColumn = ['Designation Type', 'Individual, Entity, Ship', 'Group Type'];
const referenceColumn = ['Unique ID', 'Group ID'];
const known = kinds({ individual: 'person', entity: 'company', ship: 'other' });
const nameParts = ['Name 1', 'Name 2', 'Name 3', 'Name 4', 'Name 5', 'Name 6'];

/**
 * The UK Sanctions List (CSV), or OFSI's consolidated list (ConList.csv), which it replaced: a row
 * for every name, under the number of whom it is about. The first row has the list's date.
 */
export const readUkCsv: ListReader = async function* ({ main, onRead }) {
  const byReference = new Map<string, ListedRecord>();
  let date: string | null = null;
  const onPreamble = (row: readonly string[]) => (date ??= listDate(row.join(' ')));
  const needed = [...nameParts, kindColumn, referenceColumn];
  const rows = headedRows({ file: main, needed, onPreamble, onRead });
  for await (const cell of rows) {
    const kind = kindOf(main, cell(...kindColumn), known);
    if (kind === 'other') continue;
    const reference = cell(...referenceColumn);
    let record = byReference.get(reference);
    if (!record) {
      record = { reference, kind, ...nothing() };
      byReference.set(reference, record);
    }
    addTo(record, cell);
  }
  if (date) yield { date };
  yield* byReference.values();
};

function nothing(): Pick<ListedRecord, 'names' | 'birthDates' | 'countries'> {
  return { names: [], birthDates: [], countries: [] };
}

function addTo(record: ListedRecord, cell: HeadedRow): void {
  const name = nameParts.map((part) => cell(part)).join(' ');
  const native = cell('Name non-latin script', 'Name Non-Latin Script');
  record.names = texts(...record.names, name, native);
  const birth = listDate(cell('D.O.B', 'DOB'));
  record.birthDates = texts(...record.birthDates, birth);
  const countries = cell('Nationality(/ies)', 'Nationality')
    .replace(/\(\d+\)/g, ';')
    .split(';');
  record.countries = texts(...record.countries, ...countries);
}
