import { settingSchemas } from '../../server/config/settings.ts';
import { markdownTable } from './replace-generated.ts';

interface Described {
  type?: string;
  enum?: readonly string[];
  minimum?: number;
  maximum?: number;
  default?: unknown;
  description?: string;
}

/** The README's table of settings, from their schema. */
export function settingsTable(): string {
  const rows = Object.entries(settingSchemas).map(([name, schema]) => {
    const setting: Described = schema;
    return [`\`${name}\``, valuesOf(setting), defaultOf(setting), setting.description ?? ''];
  });
  return markdownTable(['setting', 'values', 'default', 'meaning'], rows);
}

function valuesOf({ type, enum: values, minimum, maximum }: Described): string {
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (type === 'boolean') return '`true`, `false`';
  return minimum === undefined ? 'text' : `${minimum} to ${maximum}`;
}

function defaultOf({ default: value }: Described): string {
  if (typeof value === 'string' && value !== '') return `\`${value}\``;
  return typeof value === 'number' || typeof value === 'boolean' ? `\`${value}\`` : '';
}
