// node main.mjs [PART OF A NAME]: runs the tests of our pages, and of a viewer on one image, in a browser against the program.
// Exit code: 0 passed, 1 failed, 77 something that they need is not there.
import { finish, places, prepare, run_tests } from './runner.mjs';

const browser = await prepare();
const { start_server } = await import('./server.mjs');
const suites = [await import('./start_page_test.mjs'), await import('./mirador_test.mjs')];

// A server that already runs may be tested instead.
const given = process.env.TRIFORIUM_TEST_URL?.replace(/\/$/, '');
const server = given
  ? { url: given, stop: async () => 0 }
  : await start_server(places, { published: [places.samples], imported: [places.objects] });
const site = { ...places, browser, url: server.url, mosaic: process.env.TRIFORIUM_TEST_IMAGE ?? 'mosaic.tif' };
const passed = await run_tests(Object.assign({}, ...suites.map((suite) => suite.tests)), site);
await browser.close();
finish(passed, await server.stop());
