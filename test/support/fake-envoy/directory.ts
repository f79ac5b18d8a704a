import { randomUUID } from 'node:crypto';

/** A resource of the user API, in the shape of JSON:API. */
export interface Resource {
  id: string;
  type: string;
  attributes: Record<string, unknown>;
  relationships: Record<string, { data: Reference | Reference[] | null }>;
}

interface Reference {
  id: string;
  type: string;
}

const at = { 'created-at': '2021-05-04T17:20:11Z', 'updated-at': '2021-05-04T17:20:11Z' };
const location = { data: { id: '1042', type: 'locations' } };
const company = { data: { id: '77', type: 'companies' } };
const flow = { data: { id: '310', type: 'flows' } };

/** The initial resources of an account, with the same ids as in the calls to the app. */
const beginning: readonly Resource[] = [
  {
    id: '77',
    type: 'companies',
    attributes: { name: 'Acme', active: true, ...at },
    relationships: { locations: { data: [location.data] } },
  },
  {
    id: '1042',
    type: 'locations',
    attributes: {
      name: 'HQ',
      address: '410 Townsend St, San Francisco, CA 94107',
      timezone: 'UTC',
      locale: 'en',
      disabled: false,
      ...at,
    },
    relationships: {
      company,
      employees: { data: [{ id: '640', type: 'employees' }] },
      flows: { data: [flow.data] },
      'employee-screening-flow': { data: null },
    },
  },
  {
    id: '640',
    type: 'employees',
    attributes: {
      name: 'Grace Host',
      email: 'grace@acme.example',
      'profile-picture-url': null,
      deleted: false,
      ...at,
    },
    relationships: { company, locations: { data: [location.data] } },
  },
  {
    id: '310',
    type: 'flows',
    attributes: { name: 'Visitor', 'employee-centric': false, enabled: true, ...at },
    relationships: {
      location,
      'sign-in-field-page': { data: { id: '410', type: 'sign-in-field-pages' } },
      'agreement-page': { data: { id: '510', type: 'agreement-pages' } },
    },
  },
  {
    id: '410',
    type: 'sign-in-field-pages',
    attributes: { ...at },
    relationships: { flow, 'sign-in-fields': { data: [{ id: '411', type: 'sign-in-fields' }] } },
  },
  {
    id: '411',
    type: 'sign-in-fields',
    attributes: { identifier: 'purpose', name: 'Purpose of visit', kind: 'text', required: false },
    relationships: { 'sign-in-field-page': { data: { id: '410', type: 'sign-in-field-pages' } } },
  },
  {
    id: '510',
    type: 'agreement-pages',
    attributes: { ...at },
    relationships: { flow, agreements: { data: [{ id: '1188', type: 'agreements' }] } },
  },
  {
    id: '1188',
    type: 'agreements',
    attributes: {
      name: 'Site rules',
      optional: false,
      'require-resign': true,
      enabled: true,
      position: 1,
      ...at,
    },
    relationships: { 'agreement-page': { data: { id: '510', type: 'agreement-pages' } } },
  },
];

/** The types that the user API lists. */
const listed = ['companies', 'locations', 'employees', 'flows', 'invites', 'agreements'];

/** The people, places and forms of an account. */
export class EnvoyDirectory {
  readonly #resources = new Map(beginning.map((resource) => [keyOf(resource), resource]));

  find(type: string, id: string): Resource | undefined {
    return this.#resources.get(keyOf({ type, id }));
  }

  /**
   * Lists the resources of a type that match every filter: an attribute, or a related resource's id. Null for an
   * unknown type.
   */
  list(type: string, filters: Readonly<Record<string, string>> = {}): Resource[] | null {
    if (!listed.includes(type)) return null;
    return this.ofType(type).filter((resource) =>
      Object.entries(filters).every(([name, wanted]) => applies(resource, name, wanted)),
    );
  }

  ofType(type: string): Resource[] {
    return [...this.#resources.values()].filter((resource) => resource.type === type);
  }

  /** Creates or replaces a resource. */
  put(given: Partial<Resource> & { type: string }): Resource {
    const { id = randomUUID(), type, attributes = {}, relationships = {} } = given;
    const resource = { id, type, attributes, relationships };
    this.#resources.set(keyOf(resource), resource);
    return resource;
  }

  remove(type: string, id: string): Resource | undefined {
    const resource = this.find(type, id);
    this.#resources.delete(keyOf({ type, id }));
    return resource;
  }
}

function keyOf({ type, id }: Reference): string {
  return `${type} ${id}`;
}

/** A filter for an unknown property excludes nothing. */
function applies({ attributes, relationships }: Resource, name: string, wanted: string): boolean {
  const attribute = attributes[name];
  if (attribute !== undefined && attribute !== null) {
    return JSON.stringify(attribute).replaceAll('"', '').toLowerCase() === wanted.toLowerCase();
  }
  const related = relationships[name]?.data;
  return !related || [related].flat().some(({ id }) => id === wanted);
}
