-- Explained for people in docs/formats/store.md. Times are milliseconds since 1970, UTC. “packed” is said there too.

CREATE TABLE items (
  number        INTEGER PRIMARY KEY,
  id            TEXT    NOT NULL UNIQUE,
  kind          INTEGER NOT NULL CHECK (kind IN (1, 2)),         -- manifest, collection
  is_live       INTEGER NOT NULL CHECK (is_live IN (0, 1)),      -- 0: a tombstone
  revision      INTEGER NOT NULL,
  sequence      INTEGER NOT NULL,                                -- the activity that changed it last
  created       INTEGER NOT NULL,
  modified      INTEGER NOT NULL,
  label         TEXT    NOT NULL,
  reference     TEXT    NOT NULL,                                -- JSON
  version       INTEGER NOT NULL,
  hash          TEXT    NOT NULL,                                -- SHA-256 of the document
  bytes         INTEGER NOT NULL,                                -- of the document
  members       INTEGER NOT NULL,
  source_digest TEXT    NOT NULL
) STRICT;
CREATE INDEX items_by_sequence ON items (sequence) WHERE is_live;
CREATE INDEX items_by_kind ON items (kind, id) WHERE is_live;
CREATE INDEX items_by_kind_and_sequence ON items (kind, sequence) WHERE is_live;

CREATE TABLE documents (
  item    INTEGER PRIMARY KEY REFERENCES items,
  content BLOB NOT NULL                                          -- JSON, packed
) STRICT;

-- Every name that was ever given. What it leads to is the item's id now.
CREATE TABLE names (
  name TEXT    NOT NULL PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES items,
  kind INTEGER NOT NULL CHECK (kind IN (1, 2, 3))                -- the id, an alias, a former id
) STRICT, WITHOUT ROWID;
CREATE INDEX names_by_item ON names (item);

CREATE TABLE members (
  collection INTEGER NOT NULL REFERENCES items,
  position   INTEGER NOT NULL,                                   -- from 0, without gaps
  item       INTEGER REFERENCES items,
  url        TEXT,                                               -- of a resource elsewhere
  reference  TEXT,                                               -- of a resource elsewhere: JSON
  PRIMARY KEY (collection, position),
  CHECK ((item IS NULL) <> (url IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX members_by_item ON members (item, collection) WHERE item IS NOT NULL;
CREATE UNIQUE INDEX members_by_url ON members (collection, url) WHERE url IS NOT NULL;

CREATE TABLE assets (
  id          TEXT    NOT NULL PRIMARY KEY,
  item        INTEGER NOT NULL REFERENCES items,
  position    INTEGER NOT NULL,
  path        TEXT    NOT NULL,
  is_stored   INTEGER NOT NULL,
  page        INTEGER NOT NULL,
  media_type  TEXT    NOT NULL,
  width       INTEGER NOT NULL,
  height      INTEGER NOT NULL,
  duration    REAL    NOT NULL,
  size        INTEGER NOT NULL,
  modified_ns INTEGER NOT NULL,
  inode       INTEGER NOT NULL,
  digest      TEXT    NOT NULL,
  facts       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX assets_by_item ON assets (item, position);

CREATE TABLE texts (
  number   INTEGER PRIMARY KEY,
  item     INTEGER NOT NULL REFERENCES items,
  canvas   TEXT    NOT NULL,
  position INTEGER NOT NULL,
  asset    TEXT    NOT NULL,
  language TEXT    NOT NULL,
  plain    BLOB    NOT NULL,                                     -- packed
  words    BLOB    NOT NULL,                                     -- packed
  UNIQUE (item, canvas)
) STRICT;

CREATE TABLE annotations (
  number   INTEGER PRIMARY KEY,
  item     INTEGER NOT NULL REFERENCES items,
  key      TEXT    NOT NULL,
  page     TEXT    NOT NULL,
  target   TEXT    NOT NULL,
  json     TEXT    NOT NULL,
  revision INTEGER NOT NULL,
  created  INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  UNIQUE (item, key)
) STRICT;
CREATE INDEX annotations_by_page ON annotations (item, page);
CREATE INDEX annotations_by_target ON annotations (item, target);

CREATE TABLE activities (
  sequence INTEGER PRIMARY KEY,
  type     INTEGER NOT NULL CHECK (type IN (1, 2, 3, 4)),        -- create, update, remove, move
  kind     INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),           -- manifest, collection, annotation
  object   TEXT    NOT NULL,
  target   TEXT    NOT NULL,
  time     INTEGER NOT NULL
) STRICT;
CREATE TRIGGER activities_stay BEFORE UPDATE ON activities BEGIN SELECT RAISE(ABORT, 'activities are only added'); END;
CREATE TRIGGER activities_remain BEFORE DELETE ON activities BEGIN SELECT RAISE(ABORT, 'activities are only added'); END;

CREATE TABLE jobs (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT    NOT NULL,
  state      INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),     -- waiting, running, done, failed, cancelled
  parameters TEXT    NOT NULL,                                   -- JSON
  done       INTEGER NOT NULL,
  total      INTEGER NOT NULL,
  counts     TEXT    NOT NULL,                                   -- JSON
  cursor     TEXT    NOT NULL,
  message    TEXT    NOT NULL,
  failures   INTEGER NOT NULL,
  created    INTEGER NOT NULL,
  modified   INTEGER NOT NULL
) STRICT;

CREATE TABLE job_failures (
  job      INTEGER NOT NULL REFERENCES jobs,
  position INTEGER NOT NULL,                                     -- from 0
  subject  TEXT    NOT NULL,
  message  TEXT    NOT NULL,
  PRIMARY KEY (job, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE inputs (
  source TEXT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL,
  item   INTEGER REFERENCES items
) STRICT, WITHOUT ROWID;
CREATE INDEX inputs_by_item ON inputs (item) WHERE item IS NOT NULL;

-- Made of the item's present revision; deleted when it changes.
CREATE TABLE renditions (
  number  INTEGER PRIMARY KEY,
  item    INTEGER NOT NULL REFERENCES items,
  key     TEXT    NOT NULL,
  content BLOB    NOT NULL,
  UNIQUE (item, key)
) STRICT;
