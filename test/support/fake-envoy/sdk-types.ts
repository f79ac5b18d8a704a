import { Type, type TSchema } from 'typebox';

// The bodies that Envoy sends, and the answers of its API, according to Envoy's Node SDK (2.5.2). Fields without a
// question mark there are required; others may be present.

const text = Type.String();
const textOrNull = Type.Union([Type.String(), Type.Null()]);
const numberOrNull = Type.Union([Type.Number(), Type.Null()]);
const anything = Type.Record(Type.String(), Type.Unknown());
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);

const Location = Type.Object({
  id: text,
  type: Type.Literal('locations'),
  attributes: Type.Object({
    name: text,
    'company-name-override': textOrNull,
    timezone: text,
    locale: textOrNull,
    address: text,
    'address-line-one': textOrNull,
    'address-line-two': textOrNull,
    city: textOrNull,
    state: textOrNull,
    country: textOrNull,
    zip: textOrNull,
    longitude: numberOrNull,
    latitude: numberOrNull,
    'created-at': text,
  }),
});
const Company = Type.Object({
  id: text,
  type: Type.Literal('companies'),
  attributes: Type.Object({ name: text, active: Type.Boolean(), 'created-at': text }),
});
const Zone = Type.Object({
  id: text,
  type: Type.Literal('zones'),
  attributes: Type.Object({
    address: textOrNull,
    'logo-url': textOrNull,
    name: text,
    'time-zone': text,
  }),
});

export const TokenAnswer = Type.Object({
  token_type: Type.Literal('Bearer'),
  access_token: text,
  expires_in: Type.Number(),
  refresh_token: textOrNull,
  refresh_token_expires_in: numberOrNull,
});

const everyMeta = {
  plugin_id: text,
  install_id: text,
  config: anything,
  location: Location,
  company: Company,
  zone: Zone,
  auth: Type.Union([TokenAnswer, Type.Null()]),
};
export const EventMeta = Type.Object({
  ...everyMeta,
  event: text,
  job: Type.Object({ id: text, name: text, identifier: text }),
});
export const RouteMeta = Type.Object({ ...everyMeta, route: text, params: anything });

const related = (type: string) =>
  Type.Object({ data: Type.Object({ id: text, type: Type.Literal(type) }) });
/** SQL-like, in UTC. The SDK turns other formats into null. */
const time = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC$' });
export const EntryPayload = Type.Object({
  id: text,
  type: Type.Literal('entries'),
  attributes: Type.Object({
    'full-name': text,
    'phone-number': optional(text),
    email: textOrNull,
    'employee-screening-flow': Type.Boolean(),
    host: textOrNull,
    'host-email': textOrNull,
    'private-notes': textOrNull,
    'signed-in-at': time,
    'signed-out-at': optional(time),
    thumbnails: Type.Object({ large: textOrNull, original: textOrNull, small: textOrNull }),
    'flow-name': text,
    nda: optional(text),
    'legal-docs': optional(
      Type.Array(
        Type.Object({
          id: text,
          url: text,
          'signed-at': time,
          agreement: Type.Object({ id: text }),
        }),
      ),
    ),
    'user-data': Type.Array(Type.Object({ field: text, value: textOrNull })),
  }),
  relationships: Type.Object({
    location: related('locations'),
    'visitor-entrance': optional(related('visitor-entrances')),
    device: optional(related('devices')),
    employee: optional(related('employees')),
    invite: optional(related('invites')),
    flow: optional(related('flows')),
  }),
});

const Reference = Type.Object({ id: text, type: text });
/** A resource of the user API. */
export const Model = Type.Object({
  id: text,
  type: text,
  attributes: anything,
  relationships: Type.Record(
    text,
    Type.Object({ data: Type.Union([Reference, Type.Array(Reference), Type.Null()]) }),
  ),
});
/** The required attributes of each type. */
export const attributesOf: Readonly<Record<string, TSchema>> = {
  companies: Type.Object({ name: text, active: Type.Boolean(), 'created-at': text }),
  locations: Type.Object({ name: text, address: text }),
  employees: Type.Object({ name: text, email: text }),
  flows: Type.Object({ name: text }),
  agreements: Type.Object({
    name: text,
    optional: Type.Boolean(),
    'require-resign': Type.Boolean(),
  }),
};
