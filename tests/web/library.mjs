// A library to look at: what ../shared/data has, imported into a folder of its own and served.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { start_server } from './server.mjs';

const kFolders = ['books/halle_friedensvorschlaege_1712', 'books/bnf_marguerites_francoyses_17c', 'books/mimili_1815_page-xml',
  'books/chicopee_weekly_1856-05-10_g4', 'books/ndnp_park_record_1935', 'av', 'models'];

/** { url, shared: whether the shared data is there, manifest(item, version), collection(id, version), stop() } */
export async function open_library(places) {
  const found = kFolders.map((folder) => path.join(places.data, folder)).filter((folder) => existsSync(folder));
  const imported = found.length > 0 ? found : [places.objects];
  const { url, stop } = await start_server(places, { published: [], imported });
  return { url, stop, shared: found.length > 0,
    manifest: (item, version = 3) => `${url}/presentation/${version}/${item}/manifest`,
    collection: (id, version = 3) => `${url}/presentation/${version}/collection/${id}` };
}
