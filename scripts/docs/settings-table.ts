import { settingSchemas } from '../../server/config/settings.ts';
import { markdownTable } from './replace-generated.ts';
import { defaultOf, valuesOf } from './values-of.ts';

/** The README's table of settings, from their schema. */
export function settingsTable(): string {
  const rows = Object.entries(settingSchemas).map(([name, schema]) => {
    const { description = '' } = schema as { description?: string };
    return [`\`${name}\``, valuesOf(schema), defaultOf(schema), description];
  });
  return markdownTable(['setting', 'values', 'default', 'meaning'], rows);
}
