import { Type } from 'typebox';

/**
 * Beside a sentence of the service in English: by which code the page finds it in another language, and what it fills in.
 * Not in sentences.ts, which the lobby page holds, and holds without typebox.
 */
export const Coded = {
  code: Type.Optional(Type.String()),
  values: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
};
