import { birthDatesIn } from '../birth-date.ts';
import { type ListReader, cutOff, kindOf, kinds, listedRecord, texts } from './format.ts';
import { dateText } from './list-date.ts';
import { xmlElements, type Element } from './xml-elements.ts';

const known = kinds({
  individual: 'person',
  entity: 'company',
  vessel: 'other',
  aircraft: 'other',
});

/** OFAC's SDN or Consolidated List as XML (sdn.xml; OFAC spells it `publshInformation`). */
export const readOfacXml: ListReader = async function* ({ main, onRead }) {
  const elements = new Set(['publshInformation', 'sdnEntry']);
  let announced: number | null = null;
  let entries = 0;
  for await (const element of xmlElements({ file: main, root: 'sdnList', elements, onRead })) {
    if (element.name === 'publshInformation') {
      const date = dateText(element.at('Publish_Date'), 'month-first');
      announced = Number(element.at('Record_Count')) || null;
      if (date) yield { date };
    }
    if (element.name !== 'sdnEntry') continue;
    entries++;
    const kind = kindOf(main, element.at('sdnType'), known);
    if (kind === 'other') continue;
    const aliases = element.all('akaList', 'aka');
    const isWeak = (alias: Element) => /weak/i.test(alias.at('category'));
    yield listedRecord({
      reference: element.at('uid'),
      kind,
      names: {
        strong: [nameOf(element), ...aliases.filter((alias) => !isWeak(alias)).map(nameOf)],
        weak: aliases.filter(isWeak).map(nameOf),
      },
      birthDates: element
        .all('dateOfBirthList', 'dateOfBirthItem', 'dateOfBirth')
        .flatMap(({ text }) => birthDatesIn(text)),
      countries: [
        ...element.all('nationalityList', 'nationality', 'country'),
        ...element.all('citizenshipList', 'citizenship', 'country'),
        ...element.all('addressList', 'address', 'country'),
      ].map(({ text }) => text),
    });
  }
  if (entries === 0 || (announced !== null && announced !== entries)) throw cutOff(main);
};

/** The family name, a comma, and the given names, as OFAC's CSV has it. */
function nameOf(element: Element): string {
  return texts(element.at('lastName'), element.at('firstName')).join(', ');
}
