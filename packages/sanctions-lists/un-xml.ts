import { birthDatesIn, birthSpan } from './birth-date.ts';
import { listKinds } from './format.ts';
import { dateText } from './list-date.ts';
import { namesIn } from './name-remarks.ts';
import { type Element, xmlList } from './xml-elements.ts';

const nameParts = ['FIRST_NAME', 'SECOND_NAME', 'THIRD_NAME', 'FOURTH_NAME'];

/** Reads the consolidated list of the UN Security Council (XML). */
export const unXml = xmlList({
  root: 'CONSOLIDATED_LIST',
  entries: ['INDIVIDUAL', 'ENTITY'],
  dateIn: ({ attributes: { dateGenerated } }) =>
    dateGenerated && (dateText(dateGenerated) ?? dateGenerated),
  known: listKinds({ individual: 'person', entity: 'company' }),
  kindSaid: ({ name }) => name,
  read: (one, listedAs) => {
    const kind = listedAs === 'person' ? listedAs : 'company';
    const aliases = one.all(`${one.name}_ALIAS`);
    const isWeak = (alias: Element) => /low/i.test(alias.at('QUALITY'));
    const read = (alias: Element) => namesIn(alias.at('ALIAS_NAME'), kind);
    const good = aliases.filter((alias) => !isWeak(alias)).map(read);
    const low = aliases.filter(isWeak).map(read);
    const own = namesIn(nameParts.map((part) => one.at(part)).join(' '), kind);
    return {
      reference: one.at('REFERENCE_NUMBER') || one.at('DATAID'),
      names: {
        strong: [
          ...own.names,
          // "ፍትዊ ዓብዱረዛቕ (Tigrinya)": the language is not a name.
          ...namesIn(one.at('NAME_ORIGINAL_SCRIPT'), 'person').names,
          ...good.flatMap(({ names }) => names),
        ],
        weak: [
          ...own.inBrackets,
          ...good.flatMap(({ inBrackets }) => inBrackets),
          ...low.flatMap(({ names, inBrackets }) => [...names, ...inBrackets]),
        ],
      },
      birthDates: [
        ...one.all('INDIVIDUAL_DATE_OF_BIRTH').flatMap(birthDates),
        // An alias may have its own birth date.
        ...aliases.flatMap((alias) => birthDatesIn(alias.at('DATE_OF_BIRTH'))),
        ...[...good, ...low].flatMap(({ birthDates: dates }) =>
          dates.flatMap((date) => birthDatesIn(date)),
        ),
      ],
      countries: one.all('NATIONALITY', 'VALUE').map(({ text }) => text),
    };
  },
});

/** Returns a day, a year, a span of years, or the dates in the note. */
function birthDates(birth: Element): string[] {
  const isAbout = /approx|circa/i.test(`${birth.at('TYPE_OF_DATE')} ${birth.at('NOTE')}`);
  const span = birthSpan(birth.at('FROM_YEAR'), birth.at('TO_YEAR'), isAbout);
  if (span) return [span];
  const reportedDate = birth.at('DATE') || birth.at('YEAR') || birth.at('NOTE');
  return birthDatesIn(isAbout && reportedDate !== '' ? `circa ${reportedDate}` : reportedDate);
}
