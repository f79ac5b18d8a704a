import { birthDatesIn, birthSpan, unreadableDate } from '../birth-date.ts';
import { headedRows, type HeadedRow } from './csv.ts';
import {
  kindOf,
  listKinds,
  listedRecord,
  texts,
  type ListEntry,
  type Format,
  type ListReader,
} from './format.ts';
import { dateText } from './list-date.ts';
import { type Element, byStrength, xmlList } from './xml-elements.ts';

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
const known = listKinds({
  p: 'person',
  person: 'person',
  e: 'company',
  enterprise: 'company',
  entity: 'company',
});

interface Gathered {
  reference: string;
  kind: ListEntry['kind'];
  names: string[];
  birthDates: string[];
  countries: string[];
}

/** The EU's consolidated list as CSV: a row for every name, birth date and citizenship. */
const read: ListReader = async function* ({ main, onRead }) {
  const byId = new Map<string, Gathered>();
  let date = '';
  const needed = [id, subject, wholeName];
  for await (const cell of headedRows({ file: main, needed, delimiter: ';', onRead })) {
    date ||= dateText(cell('fileGenerationDate', 'Date_file')) ?? '';
    const key = cell(...id);
    let one = byId.get(key);
    if (!one) {
      const kindText = subject.map((column) => cell(column)).find((text) => text !== '') ?? '';
      const kind = kindOf(main, kindText, known);
      if (kind === 'other') continue;
      const own = { reference: cell(...reference) || key, kind };
      one = { ...own, names: [], birthDates: [], countries: [] };
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

const begins = /^[^\n]*\b(?:Entity_LogicalId|Entity_logical_id)\b/;
export const euCsv: Format = { begins, read };

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

/** The EU's consolidated list of financial sanctions (XML, version 1.1). */
export const euXml = xmlList({
  root: 'export',
  entries: ['sanctionEntity'],
  dateIn: ({ attributes: { generationDate } }) =>
    generationDate && (dateText(generationDate) ?? generationDate),
  known,
  kindSaid: (entry) => {
    const subjectType = entry.all('subjectType')[0]?.attributes ?? {};
    return subjectType['classificationCode'] || subjectType['code'] || '';
  },
  read: (entry) => ({
    reference: entry.attributes['euReferenceNumber'] || entry.attributes['logicalId'] || '',
    names: byStrength(
      entry.all('nameAlias'),
      ({ attributes }) => attributes['strong'] === 'false',
      nameOf,
    ),
    birthDates: entry.all('birthdate').flatMap(({ attributes }) =>
      euBirthDates({
        date: attributes['birthdate'],
        year: attributes['year'],
        from: attributes['yearRangeFrom'],
        to: attributes['yearRangeTo'],
        circa: attributes['circa'],
        calendar: attributes['calendarType'],
      }),
    ),
    countries: entry
      .all('citizenship')
      .map(({ attributes: { countryIso2Code, countryDescription } }) =>
        countryIso2Code && countryIso2Code !== '00' ? countryIso2Code : countryDescription,
      ),
  }),
});

function nameOf({ attributes }: Element): string {
  const { wholeName, firstName, middleName, lastName } = attributes;
  return wholeName || texts(firstName, middleName, lastName).join(' ');
}

/** A birth date as both of the EU's formats have it. */
interface EuBirthDate {
  date?: string | undefined;
  year?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  circa?: string | undefined;
  calendar?: string | undefined;
}

/** In EDTF; none where nothing is said. */
function euBirthDates(birth: EuBirthDate): string[] {
  const { date, year, from = '', to = '', circa, calendar } = birth;
  const isAbout = circa === 'true';
  const span = birthSpan(from, to, isAbout);
  const reportedDate = date || year || '';
  // Years of another calendar are no years that a visitor gives.
  if (calendar && !/gregorian/i.test(calendar))
    return birthDatesIn(reportedDate || from || to).map(() => unreadableDate);
  const dates = birthDatesIn(
    isAbout && reportedDate !== '' ? `circa ${reportedDate}` : reportedDate,
  );
  return span ? [...dates, span] : dates;
}
