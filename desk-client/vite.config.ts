import { defineConfig } from 'vite';
import manifest from '../package.json' with { type: 'json' };

/** As the kiosk page: served under `default-src 'self'`, so nothing may be inlined. */
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
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
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
