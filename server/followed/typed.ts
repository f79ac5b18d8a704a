import { IsArray, IsBoolean, IsInteger, IsNumber, IsObject, IsRecord, type TSchema } from 'typebox';

/**
 * The texts of a YAML file as the types that a schema asks for: `10` as a number where it asks for
 * one, a single value as a list of one, nothing as an empty map. What does not fit stays as it is,
 * for the schema to name.
 */
export function typed(schema: TSchema, value: unknown): unknown {
  if (IsArray(schema)) {
    if (value === null) return value;
    return (Array.isArray(value) ? value : [value]).map((item) => typed(schema.items, item));
  }
  if (IsObject(schema)) {
    if (value === null) return {};
    if (!isMap(value)) return value;
    const entries = Object.entries(value).map(([name, item]) => {
      const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
      return [name, property ? typed(property, item) : item];
    });
    return Object.fromEntries(entries) as unknown;
  }
  if (IsRecord(schema)) return value === null ? {} : value;
  if (typeof value !== 'string') return value;
  if (IsBoolean(schema) && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  if (IsInteger(schema) && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (IsNumber(schema) && /^-?\d{1,15}(\.\d+)?$/.test(value)) return Number(value);
  return value;
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
