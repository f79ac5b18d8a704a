import { birthDatesIn } from '../birth-date.ts';
import { type Format, type ListReader, kindOf, kinds, listedRecord } from './format.ts';
import { headedRows } from './csv.ts';

/** The schemata of FollowTheMoney that are on lists. */
export const schemata = kinds({
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
const read: ListReader = async function* ({ main, onRead }) {
  const needed = ['id', 'schema', 'name', 'aliases', 'birth_date', 'countries'];
  let newest = '';
  for await (const cell of headedRows({ file: main, needed, onRead })) {
    const seen = cell('last_seen').slice(0, 10);
    if (seen > newest) newest = seen;
    const kind = kindOf(main, cell('schema'), schemata);
    if (kind === 'other') continue;
    const several = (name: string) => cell(name).split(';');
    yield listedRecord({
      reference: cell('id'),
      kind,
      names: { strong: [cell('name'), ...several('aliases')] },
      birthDates: several('birth_date').flatMap((date) => birthDatesIn(date)),
      countries: several('countries'),
    });
  }
  if (newest !== '') yield { date: newest };
};

export const openSanctionsCsv: Format = { begins: /^"?id"?,"?schema"?,/, read };
