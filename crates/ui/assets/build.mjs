// Builds dist/: every file at the top of src/ under a name that carries a hash of its content, manifest.json from the
// plain name to the hashed one, and licences.txt of what was bundled.
import * as esbuild from 'esbuild';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';

const here = new URL('./', import.meta.url);
const dist = new URL('./dist/', here);
const copied = ['.svg', '.png', '.webp', '.ico', '.gif', '.woff2', '.webmanifest', '.txt'];

const entryPoints = (await readdir(new URL('./src/', here), { withFileTypes: true }))
  .filter((entry) => entry.isFile() && !entry.name.endsWith('.d.ts'))
  .filter(({ name }) => ['.ts', '.css', ...copied].includes(extname(name)))
  .map(({ name }) => `src/${name}`)
  .sort();

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const { metafile } = await esbuild.build({
  absWorkingDir: here.pathname,
  entryPoints,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['es2022', 'chrome107', 'safari15.4'],
  minify: true,
  legalComments: 'none',
  metafile: true,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: Object.fromEntries(copied.map((extension) => [extension, 'copy'])),
  logLevel: 'warning',
});
await writeFile(new URL('manifest.json', dist), `${JSON.stringify(manifest(metafile.outputs), null, 2)}\n`);
await writeFile(new URL('licences.txt', dist), await licences(metafile.inputs));
const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
console.log(`assets: ${Object.keys(metafile.outputs).length} files, ${Math.ceil(bytes / 1024)} KiB`);

// Outputs that only other outputs name (chunks, pictures of a style sheet) are not in the manifest.
function manifest(outputs) {
  const names = {};
  for (const [path, { entryPoint, cssBundle }] of Object.entries(outputs)) {
    if (entryPoint === undefined) continue;
    const plain = basename(entryPoint).replace(/\.ts$/, '.js');
    for (const [name, file] of [[plain, path], [plain.replace(/\.js$/, '.css'), cssBundle]]) {
      if (file === undefined) continue;
      if (names[name] !== undefined) throw new Error(`two bundles are called ${name}: rename a file in src/`);
      names[name] = basename(file);
    }
  }
  return Object.fromEntries(Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function licences(inputs) {
  const folders = Object.keys(inputs).map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const packages = [...new Set(folders)].filter((folder) => folder !== undefined).sort();
  const parts = ['Software by others in this bundle, with its licences.\n'];
  for (const folder of packages) {
    const root = new URL(`${folder}/`, here);
    const { name, version, license } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
    const file = (await readdir(root)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    if (license === undefined && file === undefined) throw new Error(`${name} names no licence: do not bundle it`);
    const text = file === undefined ? `Licensed under ${license}.` : await readFile(new URL(file, root), 'utf8');
    parts.push(`---- ${name} ${version} (${license ?? 'see its text'}) ----\n\n${text.trim()}\n`);
  }
  return parts.join('\n');
}
