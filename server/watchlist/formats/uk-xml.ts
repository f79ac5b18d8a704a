import { birthDatesIn } from '../birth-date.ts';
import { cutOff, kindOf, listedRecord, type ListReader } from './format.ts';
import { dateText } from './list-date.ts';
import { isWeakAlias, ukCountries, ukKinds } from './uk-csv.ts';
import { xmlElements, type Element } from './xml-elements.ts';

/** The UK Sanctions List as XML. */
export const readUkXml: ListReader = async function* ({ main, onRead }) {
  const elements = new Set(['DateGenerated', 'Designation']);
  let entries = 0;
  for await (const one of xmlElements({ file: main, root: 'Designations', elements, onRead })) {
    if (one.name === 'DateGenerated') {
      const date = dateText(one.text);
      if (date) yield { date };
    }
    if (one.name !== 'Designation') continue;
    entries++;
    const said = one.at('IndividualEntityShip') || one.at('DesignationType');
    const kind = kindOf(main, said, ukKinds);
    if (kind === 'other') continue;
    const names = one.all('Names', 'Name');
    const isWeak = (name: Element) => isWeakAlias(name.at('AliasStrength'));
    const details = one.all('IndividualDetails', 'Individual');
    yield listedRecord({
      reference: one.at('UniqueID'),
      kind,
      names: {
        strong: [
          ...names.filter((name) => !isWeak(name)).map(nameOf),
          ...one.all('NonLatinNames', 'NonLatinName').map((name) => name.at('NameNonLatinScript')),
        ],
        weak: names.filter(isWeak).map(nameOf),
      },
      birthDates: details
        .flatMap((person) => person.all('DOBs', 'DOB'))
        .flatMap(({ text }) => birthDatesIn(text)),
      countries: details
        .flatMap((person) => person.all('Nationalities', 'Nationality'))
        .flatMap(({ text }) => ukCountries(text)),
    });
  }
  if (entries === 0) throw cutOff(main);
};

function nameOf(name: Element): string {
  return [1, 2, 3, 4, 5, 6].map((number) => name.at(`Name${number}`)).join(' ');
}
