import { birthDatesIn, birthSpan, unreadableDate } from './birth-date.ts';
import { joinedParts, listKinds } from './format.ts';
import { dateText } from './list-date.ts';
import { type Element, byStrength, xmlList } from './xml-elements.ts';

const known = listKinds({
  p: 'person',
  person: 'person',
  e: 'company',
  enterprise: 'company',
  entity: 'company',
});

/** Reads the EU's consolidated list of financial sanctions (XML, version 1.1). */
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
  return wholeName || joinedParts(' ', firstName, middleName, lastName);
}

/** A birth date in the EU's form. */
interface EuBirthDate {
  date?: string | undefined;
  year?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  circa?: string | undefined;
  calendar?: string | undefined;
}

/** Returns dates in EDTF; empty when there is none. */
function euBirthDates(birth: EuBirthDate): string[] {
  const { date, year, from = '', to = '', circa, calendar } = birth;
  const isAbout = circa === 'true';
  const span = birthSpan(from, to, isAbout);
  const reportedDate = date || year || '';
  // A visitor does not give years of another calendar.
  if (calendar && !/gregorian/i.test(calendar))
    return birthDatesIn(reportedDate || from || to).map(() => unreadableDate);
  const dates = birthDatesIn(
    isAbout && reportedDate !== '' ? `circa ${reportedDate}` : reportedDate,
  );
  return span ? [...dates, span] : dates;
}
