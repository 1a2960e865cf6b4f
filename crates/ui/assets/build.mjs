// Builds dist/: hashed names, and manifest.json from the plain name to the hashed one.
import * as esbuild from 'esbuild';
import { rm, mkdir, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';

const dist = new URL('./dist/', import.meta.url);
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const result = await esbuild.build({
  absWorkingDir: new URL('.', import.meta.url).pathname,
  entryPoints: ['src/app.ts', 'src/app.css'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['es2022', 'chrome107', 'safari15.4'],
  minify: true,
  metafile: true,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.png': 'file' },
  logLevel: 'info',
});

const manifest = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  if (output.entryPoint === undefined) continue;
  manifest[basename(output.entryPoint).replace(/\.ts$/, '.js')] = basename(path);
}
await writeFile(new URL('manifest.json', dist), `${JSON.stringify(manifest, null, 2)}\n`);
