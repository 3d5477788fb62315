-- Which of the files in the data folder are of any use.
CREATE INDEX assets_stored ON assets (path) WHERE is_stored <> 0;
