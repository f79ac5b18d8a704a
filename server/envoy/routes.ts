/** What Envoy calls, and all that a tunnel has to let through. */
export const hookRoutes = {
  signIn: '/envoy/sign-in',
  setup: '/envoy/setup',
  events: '/envoy/events',
  /** Of the setup field that names a lobby screen: what can be chosen, what is, and what was saved. */
  kioskOptions: '/envoy/kiosk-options',
  kioskSelected: '/envoy/kiosk-selected',
  kioskValue: '/envoy/kiosk-value',
} as const;
