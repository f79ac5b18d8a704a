import { listDate } from './read-text.ts';
import { texts, type ListReader, kindOf, kinds } from './format.ts';
import { headedRows } from './csv.ts';

const known = kinds({
  person: 'person',
  company: 'company',
  organization: 'company',
  legalentity: 'company',
  publicbody: 'company',
  vessel: 'other',
  airplane: 'other',
  vehicle: 'other',
  security: 'other',
  cryptowallet: 'other',
  asset: 'other',
  realestate: 'other',
  address: 'other',
  position: 'other',
});

/** OpenSanctions' `targets.simple.csv`. Its date is that of the newest change in it. */
export const readOpenSanctions: ListReader = async function* ({ main, onRead }) {
  const needed = ['id', 'schema', 'name', 'aliases', 'birth_date', 'countries'];
  let newest = '';
  for await (const cell of headedRows({ file: main, needed, onRead })) {
    const seen = cell('last_seen').slice(0, 10);
    if (seen > newest) newest = seen;
    const kind = kindOf(main, cell('schema'), known);
    if (kind === 'other') continue;
    const several = (name: string) => cell(name).split(';');
    yield {
      reference: cell('id'),
      kind,
      names: texts(cell('name'), ...several('aliases')),
      birthDates: texts(...several('birth_date').map((date) => listDate(date))),
      countries: texts(...several('countries')),
    };
  }
  if (newest !== '') yield { date: newest };
};
