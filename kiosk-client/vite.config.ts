import { defineConfig } from 'vite';
import manifest from '../package.json' with { type: 'json' };

/**
 * The page is served under `default-src 'self'` without `unsafe-inline`: nothing may be inlined, be
 * it a small asset as a data URL or the module preload polyfill.
 */
export default defineConfig({
  base: './',
  resolve: { alias: { '#server': new URL('../server', import.meta.url).pathname } },
  plugins: [
    {
      name: 'version-in-the-source',
      transformIndexHtml: () => [
        { tag: 'meta', attrs: { name: 'generator', content: `Vestibule ${manifest.version}` } },
      ],
    },
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The licences of what is bundled. They stay beside the page.
    license: { fileName: 'licences.md' },
  },
});
