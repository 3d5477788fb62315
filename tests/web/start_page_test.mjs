// The start page: lists what is published, opens it, zooms; keyboard, phone, accessibility.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { open_page } from './browser.mjs';
import { count_colours, zoom_to_the_deepest } from './tiles.mjs';

const axe_source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function check_accessibility(page, where) {
  await page.evaluate(axe_source);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }),
  );
  const found = violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(' | ')}`);
  assert.deepEqual(found, [], `axe on ${where}`);
}

async function wait_for_thumbnails(page) {
  await page.waitForFunction(() => {
    const seen = [...document.querySelectorAll('.card img')].filter(
      (picture) => picture.getBoundingClientRect().top < innerHeight,
    );
    return seen.length > 0 && seen.every((picture) => picture.complete && picture.naturalWidth > 0);
  }, null, { timeout: 60_000 });
}

async function open_start(site, options) {
  const page = await open_page(site.browser, options);
  await page.goto(`${site.url}/`);
  await wait_for_thumbnails(page);
  return page;
}

const link_to = (id) => `a.card[href="#id=${encodeURIComponent(id)}"]`;

export const tests = {
  async 'the start page lists every published image with a thumbnail'(site) {
    const page = await open_start(site);
    const listing = await (await fetch(`${site.url}/api/v1/images`)).json();
    assert.ok(listing.total >= 15, `${listing.total} images are listed`);
    assert.equal(await page.locator('#images .card').count(), listing.images.length);
    await page.screenshot({ path: `${site.screenshots}/start.png` });
    await check_accessibility(page, 'the start page');
    assert.deepEqual(page.faults, []);
    await page.context().close();
  },

  async 'the objects of the collection stand above the images'(site) {
    const page = await open_start(site);
    const cards = page.locator('#objects .card');
    await cards.nth(3).waitFor();
    const titles = await cards.locator('.title').allInnerTexts();
    assert.equal(titles.length, 4);
    assert.ok(titles.includes('An album of photographs'), titles.join(', '));
    const manifest = await (await fetch(await cards.first().getAttribute('href'))).json();
    assert.equal(manifest.type, 'Manifest');
    assert.deepEqual(page.faults, []);
    await page.context().close();
  },

  async 'the filter narrows the list'(site) {
    const page = await open_start(site);
    await page.getByLabel('Filter').fill('mosaic');
    assert.equal(await page.locator('#images .card').count(), 1);
    assert.match(await page.locator('#summary').innerText(), /^1 of \d+ images$/);
    await page.context().close();
  },

  async 'a click opens the mosaic, the wheel leads to its deepest level'(site) {
    const page = await open_start(site);
    await page.locator(link_to(site.mosaic)).click();
    const canvas = page.locator('#canvas .openseadragon-canvas').first();
    await canvas.waitFor();
    await page.getByText('122.9 megapixels').waitFor();
    await page.screenshot({ path: `${site.screenshots}/openseadragon-whole.png` });
    await zoom_to_the_deepest(page, canvas);
    await page.screenshot({ path: `${site.screenshots}/openseadragon-deep.png` });
    assert.ok((await count_colours(page, canvas)) > 500, 'the viewer shows a picture');
    assert.equal(await page.locator('#address').inputValue(), `${site.url}/iiif/3/${encodeURIComponent(site.mosaic)}/info.json`);
    await check_accessibility(page, 'the viewer');
    assert.deepEqual(page.faults, []);
    await page.context().close();
  },

  async 'the keyboard alone opens an image, turns it, closes it and comes back'(site) {
    const page = await open_start(site);
    await page.locator(link_to(site.mosaic)).focus();
    await page.keyboard.press('Enter');
    await page.locator('#canvas .openseadragon-canvas').first().waitFor();
    assert.ok(page.url().endsWith(`#id=${encodeURIComponent(site.mosaic)}`));
    await page.getByRole('button', { name: 'Turn right' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.locator('dialog#viewer').waitFor({ state: 'hidden' });
    assert.equal(new URL(page.url()).hash, '');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), `#id=${encodeURIComponent(site.mosaic)}`);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  },

  async 'a link opens its image at once, on a dark phone'(site) {
    const page = await open_start(site, { viewport: { width: 390, height: 780 }, colorScheme: 'dark', hasTouch: true });
    await page.screenshot({ path: `${site.screenshots}/start-phone.png` });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scrolling');
    await check_accessibility(page, 'the start page on a dark phone');
    await page.goto(`${site.url}/#id=${encodeURIComponent(site.mosaic)}`);
    const canvas = page.locator('#canvas .openseadragon-canvas').first();
    await canvas.waitFor();
    await page.waitForTimeout(2500);
    await page.screenshot({ path: `${site.screenshots}/viewer-phone.png` });
    assert.deepEqual(page.faults, []);
    await page.context().close();
  },

  async 'an image that is not there gets a sentence'(site) {
    const page = await open_page(site.browser);
    await page.goto(`${site.url}/#id=nothing%2Fhere.jpg`);
    await page.getByRole('alert').waitFor();
    assert.match(await page.getByRole('alert').innerText(), /cannot be opened/);
    await page.context().close();
  },
};
