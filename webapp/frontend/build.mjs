// Builds static/dist: htmx, the diagram viewer and the modeler with their style sheets, and the licences of all inside.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';

const out = '../static/dist';

const bundle = () =>
  build({
    entryPoints: ['src/htmx.js', 'src/viewer.js', 'src/modeler.js', 'src/compare.js'],
    outdir: out,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'linked',
    loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' },
    metafile: true,
    write: false,
    logLevel: 'warning',
  });

// The same sources must make the same bytes: what is not so cannot be checked by anybody else.
const [{ metafile, outputFiles }, again] = [await bundle(), await bundle()];
const hashes = made => JSON.stringify(made.map(file => [file.path, file.hash]).sort());
if (hashes(outputFiles) !== hashes(again.outputFiles)) throw new Error('two builds of the same sources differ');

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });
for (const file of outputFiles) fs.writeFileSync(file.path, file.contents);

// Not every package carries a legal comment; each does carry a licence file.
const packages = new Set(
  Object.keys(metafile.inputs)
    .map(file => file.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1])
    .filter(Boolean),
);
const licences = [...packages].sort().map(name => {
  const folder = path.join('node_modules', name);
  const { version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = fs.readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
  const text = file ? fs.readFileSync(path.join(folder, file), 'utf8').trim() : '';
  return `${name} ${version} (${license})\n\n${text}\n`;
});
fs.writeFileSync(path.join(out, 'THIRD-PARTY.LEGAL.txt'), licences.join('\n' + '-'.repeat(78) + '\n\n'));
