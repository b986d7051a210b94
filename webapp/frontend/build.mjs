// Builds static/dist: htmx, the diagram viewer with its style sheet, and the licences of everything inside.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';

const out = '../static/dist';
fs.rmSync(out, { recursive: true, force: true });

const { metafile } = await build({
  entryPoints: ['src/htmx.js', 'src/viewer.js'],
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  legalComments: 'linked',
  metafile: true,
  logLevel: 'info',
});

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
