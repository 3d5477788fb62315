// The page on which tests open Mirador, bundled by esbuild: Mirador on the manifest, and maybe canvas, that the address names.
import { viewer } from 'mirador';

const address = new URLSearchParams(location.search);

// https://iiif.io/api/presentation/3.0/#values-for-motivation: the text of pages is "supplementing", which Mirador leaves
// out unless told.
viewer({
  id: 'mirador',
  annotations: { filteredMotivations: ['commenting', 'tagging', 'supplementing', 'oa:commenting', 'oa:tagging', 'sc:painting'] },
  window: { allowClose: false, sideBarOpen: false },
  windows: [{ manifestId: address.get('manifest'), canvasId: address.get('canvas') ?? undefined }],
  workspaceControlPanel: { enabled: false },
});
