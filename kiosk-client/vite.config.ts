import { defineConfig } from 'vite';

/**
 * The page is served under `default-src 'self'` without `unsafe-inline`: nothing may be inlined, be
 * it a small asset as a data URL or the module preload polyfill.
 */
export default defineConfig({
  base: './',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
