import { birthDatesIn, birthSpan } from '../birth-date.ts';
import { cutOff, listedRecord, type ListReader } from './format.ts';
import { dateText } from './list-date.ts';
import { namesIn } from './name-remarks.ts';
import { xmlElements, type Element } from './xml-elements.ts';

/** The consolidated list of the UN Security Council (XML). */
export const readUnXml: ListReader = async function* ({ main, onRead }) {
  const elements = new Set(['INDIVIDUAL', 'ENTITY']);
  let entries = 0;
  for await (const one of xmlElements({
    file: main,
    root: 'CONSOLIDATED_LIST',
    elements,
    onRead,
  })) {
    const generated = one.attributes['dateGenerated'];
    if (generated) yield { date: dateText(generated) ?? generated };
    if (!elements.has(one.name)) continue;
    entries++;
    const kind = one.name === 'INDIVIDUAL' ? 'person' : 'company';
    const parts = ['FIRST_NAME', 'SECOND_NAME', 'THIRD_NAME', 'FOURTH_NAME'];
    const aliases = one.all(kind === 'person' ? 'INDIVIDUAL_ALIAS' : 'ENTITY_ALIAS');
    const isWeak = (alias: Element) => /low/i.test(alias.at('QUALITY'));
    const read = (alias: Element) => namesIn(alias.at('ALIAS_NAME'), kind);
    const good = aliases.filter((alias) => !isWeak(alias)).map(read);
    const low = aliases.filter(isWeak).map(read);
    const own = namesIn(parts.map((part) => one.at(part)).join(' '), kind);
    yield listedRecord({
      reference: one.at('REFERENCE_NUMBER') || one.at('DATAID'),
      kind,
      names: {
        strong: [
          ...own.names,
          // "ፍትዊ ዓብዱረዛቕ (Tigrinya)": the language is no name.
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
        // Under another name they may give another birth date.
        ...aliases.flatMap((alias) => birthDatesIn(alias.at('DATE_OF_BIRTH'))),
        ...[...good, ...low].flatMap(({ birthDates: said }) =>
          said.flatMap((date) => birthDatesIn(date)),
        ),
      ],
      countries: one.all('NATIONALITY', 'VALUE').map(({ text }) => text),
    });
  }
  if (entries === 0) throw cutOff(main);
};

/** A day, a year, a span of years, or what the note says. */
function birthDates(birth: Element): string[] {
  const isAbout = /approx|circa/i.test(`${birth.at('TYPE_OF_DATE')} ${birth.at('NOTE')}`);
  const span = birthSpan(birth.at('FROM_YEAR'), birth.at('TO_YEAR'), isAbout);
  if (span) return [span];
  const said = birth.at('DATE') || birth.at('YEAR') || birth.at('NOTE');
  return birthDatesIn(isAbout && said !== '' ? `circa ${said}` : said);
}
