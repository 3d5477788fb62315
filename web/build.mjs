// node build.mjs FOLDER: checks the types, then bundles src/ into FOLDER as static files. Everything but index.html has a
// hash of its content in its name; index.html names them relative to itself, so that any path prefix will do.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(here, '../build/web'));

execFileSync(process.execPath, [path.join(here, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', here], {
  stdio: 'inherit',
});

await rm(path.join(out, 'assets'), { recursive: true, force: true });
const bundle = await build({
  entryPoints: { page: path.join(here, 'src/main.ts'), style: path.join(here, 'src/style.css') },
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  sourcemap: true,
  target: ['es2022'],
  outdir: path.join(out, 'assets'),
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  legalComments: 'linked',
  metafile: true,
  logLevel: 'warning',
});

// The file made from an entry point, as index.html names it.
function name_of(entry) {
  const found = Object.entries(bundle.metafile.outputs).find(([, made]) => made.entryPoint?.endsWith(entry));
  return path.relative(out, path.resolve(found[0])).split(path.sep).join('/');
}

const page = (await readFile(path.join(here, 'src/index.html'), 'utf8'))
  .replace('main.ts', name_of('src/main.ts'))
  .replace('style.css', name_of('src/style.css'));
await mkdir(out, { recursive: true });
await cp(path.join(here, 'src/icon.svg'), path.join(out, 'icon.svg'));
await writeFile(path.join(out, 'index.html'), page);
