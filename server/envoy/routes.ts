/** What Envoy calls, and all that a tunnel has to let through. */
export const hookRoutes = {
  signIn: '/envoy/sign-in',
  setup: '/envoy/setup',
  events: '/envoy/events',
} as const;
