import { birthDatesIn } from './birth-date.ts';
import { headedRows } from './csv.ts';
import { kindOf, listedRecord, type Format, type ListReader } from './format.ts';
import { usKinds } from './ofac-xml.ts';

/**
 * Reads the US Consolidated Screening List (CSV), which includes OFAC's lists. The lists of the Departments of Commerce
 * and of State do not say which entries are people.
 */
const read: ListReader = async function* ({ file, onRead }) {
  const needed = ['_id', 'source', 'entity_number', 'type', 'name', 'alt_names', 'dates_of_birth'];
  for await (const cell of headedRows({ file, needed, onRead })) {
    const kind = cell('type') === '' ? 'unknown' : kindOf(file, cell('type'), usKinds);
    if (kind === 'other') continue;
    const several = (name: string) => cell(name).split(/;\s*(?:and\s+)?/u);
    yield listedRecord({
      reference: cell('entity_number') || cell('_id'),
      kind,
      names: { strong: [cell('name'), ...several('alt_names')] },
      birthDates: birthDatesIn(cell('dates_of_birth')),
      countries: [
        ...several('nationalities'),
        ...several('citizenships'),
        // "Basrah, IQ": an address ends with the country.
        ...several('addresses').map((address) => /[A-Z]{2}$/.exec(address.trim())?.[0]),
      ],
    });
  }
};

export const cslCsv: Format = { begins: /^[^\n]*\bentity_number\b/, read };
