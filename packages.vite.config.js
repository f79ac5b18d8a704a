import { defineConfig } from 'vite';

/**
 * Packages of hundreds of small files. Node finds, reads and compiles each of them at the start of every
 * command; bundled, they take a tenth of that. They are put where the modules in `dist` look first, and
 * everything else, types too, still comes from the packages.
 */
const packages = {
  echarts: ['./core', './charts', './components', './renderers'],
  jose: ['.'],
  kysely: ['.'],
  'libphonenumber-js': ['./min'],
  'ml-matrix': ['.'],
  'openid-client': ['.'],
  typebox: ['.', './compile', './value'],
};

/** Of a package with hundreds of charts those that are drawn here; types come from the package all the same. */
const only = {
  'echarts/core': 'init, use',
  'echarts/charts': 'BarChart, LineChart',
  'echarts/components': 'GridComponent, LegendComponent, MarkLineComponent',
  'echarts/renderers': 'SVGRenderer',
};
const onlySome = {
  name: 'only-some-exports',
  resolveId: (/** @type {string} */ id) => (id.startsWith('only:') ? `\0${id}` : null),
  load(/** @type {string} */ id) {
    const name = id.startsWith('\0only:') ? id.slice('\0only:'.length) : null;
    return name && `export { ${only[name]} } from '${name}';`;
  },
};

const entries = Object.entries(packages).flatMap(([name, exports]) =>
  exports.map((path) => {
    const whole = `${name}${path.slice(1)}`;
    return [`${name}/${fileOf(path)}`, whole in only ? `only:${whole}` : whole];
  }),
);

/** @param {string} path of `exports` */
function fileOf(path) {
  return path === '.' ? 'index' : path.slice(2);
}

/** What Node reads to find the files. */
const manifests = {
  name: 'package-manifests',
  generateBundle() {
    for (const [name, paths] of Object.entries(packages)) {
      const exports = Object.fromEntries(paths.map((path) => [path, `./${fileOf(path)}.js`]));
      const source = JSON.stringify({ name, type: 'module', exports });
      this.emitFile({ type: 'asset', fileName: `${name}/package.json`, source });
    }
  },
};

export default defineConfig({
  publicDir: false,
  plugins: [manifests, onlySome],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/node_modules',
    emptyOutDir: true,
    rolldownOptions: {
      input: Object.fromEntries(entries),
      output: { entryFileNames: '[name].js', chunkFileNames: '.shared/[hash].js' },
    },
  },
});
