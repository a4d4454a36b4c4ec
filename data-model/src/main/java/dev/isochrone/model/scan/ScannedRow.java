package dev.isochrone.model.scan;

import dev.isochrone.model.Version;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.key.Key;

/** A row that a scan found. */
public record ScannedRow(Key key, Document document, Version version) {}
