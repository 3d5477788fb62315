// The viewers, and showing a document in one of them.
import assert from 'node:assert/strict';
import { open_page } from './browser.mjs';
import { clover } from './clover.mjs';
import { mirador } from './mirador.mjs';
import { universal_viewer } from './universal_viewer.mjs';

export const kViewers = [mirador, universal_viewer, clover];
export const kNames = { mirador: 'Mirador', uv: 'Universal Viewer', clover: 'Clover', openseadragon: 'OpenSeadragon' };

const kPixel = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** Shows a document in a viewer, does `what` there, leaves a picture of it, and sees to it that nothing went wrong. */
export async function with_viewer(site, viewer, document, picture, what) {
  const page = await open_page(site.browser);
  // What institutions keep elsewhere is not asked for: tests need no network.
  await page.route((url) => url.hostname !== '127.0.0.1', (route) => route.fulfill({ contentType: 'image/gif', body: kPixel }));
  try {
    await page.goto(site.viewers.address(viewer.name, document));
    await what(page);
    await page.screenshot({ path: `${site.screenshots}/${viewer.name}-${picture}.png` });
    assert.deepEqual(page.faults, []);
  } catch (error) {
    await page.screenshot({ path: `${site.screenshots}/${viewer.name}-${picture}-FAILED.png` });
    throw page.faults.length > 0 ? new Error(`${error.message}\n${page.faults.join('\n')}`, { cause: error }) : error;
  } finally {
    await page.context().close();
  }
}
