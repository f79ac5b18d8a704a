import { birthDatesIn } from './birth-date.ts';
import {
  anotherFormat,
  cutOff,
  kindOf,
  listedRecord,
  type Format,
  type ListReader,
  listKinds,
} from './format.ts';
import { readText } from './read-text.ts';
import { headedRows } from './csv.ts';

/** An entity with all its properties, in the FollowTheMoney format. */
interface Entity {
  id: string;
  schema: string;
  caption: string;
  target: boolean;
  last_seen: string;
  properties: Record<string, unknown>;
}

const longestLine = 64 * 1024 ** 2;

/**
 * Reads OpenSanctions' `targets.nested.json`: an entity on every line, with related entities inside. Only the targets
 * count, not their relatives and companies. The list's date is that of its newest change.
 */
const read: ListReader = async function* ({ file, onRead }) {
  let newest = '';
  let lines = 0;
  for await (const line of linesOf(file, onRead)) {
    const entity = entityIn(file, line, lines++ === 0);
    const seen = entity.last_seen.slice(0, 10);
    if (seen > newest) newest = seen;
    if (!entity.target) continue;
    const kind = kindOf(file, entity.schema, schemata);
    if (kind === 'other') continue;
    const valuesOf = (...names: string[]) =>
      names.flatMap((name) => textsIn(entity.properties[name]));
    yield listedRecord({
      reference: entity.id,
      kind,
      names: {
        strong: [entity.caption, ...valuesOf('name', 'alias', 'previousName')],
        weak: valuesOf('weakAlias'),
      },
      birthDates: valuesOf('birthDate').flatMap((date) => birthDatesIn(date)),
      countries: valuesOf('nationality', 'citizenship', 'country', 'jurisdiction'),
    });
  }
  if (lines === 0) throw cutOff(file);
  if (newest !== '') yield { date: newest };
};

export const openSanctionsJson: Format = { begins: /^\{/, read };

async function* linesOf(file: string, onRead?: (bytes: number) => void): AsyncGenerator<string> {
  let rest = '';
  for await (const text of readText(file, onRead)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw anotherFormat(file, 'a line for each entity');
    yield* lines.filter((line) => line.trim() !== '');
  }
  if (rest.trim() !== '') yield rest;
}

function entityIn(file: string, line: string, isFirst: boolean): Entity {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw isFirst
      ? anotherFormat(file, '{"id": ..., "schema": ...}')
      : cutOff(file, error as Error);
  }
  // A genuine list contains no NUL, and PostgreSQL cannot store one.
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(line)) throw cutOff(file);
  const entity = (value ?? {}) as Partial<Entity>;
  const { id, schema, caption = '', target = true, last_seen = '', properties } = entity;
  const isEntity = typeof id === 'string' && typeof schema === 'string';
  if (!isEntity || typeof properties !== 'object' || properties === null) {
    throw anotherFormat(file, '"id", "schema", "properties"');
  }
  return {
    id,
    schema,
    caption: String(caption),
    target: target === true,
    last_seen: String(last_seen ?? ''),
    properties,
  };
}

/** Returns the texts; nested entities are left out. */
function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The FollowTheMoney schemata that lists use. */
const schemata = listKinds({
  person: 'person',
  company: 'company',
  organization: 'company',
  legalentity: 'company',
  publicbody: 'company',
  vessel: 'other',
  airplane: 'other',
  vehicle: 'other',
  security: 'other',
  cryptowallet: 'other',
  asset: 'other',
  realestate: 'other',
  address: 'other',
  position: 'other',
});

/** Reads OpenSanctions' `targets.simple.csv`. The list's date is that of its newest change. */
const readCsv: ListReader = async function* ({ file, onRead }) {
  const needed = ['id', 'schema', 'name', 'aliases', 'birth_date', 'countries'];
  let newest = '';
  for await (const cell of headedRows({ file, needed, onRead })) {
    const seen = cell('last_seen').slice(0, 10);
    if (seen > newest) newest = seen;
    const kind = kindOf(file, cell('schema'), schemata);
    if (kind === 'other') continue;
    const several = (name: string) => cell(name).split(';');
    yield listedRecord({
      reference: cell('id'),
      kind,
      names: { strong: [cell('name'), ...several('aliases')] },
      birthDates: several('birth_date').flatMap((date) => birthDatesIn(date)),
      countries: several('countries'),
    });
  }
  if (newest !== '') yield { date: newest };
};

export const openSanctionsCsv: Format = { begins: /^"?id"?,"?schema"?,/, read: readCsv };
