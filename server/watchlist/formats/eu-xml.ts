import { birthDatesIn, birthSpan, unreadableDate } from '../birth-date.ts';
import { cutOff, kindOf, kinds, listedRecord, texts, type ListReader } from './format.ts';
import { dateText } from './list-date.ts';
import { xmlElements, type Element } from './xml-elements.ts';

const known = kinds({ p: 'person', person: 'person', e: 'company', enterprise: 'company' });

/** The EU's consolidated list of financial sanctions (XML, version 1.1). */
export const readEuXml: ListReader = async function* ({ main, onRead }) {
  const elements = new Set(['sanctionEntity']);
  let entries = 0;
  for await (const one of xmlElements({ file: main, root: 'export', elements, onRead })) {
    const generated = one.attributes['generationDate'];
    if (generated) yield { date: dateText(generated) ?? generated };
    if (one.name !== 'sanctionEntity') continue;
    entries++;
    const subject = one.all('subjectType')[0]?.attributes ?? {};
    const kind = kindOf(main, subject['classificationCode'] || subject['code'] || '', known);
    if (kind === 'other') continue;
    const aliases = one.all('nameAlias');
    const isWeak = ({ attributes }: Element) => attributes['strong'] === 'false';
    yield listedRecord({
      reference: one.attributes['euReferenceNumber'] || one.attributes['logicalId'] || '',
      kind,
      names: {
        strong: aliases.filter((alias) => !isWeak(alias)).map(nameOf),
        weak: aliases.filter(isWeak).map(nameOf),
      },
      birthDates: one.all('birthdate').flatMap(({ attributes }) =>
        euBirthDates({
          date: attributes['birthdate'],
          year: attributes['year'],
          from: attributes['yearRangeFrom'],
          to: attributes['yearRangeTo'],
          circa: attributes['circa'],
          calendar: attributes['calendarType'],
        }),
      ),
      countries: one
        .all('citizenship')
        .map(({ attributes: { countryIso2Code, countryDescription } }) =>
          countryIso2Code && countryIso2Code !== '00' ? countryIso2Code : countryDescription,
        ),
    });
  }
  if (entries === 0) throw cutOff(main);
};

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
export function euBirthDates(birth: EuBirthDate): string[] {
  const { date, year, from = '', to = '', circa, calendar } = birth;
  const isAbout = circa === 'true';
  const span = birthSpan(from, to, isAbout);
  const said = date || year || '';
  // Years of another calendar are no years that a visitor gives.
  if (calendar && !/gregorian/i.test(calendar))
    return birthDatesIn(said || from || to).map(() => unreadableDate);
  const dates = birthDatesIn(isAbout && said !== '' ? `circa ${said}` : said);
  return span ? [...dates, span] : dates;
}
