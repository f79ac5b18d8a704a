import { listDate } from './dates.ts';
import { texts, type ListReader } from './format.ts';
import { headedRows } from './headed-csv.ts';

const companies = new Set(['Company', 'Organization', 'LegalEntity', 'PublicBody']);

/** OpenSanctions' `targets.simple.csv`. Its date is that of the newest change in it. */
export const readOpenSanctions: ListReader = async function* ({ main, onRead }) {
  const needed = ['id', 'schema', 'name', 'aliases', 'birth_date', 'countries'];
  let newest = '';
  for await (const cell of headedRows({ file: main, needed, onRead })) {
    const schema = cell('schema');
    const seen = cell('last_seen').slice(0, 10);
    if (seen > newest) newest = seen;
    if (schema !== 'Person' && !companies.has(schema)) continue;
    const several = (name: string) => cell(name).split(';');
    yield {
      reference: cell('id'),
      kind: schema === 'Person' ? 'person' : 'company',
      names: texts(cell('name'), ...several('aliases')),
      birthDates: texts(...several('birth_date').map((date) => listDate(date))),
      countries: texts(...several('countries')),
    };
  }
  if (newest !== '') yield { date: newest };
};
