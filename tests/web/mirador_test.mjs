// Mirador 4 on a manifest that holds nothing but the mosaic's image service.
import assert from 'node:assert/strict';
import { open_page } from './browser.mjs';
import { count_colours, zoom_to_the_deepest } from './tiles.mjs';
import { serve_viewers } from './viewer_pages.mjs';

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

export const tests = {
  async 'Mirador zooms into the mosaic'(site) {
    const service = `${site.url}/iiif/3/${encodeURIComponent(site.mosaic)}`;
    const info = await (await fetch(`${service}/info.json`)).json();
    assert.ok(info.width * info.height > 100e6);
    const viewers = await serve_viewers(site);
    const manifest = `${viewers.origin}/manifest`;
    viewers.add('/manifest', make_manifest(manifest, service, info));
    const page = await open_page(site.browser);
    try {
      await page.goto(viewers.address('mirador', manifest));
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
      viewers.close();
    }
  },
};
