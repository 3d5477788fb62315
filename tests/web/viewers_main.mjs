// node viewers_main.mjs [PART OF A NAME]: imports what ../shared/data has and opens it in Mirador, Universal Viewer and Clover.
// Exit code: 0 passed, 1 failed, 77 something that they need is not there.
import { finish, places, prepare, run_tests } from './runner.mjs';

const browser = await prepare();
const { open_copies, open_library } = await import('./library.mjs');
const { serve_viewers } = await import('./viewer_pages.mjs');
const { copies_tests } = await import('./copies_test.mjs');
const { sample_tests, tests } = await import('./viewers_test.mjs');

const library = await open_library(places);
const viewers = await serve_viewers(places);
if (!library.shared) console.log('../shared/data is not there: the viewers open the samples instead');
// Two at a time: one waits for its pictures while the other's page draws.
const copies = await open_copies(places, library, library.shared ? 'halle_friedensvorschlaege_1712' : 'samples/guide');
const chosen = library.shared ? { ...tests, ...copies_tests } : sample_tests;
const passed = await run_tests(chosen, { ...places, browser, holdings: library, copies, viewers }, 2);
await browser.close();
viewers.close();
finish(passed, (await copies.stop()) || (await library.stop()));
