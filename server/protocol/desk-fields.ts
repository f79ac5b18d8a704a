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
