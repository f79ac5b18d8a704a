/** The installation of the app that a call is about, as an account at Envoy has it. */
export interface Install {
  installId?: string;
  locationId?: string;
  locationName?: string;
  /** What the setup steps have saved. */
  config?: Readonly<Record<string, unknown>>;
}

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
      attributes: { name: locationName, timezone: 'UTC', locale: 'en' },
    },
    company: { id: '77', type: 'companies', attributes: { name: 'Acme', active: true } },
    zone: null,
    auth: null,
  };
}
