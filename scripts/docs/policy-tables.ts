import { IsArray, IsObject, IsOptional, type TObject, type TSchema } from 'typebox';
import { checkSettings } from '../../server/checks/registry.ts';
import { notifySchema } from '../../server/notify/notify-schema.ts';
import { policySchema } from '../../server/policy/schema.ts';
import { markdownTable } from './replace-generated.ts';
import { defaultOf, valuesOf } from './values-of.ts';

/** The reference of the policy file, from its schema. */
export function policyTable(): string {
  return markdownTable(['in the file', 'values', 'meaning'], rowsOf(policySchema, '', policyRow));
}

/** The reference of the file that says who is told, from its schema. */
export function notifyTable(): string {
  const head = ['in the file', 'values', 'default', 'meaning'];
  return markdownTable(head, rowsOf(notifySchema, '', checkRow));
}

/** What may be said of each check, from their schemas. */
export function checksTables(): string {
  return Object.entries(checkSettings)
    .map(([name, schema]) => {
      const rows = rowsOf(schema, '', checkRow);
      const head = ['setting', 'values', 'default', 'meaning'];
      return `### \`${name}\`\n\n${rows.length === 0 ? 'No settings.' : markdownTable(head, rows)}`;
    })
    .join('\n\n');
}

type ToRow = (name: string, schema: TSchema, isNeeded: boolean) => string[];

const policyRow: ToRow = (name, schema, isNeeded) => {
  return [`\`${name}\``, valuesOf(schema), describe(schema) + (isNeeded ? ' Needed.' : '')];
};

const checkRow: ToRow = (name, schema, isNeeded) => {
  const isAsked = isNeeded && !('default' in schema);
  const meaning = describe(schema) + (isAsked ? ' Needed.' : '');
  return [`\`${name}\``, valuesOf(schema), defaultOf(schema), meaning];
};

function describe(schema: TSchema): string {
  return (schema as { description?: string }).description ?? '';
}

/** A row for every name at any depth; `[]` stands for each entry of a list. */
function rowsOf(schema: TObject, prefix: string, toRow: ToRow): string[][] {
  return Object.entries(schema.properties).flatMap(([name, property]) => {
    const path = prefix + name;
    const row = toRow(path, property, !IsOptional(property));
    if (IsObject(property)) return [row, ...rowsOf(property, `${path}.`, toRow)];
    if (!IsArray(property) || !IsObject(property.items)) return [row];
    return [row, ...rowsOf(property.items, `${path}[].`, toRow)];
  });
}
