// The pages of Mirador, Universal Viewer, Clover and OpenSeadragon on a server of their own: as in life, another origin than
// the manifests'.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));

const kTypes = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.wasm': 'application/wasm' };

const make_page = (viewer) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${viewer}</title>
<link rel="icon" href="data:,"><style>body{margin:0}#mirador,#openseadragon{position:absolute;inset:0}</style>
<div id="${viewer}"></div><script type="module" src="${viewer}.js"></script></html>`;

async function bundle_page(site, viewer) {
  const file = `${site.build}/${viewer}.js`;
  await build({ entryPoints: [path.join(here, `${viewer}_page.mjs`)], bundle: true, minify: true, outfile: file,
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' }, logLevel: 'error' });
  return readFile(file);
}

/** The file behind a path of Universal Viewer, which comes as a folder that is put on a server; null where there is none. */
function file_of(name) {
  const file = path.join(here, 'node_modules/universalviewer/dist', path.normalize(name.replace(/^\/uv\//, '/')));
  return name.startsWith('/uv/') && existsSync(file) ? file : null;
}

// Universal Viewer 4.4 asks its own server for a data: URL, that of the empty picture in its gallery.
const is_known_slip = (name) => name.startsWith('/images/data:image/gif;base64,');
const kEmptyPicture = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

const kAddresses = {
  mirador: (manifest) => `/mirador.html?manifest=${encodeURIComponent(manifest)}`,
  uv: (manifest) => `/uv/uv.html#?manifest=${encodeURIComponent(manifest)}`,
  openseadragon: (manifest) => `/openseadragon.html?manifest=${encodeURIComponent(manifest)}`,
  clover: (manifest) => `/clover.html?manifest=${encodeURIComponent(manifest)}`,
};

async function find_answer(name, texts) {
  if (texts.has(name)) return texts.get(name);
  if (is_known_slip(name)) return ['image/gif', kEmptyPicture];
  const file = file_of(name);
  return file ? [kTypes[path.extname(name)], await readFile(file)] : null;
}

/** { origin, address(viewer, manifest), add(path, json), close() } */
export async function serve_viewers(site) {
  const texts = new Map();
  for (const viewer of ['mirador', 'clover', 'openseadragon']) {
    texts.set(`/${viewer}.html`, ['text/html', make_page(viewer)]);
    texts.set(`/${viewer}.js`, ['text/javascript', await bundle_page(site, viewer)]);
  }
  const server = createServer(async (request, answer) => {
    const found = await find_answer(decodeURIComponent(new URL(request.url, 'http://localhost').pathname), texts);
    if (!found) return answer.writeHead(404).end();
    return answer.writeHead(200, { 'Content-Type': found[0], 'Access-Control-Allow-Origin': '*' }).end(found[1]);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin,
    address: (viewer, manifest) => origin + kAddresses[viewer](manifest),
    add: (name, document) => texts.set(name, ['application/json', JSON.stringify(document)]),
    close: () => server.close() };
}
