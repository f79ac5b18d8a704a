import { Type } from 'typebox';

/** What the messages of the desk are made of. */

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
 * Beside a sentence of the service in English: by which code the page finds it in another language, and what it fills in.
 * Not in sentences.ts, which the lobby page holds, and holds without typebox.
 */
export const Coded = {
  code: Type.Optional(Type.String()),
  values: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
};
