// The page on which tests open Clover, bundled by esbuild: Clover on the manifest that the address names.
import Viewer from '@samvera/clover-iiif/viewer';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const manifest = new URLSearchParams(location.search).get('manifest');
createRoot(document.getElementById('clover')).render(createElement(Viewer, { iiifContent: manifest }));
