// Mirador 4 on a manifest that holds nothing but the mosaic's image service.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { open_page } from './browser.mjs';
import { count_colours, zoom_to_the_deepest } from './tiles.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

// https://iiif.io/api/presentation/3.0/#b-example-manifest-response, at its least.
function make_manifest(id, service, { width, height }) {
  const target = `${id}/canvas`;
  const body = { id: `${service}/full/max/0/default.jpg`, type: 'Image', format: 'image/jpeg', width, height,
    service: [{ id: service, type: 'ImageService3', profile: 'level2' }] };
  const annotation = { id: `${target}/annotation`, type: 'Annotation', motivation: 'painting', body, target };
  const page = { id: `${target}/page`, type: 'AnnotationPage', items: [annotation] };
  return { '@context': 'http://iiif.io/api/presentation/3/context.json', id, type: 'Manifest', label: { en: ['Mosaic'] },
    items: [{ id: target, type: 'Canvas', width, height, items: [page] }] };
}

async function bundle_page(site) {
  const file = `${site.build}/mirador.js`;
  await build({ entryPoints: [path.join(here, 'mirador_page.mjs')], bundle: true, minify: true, outfile: file,
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' }, logLevel: 'error' });
  return readFile(file);
}

// A server of another origin, as Mirador's pages are in life.
async function serve_page(site, files) {
  const server = createServer((request, answer) => {
    const file = files[new URL(request.url, 'http://localhost').pathname];
    if (!file) return answer.writeHead(404).end();
    return answer.writeHead(200, { 'Content-Type': file.type, 'Access-Control-Allow-Origin': '*' }).end(file.body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const kPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Mirador</title><link rel="icon" href="data:,">
<style>#mirador{position:absolute;inset:0}</style><div id="mirador"></div><script src="mirador.js"></script></html>`;

export const tests = {
  async 'Mirador zooms into the mosaic'(site) {
    const service = `${site.url}/iiif/3/${encodeURIComponent(site.mosaic)}`;
    const info = await (await fetch(`${service}/info.json`)).json();
    assert.ok(info.width * info.height > 100e6);
    const files = { '/': { type: 'text/html', body: kPage },
      '/mirador.js': { type: 'text/javascript', body: await bundle_page(site) } };
    const server = await serve_page(site, files);
    const origin = `http://127.0.0.1:${server.address().port}`;
    files['/manifest'] = { type: 'application/json', body: JSON.stringify(make_manifest(`${origin}/manifest`, service, info)) };
    const page = await open_page(site.browser);
    try {
      await page.goto(`${origin}/?manifest=${encodeURIComponent(`${origin}/manifest`)}`);
      const canvas = page.locator('.openseadragon-canvas').first();
      await canvas.waitFor({ timeout: 30_000 });
      await page.waitForTimeout(2500);
      await page.screenshot({ path: `${site.screenshots}/mirador-whole.png` });
      await zoom_to_the_deepest(page, canvas);
      await page.screenshot({ path: `${site.screenshots}/mirador-deep.png` });
      assert.ok((await count_colours(page, canvas)) > 500, 'Mirador shows a picture');
      assert.deepEqual(page.faults, []);
    } finally {
      await page.context().close();
      server.close();
    }
  },
};
