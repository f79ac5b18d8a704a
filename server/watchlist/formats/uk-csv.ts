import { birthDatesIn } from '../birth-date.ts';
import { headedRows, type HeadedRow } from './csv.ts';
import { listedRecord, type Kind, type ListReader, kindOf, kinds } from './format.ts';
import { dateText } from './list-date.ts';

// The first of the three is what the UK Sanctions List has, the last OFSI's.
const kindColumn = ['Designation Type', 'Individual, Entity, Ship', 'Group Type'];
const referenceColumn = ['Unique ID', 'Group ID'];
export const ukKinds = kinds({ individual: 'person', entity: 'company', ship: 'other' });
const nameParts = ['Name 1', 'Name 2', 'Name 3', 'Name 4', 'Name 5', 'Name 6'];

interface Gathered {
  reference: string;
  kind: Exclude<Kind, 'other'>;
  strong: string[];
  weak: string[];
  birthDates: string[];
  countries: string[];
}

/**
 * The UK Sanctions List (CSV), or OFSI's consolidated list (ConList.csv), which it replaced: a row
 * for every name, under the number of whom it is about. The first row has the list's date.
 */
export const readUkCsv: ListReader = async function* ({ main, onRead }) {
  const byReference = new Map<string, Gathered>();
  let date: string | null = null;
  const onPreamble = (row: readonly string[]) => (date ??= dateText(row.join(' ')));
  const needed = [...nameParts, kindColumn, referenceColumn];
  const rows = headedRows({ file: main, needed, onPreamble, onRead });
  for await (const cell of rows) {
    const kind = kindOf(main, cell(...kindColumn), ukKinds);
    if (kind === 'other') continue;
    const reference = cell(...referenceColumn);
    let record = byReference.get(reference);
    if (!record) {
      record = { reference, kind, strong: [], weak: [], birthDates: [], countries: [] };
      byReference.set(reference, record);
    }
    addTo(record, cell);
  }
  if (date) yield { date };
  for (const { strong, weak, ...one } of byReference.values()) {
    yield listedRecord({ ...one, names: { strong, weak } });
  }
};

function addTo(record: Gathered, cell: HeadedRow): void {
  const names = [
    nameParts.map((part) => cell(part)).join(' '),
    cell('Name non-latin script', 'Name Non-Latin Script'),
  ];
  const isWeak = isWeakAlias(cell('Alias strength', 'Alias Quality'));
  (isWeak ? record.weak : record.strong).push(...names);
  record.birthDates.push(...birthDatesIn(cell('D.O.B', 'DOB')));
  record.countries.push(...ukCountries(cell('Nationality(/ies)', 'Nationality')));
}

/** @param said `Good quality a.k.a`, `Low quality a.k.a`, `Low` */
export function isWeakAlias(said: string): boolean {
  return /^low/i.test(said.trim());
}

/** Several in one cell: `(1) German (2) Moroccan`, `1) Uzbek 2) Afghan`, `France|Mali`. */
export function ukCountries(text: string): string[] {
  return text.split(/\(?\d\)|[;|]/u);
}
