/** The installation of the app that a call is about, as an account at Envoy has it. */
export interface Install {
  installId?: string;
  locationId?: string;
  locationName?: string;
  /** What the setup steps have saved. */
  config?: Readonly<Record<string, unknown>>;
}

const createdAt = '2021-05-04 17:20:11 UTC';
const street = '410 Townsend St';

/** What stands in `meta` of everything that Envoy sends, with invented values around the install's. */
export function envoyMeta(install: Install) {
  const { installId = '9001', locationId = '1042', locationName = 'HQ', config = {} } = install;
  return {
    plugin_id: '501',
    install_id: installId,
    config,
    location: {
      id: locationId,
      type: 'locations',
      attributes: {
        name: locationName,
        'company-name-override': null,
        timezone: 'UTC',
        locale: 'en',
        address: `${street}, San Francisco, CA 94107`,
        'address-line-one': street,
        'address-line-two': null,
        city: 'San Francisco',
        state: 'CA',
        country: 'US',
        zip: '94107',
        longitude: -122.39,
        latitude: 37.77,
        'created-at': createdAt,
      },
    },
    company: {
      id: '77',
      type: 'companies',
      attributes: { name: 'Acme', active: true, 'created-at': createdAt },
    },
    zone: {
      id: '12',
      type: 'zones',
      attributes: { address: street, 'logo-url': null, name: 'Acme Campus', 'time-zone': 'UTC' },
    },
    auth: null,
  };
}

/** The same of an event, which is a job in Envoy. */
export function eventMeta(event: string, jobId: string, install: Install) {
  return {
    event,
    ...envoyMeta(install),
    job: { id: jobId, name: event, identifier: 'vr:entry:19' },
  };
}
