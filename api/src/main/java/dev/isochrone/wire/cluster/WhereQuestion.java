package dev.isochrone.wire.cluster;

import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.table.TableName;

/** Where does this row live? */
public record WhereQuestion(RequestHeader header, TableName table, KeyForm key) {}
