// Puts the parts of the page together and hands the events to them.

import { setUpAddPanel } from './add-panel.js';
import { announce } from './announce.js';
import { Archive } from './archive.js';
import { Charts } from './charts.js';
import { byId, setText } from './dom.js';
import { logEvent } from './events-log.js';
import { FilesView } from './files-view.js';
import { bytes, number } from './format.js';
import { Live } from './live.js';
import { setUpPreview } from './preview.js';
import { PruneDialog } from './prune-dialog.js';
import { forgetStages } from './stages.js';
import { StorePanel } from './store-panel.js';
import { Uploads } from './uploads.js';
import { Verification } from './verification.js';

const uploads = new Uploads();
const archive = new Archive(total => setText(byId('figure-documents'), number(total)));
const pruneDialog = new PruneDialog();
const files = new FilesView(file => pruneDialog.open(file));
const store = new StorePanel();
const charts = new Charts();
const verification = new Verification();
const live = new Live('live');

setUpAddPanel(uploads);
setUpPreview();

live.addEventListener('store', ({ detail }) => {
  store.follow(detail);
  files.followStore(detail);
  charts.follow(detail);
  uploads.largest = detail.maxUploadSize;
});
live.addEventListener('files', ({ detail }) => {
  files.followFiles(detail.files);
  setText(byId('figure-pruned'), bytes(files.trimmed));
});
live.addEventListener('document', ({ detail }) => {
  uploads.follow(detail);
  archive.follow(detail);
});
live.addEventListener('archive', () => archive.reloadSoon()); // a pruning has hit more documents than it tells of
live.addEventListener('event', ({ detail }) => logEvent(detail));
live.addEventListener('verification', ({ detail }) => verification.follow(detail));

let wasLost = false;
live.addEventListener('connection', ({ detail: state }) => {
  const open = state === 'open';
  const pill = byId('connection');
  setText(pill, open ? 'live' : 'connection lost');
  pill.dataset.tone = open ? 'good' : 'bad';
  byId('connection-lost').hidden = open;
  document.body.toggleAttribute('data-offline', !open);
  if (!open) {
    wasLost = true;
    announce('Connection lost. Trying again.');
    return;
  }
  if (wasLost) {
    // Another server may answer now, and events have been missed: what is shown is asked for anew.
    announce('Connected again.');
    forgetStages();
    verification.forget();
    uploads.reconcile();
    archive.load();
  }
});

archive.load();
live.connect();
