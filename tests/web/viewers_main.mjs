// node viewers_main.mjs [PART OF A NAME]: imports what ../shared/data has and opens it in Mirador, Universal Viewer and Clover.
// Exit code: 0 passed, 1 failed, 77 something that they need is not there.
import { finish, places, prepare, run_tests } from './runner.mjs';

const browser = await prepare();
const { open_library } = await import('./library.mjs');
const { serve_viewers } = await import('./viewer_pages.mjs');
const { sample_tests, tests } = await import('./viewers_test.mjs');

const library = await open_library(places);
const viewers = await serve_viewers(places);
if (!library.shared) console.log('../shared/data is not there: the viewers open the samples instead');
// Two at a time: one waits for its pictures while the other's page draws.
const passed = await run_tests(library.shared ? tests : sample_tests, { ...places, browser, holdings: library, viewers }, 2);
await browser.close();
viewers.close();
finish(passed, await library.stop());
