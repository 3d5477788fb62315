// node main.mjs [PART OF A NAME]: runs the tests in a browser against the program. Exit code: 0 passed, 1 failed,
// 77 something that they need is not there.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const places = {
  program: process.env.TRIFORIUM_PROGRAM ?? `${root}/build/release/triforium`,
  samples: `${root}/build/samples`,
  objects: `${root}/build/objects/samples`,
  web: `${root}/build/web`,
};

function skip(reason) {
  console.log(`SKIPPED: ${reason} – ./run test sets everything up`);
  process.exit(77);
}

if (!existsSync(`${root}/tests/web/node_modules/playwright-core`)) skip('npm packages are not installed in tests/web');
if (!existsSync(`${places.samples}/.stamp`)) skip('the samples are not there');
if (!existsSync(`${places.web}/index.html`)) skip('the pages are not built');
const { kBrowser, start_browser } = await import('./browser.mjs');
if (!kBrowser) skip('Chromium is not installed');
const { start_server } = await import('./server.mjs');

const suites = [await import('./start_page_test.mjs'), await import('./mirador_test.mjs')];
const all = suites.flatMap((suite) => Object.entries(suite.tests));
const chosen = all.filter(([name]) => name.includes(process.argv[2] ?? ''));

const server = await start_server(places);
const browser = await start_browser();
const site = { browser, url: server.url, mosaic: process.env.TRIFORIUM_TEST_IMAGE ?? 'mosaic.tif', build: `${root}/build`,
  screenshots: `${root}/build/screenshots` };
mkdirSync(site.screenshots, { recursive: true });

let failed = 0;
for (const [name, test] of chosen) {
  const began = performance.now();
  try {
    await test(site);
    console.log(`passed: ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    ++failed;
    console.log(`FAILED: ${name}\n${error.stack}`);
  }
}
await browser.close();
const ended = await server.stop();
if (ended !== 0) console.log(`FAILED: the server ended with ${ended}`);
console.log(`${chosen.length - failed} of ${chosen.length} tests passed; screenshots are in build/screenshots`);
process.exit(failed || ended !== 0 ? 1 : 0);
