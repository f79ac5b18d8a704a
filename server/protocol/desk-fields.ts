import { Type } from 'typebox';

/** The common fields of the desk's messages. */

export const Time = Type.String({ minLength: 20, maxLength: 30 });
export const SignInId = Type.String({ minLength: 1, maxLength: 300 });
export const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
export const Text = Type.String({ maxLength: 1000 });
export const Code = Type.String({ maxLength: 60 });
export const LongText = Type.String({ maxLength: 4000 });
export const RecordId = Type.String({ minLength: 1, maxLength: 200 });
export const strict = { additionalProperties: false };

/**
 * Beside an English sentence of the service: the code of its translation, and the values to fill in. Not in
 * sentences.ts, because the lobby page includes that file without typebox.
 */
export const Coded = {
  code: Type.Optional(Type.String()),
  values: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
};
