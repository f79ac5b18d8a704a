import { cutOff, texts, type ListReader } from './format.ts';
import { listDate } from './read-text.ts';
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
    if (generated) yield { date: listDate(generated) ?? generated };
    if (!elements.has(one.name)) continue;
    entries++;
    const isPerson = one.name === 'INDIVIDUAL';
    const parts = ['FIRST_NAME', 'SECOND_NAME', 'THIRD_NAME', 'FOURTH_NAME'];
    yield {
      reference: one.at('REFERENCE_NUMBER') || one.at('DATAID'),
      kind: isPerson ? 'person' : 'company',
      names: texts(
        parts.map((part) => one.at(part)).join(' '),
        one.at('NAME_ORIGINAL_SCRIPT'),
        ...one
          .all(isPerson ? 'INDIVIDUAL_ALIAS' : 'ENTITY_ALIAS', 'ALIAS_NAME')
          .flatMap(({ text }) => text.split(';')),
      ),
      birthDates: texts(...one.all('INDIVIDUAL_DATE_OF_BIRTH').flatMap(birthDates)),
      countries: texts(...one.all('NATIONALITY', 'VALUE').map(({ text }) => text)),
    };
  }
  if (entries === 0) throw cutOff(main);
};

/** A day, a year, or all years of a span. */
function birthDates(birth: Element): string[] {
  const known = listDate(birth.at('DATE')) ?? listDate(birth.at('YEAR'));
  if (known) return [known];
  const from = Number(birth.at('FROM_YEAR'));
  const to = Number(birth.at('TO_YEAR'));
  if (!(from > 0 && to >= from && to - from < 30)) return [];
  return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
}
