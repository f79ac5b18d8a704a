import { birthDatesIn, unreadableDate } from './birth-date.ts';
import { listKinds, texts } from './format.ts';
import { dateText } from './list-date.ts';
import { type Element, byStrength, xmlList } from './xml-elements.ts';

const subjects = ['individual', 'entity', 'object'];

/** Reads Switzerland's consolidated list of sanctions (SECO's XML). It keeps delisted entries, with a note. */
export const secoXml = xmlList({
  root: 'swiss-sanctions-list',
  entries: ['target'],
  dateIn: ({ attributes: { date } }) => date && (dateText(date) ?? date),
  known: listKinds({
    individual: 'person',
    entity: 'company',
    object: 'other',
    'de-listed': 'other',
  }),
  kindSaid: (target) => {
    const subject = target.children.find(({ name }) => subjects.includes(name));
    if (!subject) return '';
    return isDelisted(target) ? 'de-listed' : subject.name;
  },
  read: (target, kind) => {
    const subject = kind === 'person' ? 'individual' : 'entity';
    const identity = [subject, 'identity'];
    const isWeak = ({ attributes }: Element) => attributes['quality'] === 'low';
    return {
      reference: target.attributes['ssid'] ?? '',
      names: byStrength(target.all(...identity, 'name'), isWeak, namesOf),
      birthDates: target.all(...identity, 'day-month-year').flatMap(birthDate),
      countries: target
        .all(...identity, 'nationality', 'country')
        .map(({ attributes, text }) => attributes['iso-code'] || text),
    };
  },
});

/** The last decision counts. With two decisions on one day, the entry stays listed. */
function isDelisted(target: Element): boolean {
  const changes = target
    .all('modification')
    .map(({ attributes }) => ({
      type: attributes['modification-type'],
      on: attributes['effective-date'] || attributes['publication-date'] || '',
    }))
    .filter(({ type }) => type === 'listed' || type === 'de-listed');
  const last = changes.reduce((latest, { on }) => (on > latest ? on : latest), '');
  const then = changes.filter(({ on }) => on === last);
  return then.length > 0 && then.every(({ type }) => type === 'de-listed');
}

/** Returns the name as written, and once in each spelling of its parts in another language. */
function namesOf(name: Element): string[] {
  const parts = name
    .all('name-part')
    // A part without a place or kind is left out: it could reorder the name, or add a title.
    .filter(
      ({ attributes: { order, 'name-part-type': kind } }) => order && kind && kind !== 'title',
    )
    .sort((a, b) => Number(a.attributes['order']) - Number(b.attributes['order']));
  const plain = (part: Element) => part.at('value') || part.text.trim();
  const spellings = parts.flatMap((part) => part.all('spelling-variant'));
  const spell = (part: Element, spelling: Element) => {
    const variants = part.all('spelling-variant');
    const isAlike = ({ attributes: { lang, script } }: Element) =>
      lang === spelling.attributes['lang'] && script === spelling.attributes['script'];
    const variant = variants.includes(spelling) ? spelling : variants.find(isAlike);
    return variant?.text.trim() || plain(part);
  };
  return texts(
    parts.map(plain).join(' '),
    ...spellings.map((one) => parts.map((part) => spell(part, one)).join(' ')),
  );
}

function birthDate({ attributes }: Element): string[] {
  const { day, month, year, calendar } = attributes;
  if (!year) return [];
  if (calendar && !/gregorian/i.test(calendar)) return [unreadableDate];
  const two = (number: string) => number.padStart(2, '0');
  if (!month) return birthDatesIn(year);
  return birthDatesIn([year, two(month), ...(day ? [two(day)] : [])].join('-'));
}
