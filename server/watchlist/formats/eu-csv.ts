import { headedRows, type HeadedRow } from './csv.ts';
import { euBirthDates } from './eu-xml.ts';
import { kindOf, kinds, listedRecord, texts, type Kind, type ListReader } from './format.ts';
import { dateText } from './list-date.ts';

// Each of both versions has its own names; the first of a pair is that of version 1.1.
const id = ['Entity_LogicalId', 'Entity_logical_id'];
const reference = ['Entity_EU_ReferenceNumber', 'EU_ref_num'];
const subject = ['Entity_SubjectType_ClassificationCode', 'Entity_SubjectType', 'Subject_type'];
const wholeName = ['NameAlias_WholeName', 'Naal_wholename'];
const nameParts = [
  ['NameAlias_FirstName', 'Naal_firstname'],
  ['NameAlias_MiddleName', 'Naal_middlename'],
  ['NameAlias_LastName', 'Naal_lastname'],
];
const known = kinds({
  p: 'person',
  person: 'person',
  e: 'company',
  enterprise: 'company',
  entity: 'company',
});

interface Gathered {
  reference: string;
  kind: Exclude<Kind, 'other'>;
  names: string[];
  birthDates: string[];
  countries: string[];
}

/** The EU's consolidated list as CSV: a row for every name, birth date and citizenship. */
export const readEuCsv: ListReader = async function* ({ main, onRead }) {
  const byId = new Map<string, Gathered>();
  let date = '';
  const needed = [id, subject, wholeName];
  for await (const cell of headedRows({ file: main, needed, delimiter: ';', onRead })) {
    date ||= dateText(cell('fileGenerationDate', 'Date_file')) ?? '';
    const key = cell(...id);
    let one = byId.get(key);
    if (!one) {
      const said = subject.map((column) => cell(column)).find((text) => text !== '') ?? '';
      const kind = kindOf(main, said, known);
      if (kind === 'other') continue;
      one = {
        reference: cell(...reference) || key,
        kind,
        names: [],
        birthDates: [],
        countries: [],
      };
      byId.set(key, one);
    }
    one.names.push(nameIn(cell));
    one.birthDates.push(...birthDatesOf(cell));
    const country = cell('Citizenship_CountryIso2Code');
    const described = cell('Citizenship_CountryDescription', 'Citi_country');
    one.countries.push(country === '' || country === '00' ? described : country);
  }
  if (date !== '') yield { date };
  for (const { names, ...one } of byId.values())
    yield listedRecord({ ...one, names: { strong: names } });
};

function nameIn(cell: HeadedRow): string {
  return cell(...wholeName) || texts(...nameParts.map((part) => cell(...part))).join(' ');
}

function birthDatesOf(cell: HeadedRow): string[] {
  return euBirthDates({
    date: cell('BirthDate_BirthDate', 'Birt_date'),
    year: cell('BirthDate_Year'),
    from: cell('BirthDate_YearRangeFrom'),
    to: cell('BirthDate_YearRangeTo'),
    circa: cell('BirthDate_Circa').toLowerCase(),
    calendar: cell('BirthDate_CalendarType'),
  });
}
