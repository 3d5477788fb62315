// What both programs of tests share: where things are, what must be there, and running tests.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export const places = {
  program: process.env.TRIFORIUM_PROGRAM ?? `${root}/build/release/triforium`,
  samples: `${root}/build/samples`,
  objects: `${root}/build/objects/samples`,
  web: `${root}/build/web`,
  data: process.env.TRIFORIUM_TEST_DATA ?? path.resolve(root, '../shared/data'),
  build: `${root}/build`,
  screenshots: `${root}/build/screenshots`,
};

function skip(reason) {
  console.log(`SKIPPED: ${reason} – ./run test sets everything up`);
  process.exit(77);
}

/** The browser. Where something is missing, the program ends and says what. */
export async function prepare() {
  if (!existsSync(`${root}/tests/web/node_modules/playwright-core`)) skip('npm packages are not installed in tests/web');
  if (!existsSync(`${places.samples}/.stamp`)) skip('the samples are not there');
  if (!existsSync(`${places.web}/index.html`)) skip('the pages are not built');
  const { kBrowser, start_browser } = await import('./browser.mjs');
  if (!kBrowser) skip('Chromium is not installed');
  mkdirSync(places.screenshots, { recursive: true });
  return start_browser();
}

async function run_test(name, test, site) {
  const began = performance.now();
  try {
    await test(site);
    console.log(`passed: ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    console.log(`FAILED: ${name}\n${error.stack}`);
    return false;
  }
}

/** Runs those of the tests whose names contain the first argument of the program, so many at a time; whether all passed. */
export async function run_tests(tests, site, at_once = 1) {
  const chosen = Object.entries(tests).filter(([name]) => name.includes(process.argv[2] ?? ''));
  const waiting = [...chosen];
  let passed = 0;
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      if (await run_test(...next, site)) ++passed;
  };
  await Promise.all(Array.from({ length: at_once }, work));
  console.log(`${passed} of ${chosen.length} tests passed; screenshots are in build/screenshots`);
  return passed === chosen.length;
}

/** Ends the program: 1 where a test failed or the server did not end well. */
export function finish(all_passed, server_code) {
  if (server_code !== 0) console.log(`FAILED: the server ended with ${server_code}`);
  process.exit(all_passed && server_code === 0 ? 0 : 1);
}
