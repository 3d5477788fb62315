// The page on which tests open Mirador, bundled by esbuild: Mirador on the manifest that the address names.
import { viewer } from 'mirador';

// The text of pages is "supplementing" (https://iiif.io/api/presentation/3.0/#values-for-motivation); Mirador leaves it out unless told.
viewer({
  id: 'mirador',
  annotations: { filteredMotivations: ['commenting', 'tagging', 'supplementing', 'oa:commenting', 'oa:tagging', 'sc:painting'] },
  window: { allowClose: false, sideBarOpen: false },
  windows: [{ manifestId: new URLSearchParams(location.search).get('manifest') }],
  workspaceControlPanel: { enabled: false },
});
