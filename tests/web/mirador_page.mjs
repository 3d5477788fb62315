// The page that mirador_test.mjs opens, bundled by esbuild: Mirador on the manifest that the address names.
import { viewer } from 'mirador';

viewer({
  id: 'mirador',
  window: { allowClose: false, sideBarOpen: false },
  windows: [{ manifestId: new URLSearchParams(location.search).get('manifest') }],
  workspaceControlPanel: { enabled: false },
});
